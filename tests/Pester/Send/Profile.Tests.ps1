BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestPipeline.psm1"
    Start-TestServer
    $server = Get-TestServer
    New-TestFile "$TestDrive/a.csv" > $null
    Set-Content -LiteralPath "$TestDrive/config" @(
        '[profile load]'
        'region = eu-west-1'
        "endpoint_url = $($server.endpoint)"
        "aws_access_key_id = $($server.accessKeyId)"
        "aws_secret_access_key = $($server.secretAccessKey)")
}

AfterAll {
    Stop-TestServer
}

Describe 'A profile' {
    # In a new process: the AWS SDK asks once where its configuration is.
    It 'supplies the endpoint, the region and the credentials to all commands of a pipeline' {
        $run = Invoke-TestProcess -ArgumentList (Get-TestPath Module), "$TestDrive/config", "$TestDrive/a.csv" {
            param($Module, $Config, $File)
            $ProgressPreference = 'SilentlyContinue'
            Remove-Item Env:AWS_ENDPOINT_URL, Env:AWS_ACCESS_KEY_ID, Env:AWS_SECRET_ACCESS_KEY
            $env:AWS_CONFIG_FILE = $Config
            Import-Module $Module
            $key = New-RootKey -AsSecureString
            Send-EncryptedS3Object $File -BucketName test -ProfileName load -RootKey $key | Test-EncryptedRoundTrip -RootKey $key |
                ForEach-Object { "$($_.ProfileName) $($_.Region) $($_.Verified)" }
        }
        $run.Output.Trim() | Should -Be 'load eu-west-1 True' -Because $run.Error
    }
}
