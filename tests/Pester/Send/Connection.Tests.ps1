BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $server = Get-TestServer
    $file = New-TestFile "$TestDrive/a.csv"
    $key = New-RootKey "$TestDrive/root.key"
    $common = @{ RootKey = $key; ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }

    function Get-Credential($Id, $Secret) { [pscredential]::new($Id, (ConvertTo-SecureString $Secret -AsPlainText -Force)) }

    # A port that was free a moment ago, without a listener.
    $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $closed = "http://$($listener.LocalEndpoint)"
    $listener.Stop()
}

AfterAll {
    Stop-TestServer
}

Describe 'Send-EncryptedS3Object' {
    It 'reports that the bucket does not exist' {
        $failed = { Send-EncryptedS3Object $file -BucketName none -RootKey $key } | Should -Throw -PassThru
        Assert-TestError $failed BucketNotFound ObjectNotFound $file
        "$failed" | Should -BeLike "*'none'*"
    }

    It 'reports that the secret is wrong' {
        Send-EncryptedS3Object $file -BucketName test -AwsCredential (Get-Credential $server.accessKeyId wrong) @common | Should -BeNullOrEmpty
        Assert-TestError $failed InvalidCredentials AuthenticationError $file
    }

    It 'reports that the access key does not exist' {
        $failed = { Send-EncryptedS3Object $file -BucketName test -AwsCredential (Get-Credential NOBODY $server.secretAccessKey) -RootKey $key } | Should -Throw -PassThru
        Assert-TestError $failed InvalidCredentials AuthenticationError $file
    }

    It 'reports that the endpoint does not respond' {
        $failed = { Send-EncryptedS3Object $file -BucketName test -EndpointUrl $closed -RootKey $key } | Should -Throw -PassThru
        Assert-TestError $failed EndpointUnavailable ConnectionError $file
    }

    It 'reports that the server fails' {
        Add-TestFault @{ operation = 'PutObject'; kind = 'error'; status = 500 }
        try { Send-EncryptedS3Object $file -BucketName test @common -RetryTimeout 2 | Should -BeNullOrEmpty } finally { Clear-TestFault }
        Assert-TestError $failed EndpointUnavailable ConnectionError $file
    }

    It 'tries again what fails in passing' {
        Add-TestFault @{ operation = 'PutObject'; kind = 'error'; times = 1 }
        try { (Send-EncryptedS3Object $file -BucketName test @common).Key | Should -Be a.csv } finally { Clear-TestFault }
        $failed | Should -BeNullOrEmpty
    }

    It 'takes the credentials and the endpoint from its parameters' {
        $given = @{ EndpointUrl = $server.endpoint; AwsCredential = Get-Credential $server.accessKeyId $server.secretAccessKey; Region = 'eu-central-1' }
        Remove-Item Env:AWS_ENDPOINT_URL, Env:AWS_ACCESS_KEY_ID, Env:AWS_SECRET_ACCESS_KEY
        try { $sent = Send-EncryptedS3Object $file -BucketName test @given @common }
        finally {
            $env:AWS_ENDPOINT_URL, $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY = $server.endpoint, $server.accessKeyId, $server.secretAccessKey
        }
        $failed | Should -BeNullOrEmpty
        $sent.Region, $sent.EndpointUrl.TrimEnd('/') | Should -Be eu-central-1, $server.endpoint
    }

    It 'sends no doubled slash to an endpoint with a path, however it is closed' {
        Reset-TestServer
        # LocalS3 takes the path's beginning for a bucket.
        { Send-EncryptedS3Object $file -BucketName test -EndpointUrl "$($server.endpoint)/storage/v1/s3/" -RootKey $key } | Should -Throw -ErrorId 'BucketNotFound,*'
        @(Get-TestRequest).Count | Should -BeGreaterThan 0
        Get-TestRequest | ForEach-Object { $_.target | Should -BeLike '/storage/v1/s3/test/a.csv*' }
    }
}
