BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $path = New-TestFile "$TestDrive/a.csv"
    $sent = Send-EncryptedS3Object $path -BucketName test -RootKey $key
    $quiet = @{ ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
}

AfterAll {
    Stop-TestServer
}

Describe 'Test-EncryptedRoundTrip' {
    It 'reports that an object does not exist, and continues' {
        $gone = [pscustomobject]@{ BucketName = 'test'; Key = 'gone'; SourcePath = $path }
        $results = $gone, $sent | Test-EncryptedRoundTrip -RootKey $key @quiet
        Assert-TestError $failed ObjectNotFound ObjectNotFound s3://test/gone
        $results.Key | Should -Be a.csv
    }

    It 'reports that the bucket does not exist' {
        $failed = { Test-EncryptedRoundTrip $path none -Key a.csv -RootKey $key } | Should -Throw -PassThru
        Assert-TestError $failed BucketNotFound ObjectNotFound s3://none/a.csv
    }

    It 'reports that a source does not exist, and continues' {
        $gone = [pscustomobject]@{ BucketName = 'test'; Key = 'a.csv'; SourcePath = "$TestDrive/none.csv" }
        $results = $gone, $sent | Test-EncryptedRoundTrip -RootKey $key @quiet
        Assert-TestError $failed PathNotFound ObjectNotFound "$TestDrive/none.csv"
        $results.Key | Should -Be a.csv
    }

    It 'reports that another process has locked the source' {
        $held = [IO.File]::Open($path, 'Open', 'ReadWrite', 'None')
        try { $sent | Test-EncryptedRoundTrip -RootKey $key @quiet | Should -BeNullOrEmpty } finally { $held.Dispose() }
        Assert-TestError $failed PathUnreadable ReadError $path
    }

    It 'refuses a source that is not in the file system' {
        Test-EncryptedRoundTrip env:PATH -BucketName test -Key a.csv -RootKey $key @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed NotAFileSystemPath InvalidArgument env:PATH
    }

    It 'needs a source' {
        [pscustomobject]@{ BucketName = 'test'; Key = 'a.csv' } | Test-EncryptedRoundTrip -RootKey $key @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed IncompleteRecord InvalidArgument s3://test/a.csv
        "$failed" | Should -BeLike '*-LiteralPath*'
    }

    It 'needs the root key of a client-side encrypted object' {
        $sent | Test-EncryptedRoundTrip @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed RootKeyRequired InvalidArgument s3://test/a.csv
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*-RootKey*'
    }

    It 'reports that the object ended before its length, after retries' {
        Add-TestFault @{ operation = 'GetObject'; kind = 'truncate' }
        try { $sent | Test-EncryptedRoundTrip -RootKey $key @quiet -RetryTimeout 2 | Should -BeNullOrEmpty } finally { Clear-TestFault }
        Assert-TestError $failed EndpointUnavailable ConnectionError s3://test/a.csv
    }

    It 'reports that the credentials are wrong' {
        $wrong = [pscredential]::new($env:AWS_ACCESS_KEY_ID, (ConvertTo-SecureString wrong -AsPlainText -Force))
        $sent | Test-EncryptedRoundTrip -RootKey $key -AwsCredential $wrong @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed InvalidCredentials AuthenticationError s3://test/a.csv
    }
}
