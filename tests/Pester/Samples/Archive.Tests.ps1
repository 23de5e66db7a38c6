BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1", "$PSScriptRoot/../TestSample.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer archive
    Start-TestSample "$TestDrive/standins"
    $sales, $old, $lost = 'sales', 'old', 'lost' | ForEach-Object { New-RootKey "$TestDrive/$_.key" }
    $files = 'a.csv', 'b.csv' | ForEach-Object { New-TestFile "$TestDrive/in/$_" 1000 }
}

AfterAll {
    Stop-TestSample
    Stop-TestServer
}

Describe 'Convert-Archive.ps1' {
    BeforeEach {
        Reset-TestServer
        Reset-TestSample
        $prefix = "$(New-Guid)/"
        $common = @{ BucketName = 'archive'; KeyPrefix = $prefix; DestinationKeyPrefix = "clean/$prefix"; RootKeyPath = "$($sales.Path),$($old.Path)"; ReportPath = "$TestDrive/$(New-Guid).csv" }
        [void](Send-EncryptedS3Object $files[0] -BucketName archive -KeyPrefix $prefix -RootKey $sales)
        [void](Send-EncryptedS3Object $files[1] -BucketName archive -KeyPrefix $prefix -RootKey $old)
    }

    It 'converts, reports every object, and in a second run passes over what is done' {
        [void](Send-EncryptedS3Object $files[0] -BucketName archive -Key "${prefix}plain.csv" -ServerSideEncryption AES256)
        $run = Invoke-TestSample Convert-Archive.ps1 $common
        $run.ExitCode | Should -Be 0 -Because $run.All
        $run.Output | Should -Not -Match "`e"
        $report = Import-Csv $common.ReportPath | Sort-Object Key
        $report.Status | Should -Be Converted, Converted, NotEncrypted
        $report[0].Destination | Should -Be "s3://archive/clean/${prefix}a.csv"
        $report[0].OpenedBy, $report[1].OpenedBy | Should -Be $sales.Fingerprint, $old.Fingerprint
        (Get-TestObject -BucketName archive -Key "clean/${prefix}a.csv").Bytes.Length | Should -Be 1000

        (Invoke-TestSample Convert-Archive.ps1 $common).ExitCode | Should -Be 0
        (Import-Csv $common.ReportPath | Sort-Object Key).Status | Should -Be ConvertedBefore, ConvertedBefore, NotEncrypted
    }

    It 'changes nothing with -PlanOnly' {
        $run = Invoke-TestSample Convert-Archive.ps1 $common -Switch '-PlanOnly'
        $run.ExitCode | Should -Be 0 -Because $run.All
        (Import-Csv $common.ReportPath).Status | Should -Be Openable, Openable
        (Get-TestRequest).operation | Sort-Object -Unique | Should -Be HeadObject, ListObjectsV2, PutObject
        Get-TestObjectKey -BucketName archive -Prefix "clean/$prefix" | Should -BeNullOrEmpty
    }

    It 'fails, converts the rest, and says why, where no key opens an object' {
        [void](Send-EncryptedS3Object $files[1] -BucketName archive -Key "${prefix}lost.csv" -RootKey $lost)
        $run = Invoke-TestSample Convert-Archive.ps1 $common
        $run.ExitCode | Should -Be 1
        $report = Import-Csv $common.ReportPath | Sort-Object Key
        $report.Status | Should -Be Converted, Converted, NotOpened
        $report[2].Reason | Should -BeLike "*group $($report[2].Group)*"
    }

    It 'fails, and says why, where an object cannot be written, and where one cannot be read' {
        Add-TestFault @{ operation = 'PutObject'; keyContains = 'a.csv'; kind = 'error'; status = 403; code = 'AccessDenied' }
        Add-TestFault @{ operation = 'HeadObject'; keyContains = "${prefix}b.csv"; kind = 'error'; status = 403; code = 'AccessDenied' }
        $run = Invoke-TestSample Convert-Archive.ps1 $common
        $run.ExitCode | Should -Be 1
        $report = Import-Csv $common.ReportPath | Sort-Object Key
        $report.Key | Should -Be "${prefix}a.csv", "${prefix}b.csv"
        $report.Status | Should -Be Failed, Unread
        $report.Reason | Should -Not -Contain ''
    }
}

Describe 'Invoke-RootKeyRotation.ps1' {
    BeforeEach {
        Reset-TestServer
        Reset-TestSample
        $prefix = "$(New-Guid)/"
        $keys = [IO.Directory]::CreateDirectory("$TestDrive/$(New-Guid)").FullName
        Copy-Item $sales.Path, $old.Path $keys
        $common = @{ BucketName = 'archive'; KeyPrefix = $prefix; OldKeyPath = "$keys/sales.key,$keys/old.key"; NewKeyPath = "$keys/new.key"; RetiredFolder = "$keys/retired" }
        [void](Send-EncryptedS3Object $files[0] -BucketName archive -KeyPrefix $prefix -RootKey $sales)
        [void](Send-EncryptedS3Object $files[1] -BucketName archive -KeyPrefix $prefix -RootKey $old)
    }

    It 'gives every object the new key, and puts the old ones away' {
        $run = Invoke-TestSample Invoke-RootKeyRotation.ps1 $common
        $run.ExitCode | Should -Be 0 -Because $run.All
        Test-EncryptedRoundTrip $files[0] -BucketName archive -Key "${prefix}a.csv" -RootKey "$keys/new.key" -Quiet | Should -BeTrue
        Test-EncryptedRoundTrip $files[1] -BucketName archive -Key "${prefix}b.csv" -RootKey "$keys/new.key" -Quiet | Should -BeTrue
        (Get-ChildItem $keys -File).Name | Should -Be new.key
        (Get-ChildItem "$keys/retired").Name | Should -BeLike '*Z *.key'
        (Get-ChildItem "$keys/retired").Count | Should -Be 2
        Assert-NoTestKey $run.All ([Convert]::FromBase64String((Get-Content "$keys/new.key")))
    }

    It 'leaves the old keys where one object kept its key, and finishes in a second run' {
        Add-TestFault @{ operation = 'CopyObject'; keyContains = 'b.csv'; kind = 'error'; status = 403; code = 'AccessDenied' }
        $run = Invoke-TestSample Invoke-RootKeyRotation.ps1 $common
        $run.ExitCode | Should -Be 1
        $run.All | Should -Match 'b\.csv'
        (Get-ChildItem $keys -File).Name | Sort-Object | Should -Be new.key, old.key, sales.key
        $written = [IO.File]::ReadAllText("$keys/new.key")
        Clear-TestFault
        (Invoke-TestSample Invoke-RootKeyRotation.ps1 $common).ExitCode | Should -Be 0
        [IO.File]::ReadAllText("$keys/new.key") | Should -Be $written
        (Get-ChildItem $keys -File).Name | Should -Be new.key
    }

    It 'retires nothing where it found nothing' {
        $common.KeyPrefix = 'no such prefix/'
        $run = Invoke-TestSample Invoke-RootKeyRotation.ps1 $common
        $run.ExitCode | Should -Be 1
        (Get-ChildItem $keys -File).Name | Should -Contain old.key
    }
}
