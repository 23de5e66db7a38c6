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

    It 'converts, reports every object, and in a second run skips completed objects' {
        [void](Send-EncryptedS3Object $files[0] -BucketName archive -Key "${prefix}plain.csv" -ServerSideEncryption AES256)
        $run = Invoke-TestSample Convert-Archive.ps1 $common
        $run.ExitCode | Should -Be 0 -Because $run.All
        $run.Output | Should -Not -Match "`e"
        $report = Import-Csv $common.ReportPath | Sort-Object Key
        $report.Status | Should -Be Converted, Converted, NotEncrypted
        $report[0].Destination | Should -Be "s3://archive/clean/${prefix}a.csv"
        $report[0].OpenedBy, $report[1].OpenedBy | Should -Be $sales.Fingerprint, $old.Fingerprint
        (Get-TestObject -BucketName archive -Key "clean/${prefix}a.csv").Bytes.Length | Should -Be 1000
        $stamp = '(?m)^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ '
        $run.Output | Should -Match "${stamp}Found 3 objects below s3://archive/$prefix\."
        # Of the ciphertext, as the report has it.
        $run.Output | Should -Match "${stamp}Converted: 2 objects, $(($report | Where-Object Status -EQ Converted | Measure-Object Length -Sum).Sum) bytes"
        $run.Output | Should -Match "${stamp}NotEncrypted: 1 objects, 1000 bytes"
        $run.Output | Should -Not -Match 'ERROR'

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

    It 'fails, converts the rest, and reports why, if no key opens an object' {
        [void](Send-EncryptedS3Object $files[1] -BucketName archive -Key "${prefix}lost.csv" -RootKey $lost)
        $run = Invoke-TestSample Convert-Archive.ps1 $common
        $run.ExitCode | Should -Be 1
        $report = Import-Csv $common.ReportPath | Sort-Object Key
        $report.Status | Should -Be Converted, Converted, NotOpened
        $report[2].Reason | Should -BeLike "*group $($report[2].Group)*"
        # The summary comes although the script throws.
        $run.Error | Should -Match '1 of 3 objects'
        $run.Output | Should -Match 'Z Converted: 2 objects, \d{4} bytes'
        $run.Output | Should -Match 'Z NotOpened: 1 objects, \d{4} bytes'
    }

    It 'fails, and reports why, if an object cannot be written, and if one cannot be read' {
        Add-TestFault @{ operation = 'PutObject'; keyContains = 'a.csv'; kind = 'error'; status = 403; code = 'AccessDenied' }
        Add-TestFault @{ operation = 'HeadObject'; keyContains = "${prefix}b.csv"; kind = 'error'; status = 403; code = 'AccessDenied' }
        $run = Invoke-TestSample Convert-Archive.ps1 $common
        $run.ExitCode | Should -Be 1
        $report = Import-Csv $common.ReportPath | Sort-Object Key
        $report.Key | Should -Be "${prefix}a.csv", "${prefix}b.csv"
        $report.Status | Should -Be Failed, Unread
        $report.Reason | Should -Not -Contain ''
        $report.Recommendation | Should -Not -Contain ''
        $run.Output | Should -Match 'Z Failed: 1 objects, \d{4} bytes'
        $run.Output | Should -Match 'Z Unread: 1 objects, 0 bytes'
        $log = $run.Output -split '\r?\n'
        foreach ($name in 'a', 'b') {
            $line = $log | Select-String "Z ERROR .*$prefix$name\.csv"
            @($line).Count | Should -Be 1
            $log[$line.LineNumber] | Should -Match 'Z +Recommendation: \S' -Because $line
        }
    }

    It 'has the summary and the report up to there where an error ends the conversion' {
        Add-TestFault @{ operation = 'PutObject'; keyContains = "clean/${prefix}b.csv"; kind = 'error'; status = 400; code = 'ExpiredToken' }
        $run = Invoke-TestSample Convert-Archive.ps1 $common
        $run.ExitCode | Should -Be 1
        $run.Error | Should -Match 'ExpiredToken'
        $run.Output | Should -Match 'Z Found 2 objects'
        $run.Output | Should -Match 'Z ERROR .*would fail in the same way'
        $run.Output | Should -Match 'The run ended early'
        $report = Import-Csv $common.ReportPath | Sort-Object Key
        $report.Key | Should -Be "${prefix}a.csv", "${prefix}b.csv"
        # The other object is converted, or was not begun.
        $report[0].Status | Should -BeIn Converted, Openable
        $report[1].Status | Should -Be Failed
        $report[1].Reason | Should -BeLike '*ExpiredToken*'
        $report[1].Recommendation | Should -Not -BeNullOrEmpty
        foreach ($group in $report | Group-Object Status) { $run.Output | Should -Match "Z $($group.Name): $($group.Count) objects" }
        Clear-TestFault
        (Invoke-TestSample Convert-Archive.ps1 $common).ExitCode | Should -Be 0
        (Import-Csv $common.ReportPath).Status | Should -Not -Contain Openable
    }

    It 'converts nothing, and reports why, if the listing fails' {
        Add-TestFault @{ operation = 'ListObjectsV2'; kind = 'error'; status = 403; code = 'AccessDenied' }
        $run = Invoke-TestSample Convert-Archive.ps1 $common
        $run.ExitCode | Should -Be 1
        $run.Output | Should -Match "Z ERROR .*archive"
        $run.Output | Should -Match 'Z +Recommendation: \S'
        Clear-TestFault
        Get-TestObjectKey -BucketName archive -Prefix "clean/$prefix" | Should -BeNullOrEmpty
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

    It 'puts every object under the new key, and moves the old keys away' {
        $run = Invoke-TestSample Invoke-RootKeyRotation.ps1 $common
        $run.ExitCode | Should -Be 0 -Because $run.All
        Test-EncryptedRoundTrip $files[0] -BucketName archive -Key "${prefix}a.csv" -RootKey "$keys/new.key" -Quiet | Should -BeTrue
        Test-EncryptedRoundTrip $files[1] -BucketName archive -Key "${prefix}b.csv" -RootKey "$keys/new.key" -Quiet | Should -BeTrue
        (Get-ChildItem $keys -File).Name | Should -Be new.key
        (Get-ChildItem "$keys/retired").Name | Should -BeLike '*Z *.key'
        (Get-ChildItem "$keys/retired").Count | Should -Be 2
        $fingerprint = (Get-RootKey "$keys/new.key").Fingerprint
        $run.Output | Should -Match "(?m)^\S+ \S+Z The new root key is $fingerprint, in '$([regex]::Escape("$keys/new.key"))', not wrapped by AWS KMS\."
        $run.Output | Should -Match 'Z 2 objects below s3://archive/\S+ are under the new root key\.'
        $run.Output | Should -Match 'Z The new root key opens all 2 client-side encrypted objects\. Moved 2 old keys'
        $run.Output | Should -Not -Match 'ERROR'
        Assert-NoTestKey $run.All ([Convert]::FromBase64String((Get-Content "$keys/new.key")))
    }

    It 'leaves the old keys where one object kept its key, and finishes in a second run' {
        Add-TestFault @{ operation = 'CopyObject'; keyContains = 'b.csv'; kind = 'error'; status = 403; code = 'AccessDenied' }
        $run = Invoke-TestSample Invoke-RootKeyRotation.ps1 $common
        $run.ExitCode | Should -Be 1
        $run.All | Should -Match 'b\.csv'
        $log = $run.Output -split '\r?\n'
        $line = $log | Select-String "Z ERROR .*${prefix}b\.csv"
        @($line).Count | Should -Be 1
        $log[$line.LineNumber] | Should -Match 'Z +Recommendation: \S'
        $run.Output | Should -Match 'Z ERROR 1 of 2 objects are not under the new root key'
        $run.Output | Should -Match 'The old keys stay where they are\.'
        (Get-ChildItem $keys -File).Name | Sort-Object | Should -Be new.key, old.key, sales.key
        $written = [IO.File]::ReadAllText("$keys/new.key")
        Clear-TestFault
        (Invoke-TestSample Invoke-RootKeyRotation.ps1 $common).ExitCode | Should -Be 0
        [IO.File]::ReadAllText("$keys/new.key") | Should -Be $written
        (Get-ChildItem $keys -File).Name | Should -Be new.key
    }

    It 'puts every object under a new key that AWS KMS wraps, with -KmsKeyId' {
        $common.KmsKeyId = 'alias/sales'
        $run = Invoke-TestSample Invoke-RootKeyRotation.ps1 $common
        $run.ExitCode | Should -Be 0 -Because $run.All
        $new = Get-RootKey "$keys/new.key"
        $new.Form | Should -Be KmsEncrypted
        $run.Output | Should -BeLike "*wrapped by $($new.KmsKeyId).*"
        $found = Get-EncryptedS3Object archive $prefix -RootKey "$keys/new.key"
        $found.OpenedBy | Should -Be $new.Fingerprint, $new.Fingerprint
        Test-EncryptedRoundTrip $files[0] -BucketName archive -Key "${prefix}a.csv" -RootKey "$keys/new.key" -Quiet | Should -BeTrue
        Get-EncryptedS3Object archive $prefix -RootKey $sales, $old | Where-Object OpenedBy | Should -BeNullOrEmpty
        (Get-ChildItem $keys -File).Name | Should -Be new.key
        # The key of a run that was stopped is taken again, and the second run finds nothing to change.
        Copy-Item $old.Path $keys
        $common.OldKeyPath = "$keys/old.key"
        [void](Send-EncryptedS3Object $files[1] -BucketName archive -Key "${prefix}c.csv" -RootKey $old)
        $written = [IO.File]::ReadAllText("$keys/new.key")
        $run = Invoke-TestSample Invoke-RootKeyRotation.ps1 $common
        $run.ExitCode | Should -Be 0 -Because $run.All
        [IO.File]::ReadAllText("$keys/new.key") | Should -Be $written
        (Get-EncryptedS3Object archive $prefix -RootKey "$keys/new.key").OpenedBy | Should -Be (@($new.Fingerprint) * 3)
    }

    It 'changes nothing where <What>' -ForEach @(
        @{ What = 'AWS KMS refuses to wrap the new key'; KmsKeyId = 'alias/denied'; Exists = $false; Says = 'Recommendation: ' }
        @{ What = 'the new key exists and is not wrapped'; KmsKeyId = 'alias/sales'; Exists = $true; Says = 'AWS KMS has not wrapped it' }
    ) {
        if ($Exists) { [void](New-RootKey $common.NewKeyPath) }
        $run = Invoke-TestSample Invoke-RootKeyRotation.ps1 ($common + @{ KmsKeyId = $KmsKeyId })
        $run.ExitCode | Should -Be 1
        $run.Output | Should -Match "Z +(ERROR .*)?$Says"
        $run.Output | Should -Match 'The old keys stay where they are\.'
        Test-Path $common.NewKeyPath | Should -Be $Exists
        (Get-TestRequest).operation | Should -Not -Contain CopyObject
        (Get-ChildItem $keys -File).Name | Should -Contain old.key
    }

    It 'retires nothing where it found nothing' {
        $common.KeyPrefix = 'no such prefix/'
        $run = Invoke-TestSample Invoke-RootKeyRotation.ps1 $common
        $run.ExitCode | Should -Be 1
        (Get-ChildItem $keys -File).Name | Should -Contain old.key
    }
}
