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

    # One line of text for each script. In a new process: the AWS SDK reads the path of its configuration once. The
    # environment contains the credentials of another account.
    function Invoke-Habit([string[]] $Script) {
        ConvertTo-Json -InputObject $Script | Set-Content -LiteralPath "$TestDrive/scripts.json"
        $run = Invoke-TestProcess -ArgumentList (Get-TestPath Module), $TestDrive, $server.accessKeyId, $server.secretAccessKey {
            param($Module, $Folder, $Id, $Secret)
            $ProgressPreference = 'SilentlyContinue'
            $env:AWS_CONFIG_FILE = "$Folder/config"
            $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY = 'OTHER', 'other'
            Import-Module $Module
            $send = @{ LiteralPath = "$Folder/a.csv"; BucketName = 'test'; ServerSideEncryption = 'AES256' }
            $explicit = @{ AwsCredential = [pscredential]::new($Id, (ConvertTo-SecureString $Secret -AsPlainText)) }
            # As the AWS Tools have it: public, with nothing public in it.
            Add-Type -TypeDefinition 'public enum CredentialsSource { Strings, Profile, Saved, Session }
                public class AWSPSCredentials {
                    public AWSPSCredentials(string name, CredentialsSource source) { Name = name; Source = source; }
                    internal string Name { get; private set; }
                    internal CredentialsSource Source { get; private set; }
                    public override string ToString() { return Name; }
                }'
            foreach ($script in Get-Content -LiteralPath "$Folder/scripts.json" -Raw | ConvertFrom-Json) {
                try { & ([scriptblock]::Create($script)) | ForEach-Object { "$($_.Region) $($_.ProfileName)" } }
                catch { "$($_.FullyQualifiedErrorId -replace ',.*') $($_.CategoryInfo.Category) $($_.TargetObject) $_" }
            }
        }
        $run.Error | Should -BeNullOrEmpty
        $run.Output.TrimEnd() -split '\r?\n' | ForEach-Object Trim
    }
}

AfterAll {
    Stop-TestServer
}

Describe '$StoredAWSRegion' {
    It 'is the region after -Region and a record''s, and before the environment and the profile' {
        Invoke-Habit @(
            '$StoredAWSRegion = "ap-south-1"; Send-EncryptedS3Object @send @explicit'
            '$StoredAWSRegion = "ap-south-1"; Send-EncryptedS3Object @send -ProfileName load'
            '$StoredAWSRegion = "ap-south-1"; Send-EncryptedS3Object @send @explicit -Region us-east-2 | Test-EncryptedRoundTrip @explicit'
            '$StoredAWSRegion = $null; Send-EncryptedS3Object @send -ProfileName load'
            '$StoredAWSRegion = 42; Send-EncryptedS3Object @send -ProfileName load'
            '$env:AWS_REGION = "us-west-2"; $StoredAWSRegion = "ap-south-1"; Send-EncryptedS3Object @send @explicit'
        ) | Should -Be 'ap-south-1', 'ap-south-1 load', 'us-east-2', 'eu-west-1 load', 'eu-west-1 load', 'ap-south-1'
    }
}

Describe '$StoredAWSCredentials' {
    It 'selects the profile that it names: by a text, by a property, as the AWS Tools and older ones have it' {
        Invoke-Habit @(
            '$StoredAWSCredentials = "load"; Send-EncryptedS3Object @send | Test-EncryptedRoundTrip'
            '$StoredAWSCredentials = [pscustomobject]@{ ProfileName = "load" }; Send-EncryptedS3Object @send'
            '$StoredAWSCredentials = [AWSPSCredentials]::new("load", "Profile"); Send-EncryptedS3Object @send'
            '$StoredAWSCredentials = [AWSPSCredentials]::new("load", "Saved"); Send-EncryptedS3Object @send'
        ) | Should -Be (@('eu-west-1 load') * 4)
    }

    It 'has no effect with -AwsCredential or -ProfileName, or if it is empty' {
        Invoke-Habit @(
            '$StoredAWSCredentials = 42; Send-EncryptedS3Object @send @explicit -Region us-east-2'
            '$StoredAWSCredentials = 42; Send-EncryptedS3Object @send -ProfileName load'
            '$StoredAWSCredentials = $null; Send-EncryptedS3Object @send -ProfileName load'
            '$StoredAWSCredentials = ""; Send-EncryptedS3Object @send @explicit -Region us-east-2'
        ) | Should -Be 'us-east-2', 'eu-west-1 load', 'eu-west-1 load', 'us-east-2'
    }

    It 'is an error where it names no profile, and no request is sent' {
        Reset-TestServer
        $errors = Invoke-Habit @(
            '$StoredAWSCredentials = [AWSPSCredentials]::new("load", "Strings"); Send-EncryptedS3Object @send'
            '$StoredAWSCredentials = [AWSPSCredentials]::new("load", "Session"); Send-EncryptedS3Object @send'
            '$StoredAWSCredentials = [pscustomobject]@{ AccessKey = "AKIASECRET" }; Get-EncryptedS3Object test'
            '$StoredAWSCredentials = 42; Get-EncryptedS3Object test'
        )
        $errors | Should -HaveCount 4
        $errors | ForEach-Object { $_ | Should -BeLike 'StoredCredentialsUnusable AuthenticationError $StoredAWSCredentials *do not name a profile*' }
        $errors | Should -Not -Match 'AKIASECRET'
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'is an error if the profile does not exist' {
        Reset-TestServer
        Invoke-Habit '$StoredAWSCredentials = "nobody"; Send-EncryptedS3Object @send' | Should -BeLike "InvalidConnection AuthenticationError *'nobody'*"
        Get-TestRequest | Should -BeNullOrEmpty
    }
}
