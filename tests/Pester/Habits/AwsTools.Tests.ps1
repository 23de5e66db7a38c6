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

    # In a new process: the AWS SDK asks once where its configuration is. What the environment says is another account's.
    function Invoke-Habit([string] $Script) {
        Invoke-TestProcess -ArgumentList (Get-TestPath Module), "$TestDrive/config", "$TestDrive/a.csv", $server.accessKeyId, $server.secretAccessKey ([scriptblock]::Create(@"
            param(`$Module, `$Config, `$File, `$Id, `$Secret)
            `$ProgressPreference = 'SilentlyContinue'
            `$env:AWS_CONFIG_FILE = `$Config
            `$env:AWS_ACCESS_KEY_ID = 'OTHER'
            `$env:AWS_SECRET_ACCESS_KEY = 'other'
            Import-Module `$Module
            `$send = @{ LiteralPath = `$File; BucketName = 'test'; ServerSideEncryption = 'AES256' }
            `$explicit = @{ AwsCredential = [pscredential]::new(`$Id, (ConvertTo-SecureString `$Secret -AsPlainText)) }
            function Show { process { "`$(`$_.Region) `$(`$_.ProfileName)" } }
            try { $Script } catch { "`$(`$_.FullyQualifiedErrorId) `$(`$_.CategoryInfo.Category) `$(`$_.TargetObject)"; "`$_" }
"@))
    }

    # As the AWS Tools have it: public, with nothing public in it.
    $asInAwsTools = @'
        Add-Type -TypeDefinition 'public enum CredentialsSource { Strings, Profile, Saved, Session }
            public class AWSPSCredentials {
                public AWSPSCredentials(string name, CredentialsSource source) { Name = name; Source = source; }
                internal string Name { get; private set; }
                internal CredentialsSource Source { get; private set; }
                public override string ToString() { return Name; }
            }'
'@
}

AfterAll {
    Stop-TestServer
}

Describe '$StoredAWSRegion' {
    It 'is the region' {
        (Invoke-Habit '$StoredAWSRegion = "ap-south-1"; Send-EncryptedS3Object @send @explicit | Show').Output.Trim() | Should -Be 'ap-south-1'
    }

    It 'goes before the environment and the profile' {
        (Invoke-Habit '$env:AWS_REGION = "us-west-2"; $StoredAWSRegion = "ap-south-1"; Send-EncryptedS3Object @send -ProfileName load | Show').Output.Trim() | Should -Be 'ap-south-1 load'
    }

    It 'goes behind -Region and a record''s region' {
        (Invoke-Habit '$StoredAWSRegion = "ap-south-1"; Send-EncryptedS3Object @send @explicit -Region us-east-2 | Test-EncryptedRoundTrip @explicit | Show').Output.Trim() | Should -Be 'us-east-2'
    }

    It 'is nothing when it is empty' {
        (Invoke-Habit '$StoredAWSRegion = $null; Send-EncryptedS3Object @send -ProfileName load | Show').Output.Trim() | Should -Be 'eu-west-1 load'
    }
}

Describe '$StoredAWSCredentials' {
    It 'selects the profile, <Name>' -ForEach @(
        @{ Name = 'by its name'; Value = '"load"' }
        @{ Name = 'by a property'; Value = '[pscustomobject]@{ ProfileName = "load" }' }
        @{ Name = 'as the AWS Tools have it'; Value = '[AWSPSCredentials]::new("load", "Profile")' }
        @{ Name = 'as older AWS Tools have it'; Value = '[AWSPSCredentials]::new("load", "Saved")' }
    ) {
        $run = Invoke-Habit "$asInAwsTools; `$StoredAWSCredentials = $Value; Send-EncryptedS3Object @send | Test-EncryptedRoundTrip | Show"
        $run.Output.Trim() | Should -Be 'eu-west-1 load' -Because $run.Error
    }

    It 'is an error where it names none: <Value>' -ForEach @(
        @{ Value = '[AWSPSCredentials]::new("load", "Strings")' }
        @{ Value = '[AWSPSCredentials]::new("load", "Session")' }
        @{ Value = '[pscustomobject]@{ AccessKey = "AKIASECRET" }' }
        @{ Value = '42' }
    ) {
        Reset-TestServer
        $run = Invoke-Habit "$asInAwsTools; `$StoredAWSCredentials = $Value; Send-EncryptedS3Object @send"
        $run.Output | Should -BeLike 'StoredCredentialsUnusable,* AuthenticationError $StoredAWSCredentials*-ProfileName*'
        $run.Output + $run.Error | Should -Not -BeLike '*AKIASECRET*'
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'is an error where there is no such profile' {
        (Invoke-Habit '$StoredAWSCredentials = "nobody"; Send-EncryptedS3Object @send').Output | Should -BeLike "InvalidConnection,* AuthenticationError *'nobody'*"
    }

    It 'does not matter beside <Name>' -ForEach @(
        @{ Name = '-AwsCredential'; Argument = '@explicit -Region us-east-2'; Region = 'us-east-2' }
        @{ Name = '-ProfileName'; Argument = '-ProfileName load'; Region = 'eu-west-1 load' }
    ) {
        (Invoke-Habit "`$StoredAWSCredentials = 42; Send-EncryptedS3Object @send $Argument | Show").Output.Trim() | Should -Be $Region
    }
}
