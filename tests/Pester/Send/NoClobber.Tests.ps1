BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $common = @{ BucketName = 'test'; RootKey = $key }
    $small = New-TestFile "$TestDrive/small.csv"
    $large = New-TestFile "$TestDrive/large.csv" 9MB
}

AfterAll {
    Stop-TestServer
}

Describe 'Send-EncryptedS3Object -NoClobber' {
    BeforeEach {
        Reset-TestServer
    }

    It 'leaves an object that exists (<Name>)' -ForEach @(
        @{ Name = 'one request'; File = { $small } }
        @{ Name = 'in parts'; File = { $large } }
    ) {
        Set-TestObject existing ([byte[]](1, 2, 3))
        Send-EncryptedS3Object (& $File) -Key existing -NoClobber @common -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed ObjectExists ResourceExists (& $File)
        "$failed" | Should -BeLike '*s3://test/existing*'
        (Get-TestObject existing).Bytes | Should -Be 1, 2, 3
        Get-TestOpenUpload | Should -Be 0
    }

    It 'lets the server decide, without a look first' {
        Send-EncryptedS3Object $small -Key new -NoClobber @common > $null
        (Get-TestRequest).operation | Should -Be PutObject
    }

    It 'writes what does not exist (<Name>)' -ForEach @(
        @{ Name = 'one request'; File = { $small } }
        @{ Name = 'in parts'; File = { $large } }
    ) {
        $sent = Send-EncryptedS3Object (& $File) -Key "new $(New-Guid)" -NoClobber @common
        ($sent | Test-EncryptedRoundTrip -RootKey $key).Verified | Should -BeTrue
    }

    It 'goes on with the other files' {
        Set-TestObject small.csv ([byte[]](1, 2, 3))
        $sent = Send-EncryptedS3Object $small, $large -NoClobber @common -ErrorAction SilentlyContinue
        $sent.Key | Should -Be large.csv
    }
}

Describe 'Send-EncryptedS3Object without -NoClobber' {
    It 'replaces' {
        Set-TestObject replaced ([byte[]](1, 2, 3))
        Send-EncryptedS3Object $small -Key replaced @common | Test-EncryptedRoundTrip -RootKey $key -Quiet | Should -BeTrue
    }
}
