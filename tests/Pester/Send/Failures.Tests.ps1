BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestPipeline.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $folder = "$TestDrive/in"
    $good = 'a.csv', 'b.csv' | ForEach-Object { New-TestFile "$folder/$_" }
}

AfterAll {
    Stop-TestServer
}

Describe 'What cannot be sent' {
    BeforeEach {
        Reset-TestServer
        $common = @{ BucketName = 'test'; KeyPrefix = "$(New-Guid)"; RootKey = $key; ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
    }

    It 'is <Name>: <Id>, and the others are sent' -ForEach @(
        @{ Name = 'a missing file'; Path = { "$folder/none.csv" }; Id = 'PathNotFound'; Category = 'ObjectNotFound' }
        @{ Name = 'a wildcard that matches nothing'; Path = { "$folder/*.none" }; Id = 'PathNotFound'; Category = 'ObjectNotFound' }
        @{ Name = 'a missing folder'; Path = { "$folder/none/a.csv" }; Id = 'PathNotFound'; Category = 'ObjectNotFound' }
        @{ Name = 'a path of another provider'; Path = { 'env:PATH' }; Id = 'NotAFileSystemPath'; Category = 'InvalidArgument' }
        @{ Name = 'a path on no drive'; Path = { 'nosuchdrive:a' }; Id = 'PathInvalid'; Category = 'InvalidArgument' }
    ) {
        $path = & $Path
        $sent = $good[0], $path, $good[1] | Send-EncryptedS3Object @common
        Assert-TestError $failed $Id $Category $path
        $sent.SourcePath | Sort-Object | Should -Be $good
        Get-TestObjectKey $common.KeyPrefix | Should -Be "$($common.KeyPrefix)/a.csv", "$($common.KeyPrefix)/b.csv"
    }

    It 'is a missing file by -LiteralPath' {
        Send-EncryptedS3Object -LiteralPath "$folder/none.csv" @common | Should -BeNullOrEmpty
        Assert-TestError $failed PathNotFound ObjectNotFound "$folder/none.csv"
    }

    It 'is a FileInfo without a file' {
        [IO.FileInfo]"$folder/none.csv" | Send-EncryptedS3Object @common | Should -BeNullOrEmpty
        Assert-TestError $failed PathNotFound ObjectNotFound "$folder/none.csv"
    }

    It 'is a file that another process has locked, and the others are sent' {
        $held = [IO.File]::Open((New-TestFile "$folder/held.csv"), 'Open', 'ReadWrite', 'None')
        try { $sent = Send-EncryptedS3Object $folder -Recurse @common } finally { $held.Dispose() }
        Assert-TestError $failed PathUnreadable ReadError "$folder/held.csv"
        $sent.SourcePath | Sort-Object | Should -Be $good
    }

    It 'is a named pipe, which may never get a writer' -Tag Unix {
        $fifo = "$TestDrive/fifo"
        mkfifo $fifo
        $pipeline = Start-TestPipeline { Send-EncryptedS3Object -LiteralPath $fifo -BucketName test -RootKey $key } @{ fifo = $fifo; key = $key }
        try {
            Wait-TestPipeline $pipeline -TimeoutSeconds 5 > $null
            Assert-TestError $pipeline.Shell.Streams.Error PathUnreadable ReadError $fifo
        }
        finally {
            # A reader that waits for a writer continues.
            [IO.File]::Open($fifo, 'Open', 'ReadWrite').Dispose()
            Remove-TestPipeline $pipeline
        }
    }

    It 'is what the server refuses, and the others are sent' {
        Add-TestFault @{ operation = 'PutObject'; keyContains = 'a.csv'; kind = 'error'; status = 400; code = 'InvalidRequest' }
        $sent = Send-EncryptedS3Object $good @common
        Assert-TestError $failed RequestRefused InvalidOperation $good[0]
        "$failed" | Should -BeLike '*InvalidRequest*'
        $sent.SourcePath | Should -Be $good[1]
    }

    It 'is a part that fails for good: the upload is aborted' {
        $large = New-TestFile "$TestDrive/large.csv" 20MB
        Add-TestFault @{ operation = 'UploadPart'; skip = 1; kind = 'error'; status = 403; code = 'AccessDenied' }
        Send-EncryptedS3Object $large @common | Should -BeNullOrEmpty
        Assert-TestError $failed AccessDenied PermissionDenied $large
        Get-TestOpenUpload | Should -Be 0
        Get-TestObjectKey $common.KeyPrefix | Should -BeNullOrEmpty
    }

    It 'is an upload that can be neither finished nor aborted: the error names it' {
        $large = New-TestFile "$TestDrive/large.csv" 20MB
        'UploadPart', 'AbortMultipartUpload' | ForEach-Object { Add-TestFault @{ operation = $_; kind = 'error'; status = 403; code = 'AccessDenied' } }
        Send-EncryptedS3Object $large @common | Should -BeNullOrEmpty
        Assert-TestError $failed UploadNotAborted CloseError $large
        $failed.Exception.UploadId | Should -Not -BeNullOrEmpty
        "$failed" | Should -BeLike "*$($failed.Exception.UploadId)*"
    }

    It 'comes with what to do about it' {
        Send-EncryptedS3Object "$folder/none.csv" @common
        $failed.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        "$failed" | Should -Be $failed.Exception.Message
    }

    It 'ends the command with -ErrorAction Stop' {
        $common.ErrorAction = 'Stop'
        { Send-EncryptedS3Object "$folder/none.csv", $good[0] @common } | Should -Throw -ErrorId 'PathNotFound,*'
    }
}
