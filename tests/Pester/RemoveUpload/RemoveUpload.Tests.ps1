BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestPipeline.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $env:AWS_REGION = 'us-east-1'
    $env:XDG_STATE_HOME = "$TestDrive/state"
    # Windows has a folder for it that no variable moves.
    $uploads = "$($IsWindows ? [Environment]::GetFolderPath('LocalApplicationData') : "$TestDrive/state")/RedshiftEncryption/uploads"
    $quiet = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failed' }

    function New-Upload([string] $Key, [int[]] $Length) {
        $started = [xml](Invoke-TestS3 POST test $Key -Query 'uploads=').EnsureSuccessStatusCode().Content.ReadAsStringAsync().Result
        $id = $started.InitiateMultipartUploadResult.UploadId
        $number = 0
        foreach ($bytes in $Length) { $number++; [void](Invoke-TestS3 PUT test $Key -Query "partNumber=$number&uploadId=$id" -Body ([byte[]]::new($bytes))).EnsureSuccessStatusCode() }
        $id
    }
}

AfterAll {
    $env:XDG_STATE_HOME = $null
    Stop-TestServer
}

Describe 'Remove-IncompleteS3Upload' {
    BeforeEach {
        Reset-TestServer
    }

    AfterEach {
        Reset-TestServer
        $null = Remove-IncompleteS3Upload test -OlderThan 0 -Confirm:$false
    }

    It 'aborts the uploads below a prefix, and describes them' {
        $ids = (New-Upload 'a/1.csv' 100, 50), (New-Upload 'a/1.csv'), (New-Upload "a/sp ace+%.csv" 7), (New-Upload 'b/1.csv' 5)
        $removed = @(Remove-IncompleteS3Upload s3://test/a/ -OlderThan 0 -Confirm:$false | Sort-Object Key, UploadId)
        $removed.UploadId | Should -Be $ids[0..2]
        $removed.Key | Should -Be 'a/1.csv', 'a/1.csv', 'a/sp ace+%.csv'
        $removed.PartCount | Should -Be 2, 0, 1
        ($removed | ForEach-Object Length) | Should -Be 150, 0, 7
        $removed[0].InitiatedUtc.Kind | Should -Be Utc
        ([datetime]::UtcNow - $removed[0].InitiatedUtc).TotalMinutes | Should -BeLessThan 5
        "$($removed[0])" | Should -Be 's3://test/a/1.csv'
        Get-TestOpenUpload | Should -Be 1
    }

    It 'leaves uploads that are not as old' {
        $null = New-Upload new.csv 1
        Remove-IncompleteS3Upload test -OlderThan 1:00:00 -Confirm:$false | Should -BeNullOrEmpty
        Get-TestOpenUpload | Should -Be 1
        (Get-TestRequest).operation | Should -Not -Contain ListParts
    }

    It 'shows age and bytes with -WhatIf, and aborts nothing' {
        $id = New-Upload old.csv 1048576, 1
        $shown = Invoke-TestProcess -ArgumentList (Get-TestPath Module) { Import-Module $args[0]; Remove-IncompleteS3Upload test -OlderThan 0 -WhatIf }
        $shown.Error | Should -BeNullOrEmpty
        $shown.Output.ReplaceLineEndings(' ') | Should -BeLike "*Abort the multipart upload*s3://test/old.csv (upload '$id', * old, 2 parts, 1*MiB)*"
        Get-TestOpenUpload | Should -Be 1
    }

    It 'needs confirmation, and says so where nobody can be asked' {
        $null = New-Upload old.csv 1
        $run = Invoke-TestProcess -ArgumentList (Get-TestPath Module) { Import-Module $args[0]; try { Remove-IncompleteS3Upload test -OlderThan 0 } catch { "$($_.FullyQualifiedErrorId) $($_.ErrorDetails.RecommendedAction)" } }
        $run.Output | Should -BeLike 'ConfirmationRequired,*Specify -Confirm:$false.*'
        Get-TestOpenUpload | Should -Be 1
    }

    It 'refuses a number for an age: <_>' -ForEach 7, 1, '-1:00:00' {
        { Remove-IncompleteS3Upload test -OlderThan $_ -Confirm:$false } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'reads a listing of several pages, from which uploads disappear' {
        foreach ($number in 1..1001) { $null = New-Upload "pages/$($number % 7).csv" }
        $removed = @(Remove-IncompleteS3Upload test pages/ -OlderThan 0 -Confirm:$false -ThrottleLimit 32)
        ($removed.Count, @($removed.UploadId | Sort-Object -Unique).Count) | Should -Be 1001, 1001
        @((Get-TestRequest).operation -eq 'ListMultipartUploads').Count | Should -Be 2
    }

    It 'passes over an upload that has ended in the meantime' {
        $null = (New-Upload a.csv 1), (New-Upload b.csv 1)
        Add-TestFault @{ operation = 'ListParts'; kind = 'error'; status = 404; code = 'NoSuchUpload'; keyContains = 'a.csv' }
        Add-TestFault @{ operation = 'AbortMultipartUpload'; kind = 'error'; status = 404; code = 'NoSuchUpload'; keyContains = 'b.csv' }
        Remove-IncompleteS3Upload test -OlderThan 0 -Confirm:$false @quiet | Should -BeNullOrEmpty
        $failed | Should -BeNullOrEmpty
    }

    It 'does not believe a listing that <Name>' -ForEach @(
        @{ Name = 'is none'; Fault = @{ body = '<html/>' } }
        @{ Name = 'is of other keys'; Fault = @{ replace = @{ 'x.csv' = 'y/x.csv' } } }
        @{ Name = 'lacks a time'; Fault = @{ replace = @{ 'Initiated' = 'Started' } } }
        @{ Name = 'is truncated without a marker'; Fault = @{ replace = @{ '<IsTruncated>false' = '<IsTruncated>true' } } }
        @{ Name = 'never ends'; Fault = @{ replace = @{ '<IsTruncated>false' = '<IsTruncated>true'; '<NextKeyMarker></NextKeyMarker>' = '<NextKeyMarker>x.csv</NextKeyMarker>'; '<NextKeyMarker />' = '<NextKeyMarker>x.csv</NextKeyMarker>' } } }
    ) {
        $null = New-Upload x.csv 1
        Add-TestFault (@{ operation = 'ListMultipartUploads'; kind = 'rewrite' } + $Fault)
        $null = Remove-IncompleteS3Upload test x -OlderThan 0 -Confirm:$false @quiet
        Assert-TestError $failed[0] InvalidResponse ProtocolError s3://test/x
    }

    It 'reports a denied request' {
        $null = New-Upload x.csv 1
        Add-TestFault @{ operation = 'AbortMultipartUpload'; kind = 'error'; status = 403; code = 'AccessDenied' }
        Remove-IncompleteS3Upload test x -OlderThan 0 -Confirm:$false @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed[0] AccessDenied PermissionDenied s3://test/x.csv
        "$failed" | Should -BeLike '*s3:AbortMultipartUpload*'
        Reset-TestServer
        Add-TestFault @{ operation = 'ListMultipartUploads'; kind = 'error'; status = 403; code = 'AccessDenied' }
        Remove-IncompleteS3Upload test x -OlderThan 0 -Confirm:$false @quiet | Should -BeNullOrEmpty
        "$failed" | Should -BeLike '*s3:ListBucketMultipartUploads*'
    }

    It 'deletes the state of an upload of this module, unless a process resumes it' {
        $key = New-RootKey "$TestDrive/$(New-Guid).key"
        $path = New-TestFile "$TestDrive/large.bin" 11MB
        Add-TestFault @{ operation = 'UploadPart'; kind = 'error'; status = 403; code = 'AccessDenied' }
        Send-EncryptedS3Object $path -BucketName test -PartSize 5MB -RootKey $key -Resume @quiet -WarningAction SilentlyContinue
        Reset-TestServer
        $state = @(Get-ChildItem $uploads -Force)
        $state.Count | Should -Be 1
        $lock = [IO.FileStream]::new($state[0].FullName, 'Open', 'ReadWrite', 'None')
        try {
            Remove-IncompleteS3Upload test -OlderThan 0 -Confirm:$false @quiet | Should -BeNullOrEmpty
            Assert-TestError $failed[0] UploadInProgress ResourceBusy s3://test/large.bin
            Get-TestOpenUpload | Should -Be 1
        }
        finally { $lock.Dispose() }
        (Remove-IncompleteS3Upload test -OlderThan 0 -Confirm:$false).Key | Should -Be large.bin
        $state[0].FullName | Should -Not -Exist
    }

    It 'deletes files of killed runs in a directory, and no others' -Tag Unix {
        $folder = "$TestDrive/received"
        $old = [datetime]::UtcNow.AddDays(-2)
        $names = '.abcdefgh.ij0.partial', 'below/.abcdefgh.ij1.partial', '0123456789abcdef0123456789abcdef.upload'
        $others = '.mine.partial', 'a.partial', 'x.upload', '.abcdefgh.ij2.partial.csv'
        foreach ($name in $names + $others) { $file = New-TestFile "$folder/$name"; [IO.File]::SetLastWriteTimeUtc($file, $old) }
        $new, $held = '.abcdefgh.ij3.partial', '.abcdefgh.ij4.partial'
        $null = New-TestFile "$folder/$new"
        $lock = [IO.FileStream]::new("$folder/$held", 'CreateNew', 'Write', 'None')
        [IO.File]::SetLastWriteTimeUtc("$folder/$held", $old)
        try {
            Remove-IncompleteS3Upload -Path $folder -Recurse -OlderThan 1.00:00:00 -WhatIf
            @(Get-ChildItem $folder -Recurse -Force -File).Count | Should -Be 9
            Remove-IncompleteS3Upload -Path $folder -OlderThan 1.00:00:00 -Confirm:$false -WarningVariable warned -WarningAction SilentlyContinue
            "$warned" | Should -BeLike "*$held*a process is writing it*"
            "$folder/$($names[1])" | Should -Exist
            Remove-IncompleteS3Upload -Path $folder -Recurse -OlderThan 1.00:00:00 -Confirm:$false -WarningAction SilentlyContinue
        }
        finally { $lock.Dispose() }
        @(Get-ChildItem $folder -Recurse -Force -File).Name | Sort-Object | Should -Be ($others + $new, $held | Sort-Object)
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'reports a directory that does not exist' {
        Remove-IncompleteS3Upload -Path "$TestDrive/none" -OlderThan 0 -Confirm:$false @quiet
        Assert-TestError $failed[0] PathNotFound ObjectNotFound "$TestDrive/none"
    }
}
