# Against LocalS3's stub of AWS KMS: it proves what the module sends and how it handles the responses, not that KMS accepts it.
BeforeDiscovery {
    $refusedKeys = @(
        @{ KeyId = 'alias/denied'; Id = 'KmsAccessDenied'; Category = 'PermissionDenied' }
        @{ KeyId = 'alias/missing'; Id = 'KmsKeyNotFound'; Category = 'ObjectNotFound' }
        @{ KeyId = 'alias/disabled'; Id = 'KmsKeyUnusable'; Category = 'ResourceUnavailable' }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1", "$PSScriptRoot/../TestPipeline.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $env:AWS_REGION = 'eu-west-3'
    $file = New-TestFile "$TestDrive/a.csv"
    $arn = 'arn:aws:kms:eu-west-3:111122223333:key/alias-sales'

    function Get-Operation { Get-TestRequest | ForEach-Object operation }

    function Edit-KeyFile([string] $From, [string] $To, [scriptblock] $Change) {
        $wrapped = Get-Content -Raw -LiteralPath $From | ConvertFrom-Json
        & $Change $wrapped
        Set-Content -LiteralPath $To ($wrapped | ConvertTo-Json)
        $To
    }

    function Get-Failure([scriptblock] $Script) {
        try { & $Script 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] } } catch { $_ }
    }
}

AfterAll {
    Stop-TestServer
}

Describe 'New-RootKey -KmsKeyId (LocalS3''s KMS stub)' {
    BeforeEach {
        Reset-TestServer
        $path = Join-Path $TestDrive "$(New-Guid).key"
    }

    It 'writes the ciphertext, the key''s ARN, its region and the context, and returns the key' {
        $key = New-RootKey $path -KmsKeyId alias/sales
        $key | Should -BeOfType [RedshiftEncryption.RootKey]
        $key.Path | Should -Be $path
        Get-Operation | Should -Be 'Encrypt', 'Decrypt'
        $wrapped = Get-Content -Raw $path | ConvertFrom-Json
        $wrapped.PSObject.Properties.Name | Should -Be 'format', 'keyId', 'region', 'encryptionContext', 'ciphertext'
        $wrapped.format | Should -Be 'RedshiftEncryption root key, encrypted by AWS KMS, version 1'
        $wrapped.keyId | Should -Be $arn
        $wrapped.region | Should -Be 'eu-west-3'
        $wrapped.encryptionContext.purpose | Should -Be 'RedshiftEncryption root key'
        $wrapped.encryptionContext.fingerprint | Should -Be $key.Fingerprint
        [Convert]::FromBase64String($wrapped.ciphertext).Count | Should -Be (2 + $arn.Length + 12 + 32 + 16) -Because 'the stub adds the ARN, a nonce and a tag'
    }

    It 'writes a file that only its owner can read' -Tag Unix {
        $null = New-RootKey $path -KmsKeyId alias/sales
        [int][IO.File]::GetUnixFileMode($path) | Should -Be 0b110000000
    }

    It 'writes nothing of the key itself' {
        $key = New-RootKey $path -KmsKeyId alias/sales
        $statement = Get-CopyStatement t -Uri s3://test/m -Manifest -IamRole default -RootKey $key -WarningAction Ignore
        $statement.GetCommandText() -match "MASTER_SYMMETRIC_KEY '([^']+)'" | Should -BeTrue
        Assert-NoTestKey (Get-Content -Raw $path) ([Convert]::FromBase64String($Matches[1]))
    }

    It 'takes several paths, each with a key of its own' {
        $keys = "$path.1", "$path.2" | New-RootKey -KmsKeyId alias/sales
        $keys[0].Fingerprint | Should -Not -Be $keys[1].Fingerprint
        Get-Operation | Should -Be 'Encrypt', 'Decrypt', 'Encrypt', 'Decrypt'
    }

    It 'takes the region of a key''s ARN' {
        $null = New-RootKey $path -KmsKeyId 'arn:aws:kms:ap-south-1:111122223333:key/sales'
        (Get-Content -Raw $path | ConvertFrom-Json).region | Should -Be 'ap-south-1'
    }

    It 'takes -Region before the environment''s' {
        $null = New-RootKey $path -KmsKeyId alias/sales -Region us-east-2
        (Get-Content -Raw $path | ConvertFrom-Json).region | Should -Be 'us-east-2'
    }

    It 'takes -AwsCredential' {
        $credential = [pscredential]::new($env:AWS_ACCESS_KEY_ID, (ConvertTo-SecureString $env:AWS_SECRET_ACCESS_KEY -AsPlainText -Force))
        $id = $env:AWS_ACCESS_KEY_ID
        try {
            $env:AWS_ACCESS_KEY_ID = 'OTHER'
            Assert-TestError (Get-Failure { New-RootKey $path -KmsKeyId alias/sales }) KmsInvalidCredentials AuthenticationError alias/sales
            New-RootKey $path -KmsKeyId alias/sales -AwsCredential $credential | Should -Not -BeNullOrEmpty
        }
        finally {
            $env:AWS_ACCESS_KEY_ID = $id
        }
    }

    # In a new process: the AWS SDK asks once where its configuration is.
    It 'takes the endpoint, the region and the credentials of -ProfileName, and so does what uses the file' {
        Set-Content "$TestDrive/config" '[profile kms]', 'region = sa-east-1', "endpoint_url = $env:AWS_ENDPOINT_URL",
            "aws_access_key_id = $env:AWS_ACCESS_KEY_ID", "aws_secret_access_key = $env:AWS_SECRET_ACCESS_KEY"
        $run = Invoke-TestProcess -ArgumentList (Get-TestPath Module), "$TestDrive/config", $path, $file {
            param($Module, $Config, $Path, $File)
            $ProgressPreference = 'SilentlyContinue'
            Remove-Item Env:AWS_ENDPOINT_URL, Env:AWS_ACCESS_KEY_ID, Env:AWS_SECRET_ACCESS_KEY, Env:AWS_REGION
            $env:AWS_CONFIG_FILE = $Config
            Import-Module $Module
            $key = New-RootKey $Path -KmsKeyId alias/sales -ProfileName kms
            $sent = Send-EncryptedS3Object $File -BucketName test -RootKey $Path -ProfileName kms
            "$($sent.RootKeyFingerprint -eq $key.Fingerprint) $((Get-Content -Raw $Path | ConvertFrom-Json).region)"
        }
        $run.Output.Trim() | Should -Be 'True sa-east-1' -Because $run.Error
    }

    It 'asks, and sends and writes nothing with -WhatIf' {
        New-RootKey $path -KmsKeyId alias/sales -WhatIf | Should -BeNullOrEmpty
        Get-TestRequest | Should -BeNullOrEmpty
        [IO.File]::Exists($path) | Should -BeFalse
    }

    It 'never overwrites a file' {
        Set-Content -LiteralPath $path 'the only copy'
        Assert-TestError (Get-Failure { New-RootKey $path -KmsKeyId alias/sales }) RootKeyFileExists ResourceExists $path
        Get-Content -LiteralPath $path | Should -Be 'the only copy'
    }

    It 'reports <Id> for <KeyId>, and writes nothing' -ForEach $refusedKeys {
        $failed = Get-Failure { New-RootKey $path -KmsKeyId $KeyId }
        Assert-TestError $failed $Id $Category $KeyId
        "$failed" | Should -BeLike "*$KeyId*"
        if ($Id -eq 'KmsAccessDenied') { $failed.ErrorDetails.RecommendedAction | Should -BeLike '*kms:Encrypt and kms:Decrypt*' }
        [IO.File]::Exists($path) | Should -BeFalse
    }

    It 'reports KmsUnavailable if no server responds' {
        try {
            $env:AWS_ENDPOINT_URL_KMS = 'http://127.0.0.1:1'
            Assert-TestError (Get-Failure { New-RootKey $path -KmsKeyId alias/sales }) KmsUnavailable ConnectionError alias/sales
        }
        finally {
            $env:AWS_ENDPOINT_URL_KMS = $null
        }
        [IO.File]::Exists($path) | Should -BeFalse
    }

    It 'reports KmsUnavailable if KMS fails' {
        Add-TestFault @{ operation = 'Encrypt'; kind = 'error'; status = 500; code = 'KMSInternalException' }
        Assert-TestError (Get-Failure { New-RootKey $path -KmsKeyId alias/sales }) KmsUnavailable ConnectionError alias/sales
    }

    It 'ends when no region is known' {
        try {
            $env:AWS_REGION = $null
            Assert-TestError (Get-Failure { New-RootKey $path -KmsKeyId alias/sales }) InvalidConnection AuthenticationError 'AWS KMS'
        }
        finally {
            $env:AWS_REGION = 'eu-west-3'
        }
    }

    It 'can be stopped while KMS does not respond' {
        Add-TestFault @{ operation = 'Encrypt'; kind = 'hang' }
        $pipeline = Start-TestPipeline { New-RootKey $path -KmsKeyId alias/sales } @{ path = $path }
        try {
            Wait-TestCondition { (Get-TestFaultHit) -gt 0 }
            $stop = $pipeline.Shell.BeginStop($null, $null)
            Wait-TestCondition { $stop.IsCompleted } 5
            $pipeline.Running.IsCompleted | Should -BeTrue
        }
        finally {
            Clear-TestFault
            Remove-TestPipeline $pipeline
        }
        [IO.File]::Exists($path) | Should -BeFalse
    }

    It 'goes with neither -Format nor -AsSecureString' {
        { New-RootKey $path -KmsKeyId alias/sales -Format Raw } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        { New-RootKey -AsSecureString -KmsKeyId alias/sales } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
    }
}

Describe 'A key file that KMS encrypted (LocalS3''s KMS stub)' {
    BeforeAll {
        $key = New-RootKey "$TestDrive/kms.key" -KmsKeyId alias/sales
        $oldKey = New-RootKey "$TestDrive/old.key" -KmsKeyId alias/sales
        $send = @{ BucketName = 'test' }
        # What holds its own secret could hide a leak.
        $statement = Get-CopyStatement t -Uri s3://test/m -Manifest -IamRole default -RootKey $key -WarningAction Ignore
        $null = $statement.GetCommandText() -match "MASTER_SYMMETRIC_KEY '([^']+)'"
        $bytes = [Convert]::FromBase64String($Matches[1])
    }

    BeforeEach {
        Reset-TestServer
    }

    It 'is a -RootKey for the whole job' {
        $sent = Send-EncryptedS3Object $file @send -Key kms/a.csv -RootKey $key.Path
        $sent.RootKeyFingerprint | Should -Be $key.Fingerprint
        $tested = $sent | Test-EncryptedRoundTrip -RootKey $key.Path
        $tested.Verified | Should -BeTrue
        $copy = $tested | New-CopyManifest -Uri s3://test/kms.manifest | Get-CopyStatement t -IamRole default -RootKey $key.Path -WarningAction Ignore
        $copy.GetCommandText() | Should -Match ([regex]::Escape([Convert]::ToBase64String($bytes)))
        Get-UnloadStatement 'select 1' s3://test/u -IamRole default -RootKey $key.Path -WarningAction Ignore | ForEach-Object RootKeyFingerprint | Should -Be $key.Fingerprint
        (Get-EncryptedS3Object test kms/ -RootKey (Get-Item $key.Path)).OpenedBy | Should -Be $key.Fingerprint
        (Receive-EncryptedS3Object test kms/a.csv -Destination "$TestDrive/received" -RootKey $key.Path).Length | Should -Be 100
        (Get-Operation) -eq 'Decrypt' | Should -HaveCount 6
    }

    It 'is an old and a new root key' {
        $null = Send-EncryptedS3Object $file @send -Key rotate/a.csv -RootKey $oldKey.Path
        (Update-EncryptedS3Object test rotate/ -RootKey $oldKey.Path -NewRootKey $key.Path).RootKeyFingerprint | Should -Be $key.Fingerprint
        (Convert-EncryptedS3Object test rotate/ -DestinationKeyPrefix clean/ -RootKey $key.Path -WarningAction Ignore).ServerSideEncryption | Should -Not -BeNullOrEmpty
    }

    It 'is decrypted where its KMS key is, not where the bucket is' {
        (Send-EncryptedS3Object $file @send -RootKey $key.Path -Region us-west-1).RootKeyFingerprint | Should -Be $key.Fingerprint
    }

    It 'is decrypted by KMS, not by the server of -EndpointUrl' {
        $endpoint = $env:AWS_ENDPOINT_URL
        try {
            $env:AWS_ENDPOINT_URL = $null
            $env:AWS_ENDPOINT_URL_KMS = $endpoint
            (Send-EncryptedS3Object $file @send -RootKey $key.Path -EndpointUrl $endpoint).RootKeyFingerprint | Should -Be $key.Fingerprint
            $env:AWS_ENDPOINT_URL_KMS = 'http://127.0.0.1:1'
            Assert-TestError (Get-Failure { Send-EncryptedS3Object $file @send -RootKey $key.Path -EndpointUrl $endpoint }) KmsUnavailable ConnectionError $arn
        }
        finally {
            $env:AWS_ENDPOINT_URL_KMS = $null
            $env:AWS_ENDPOINT_URL = $endpoint
        }
    }

    It 'is decrypted with the command''s -AwsCredential' {
        $credential = [pscredential]::new($env:AWS_ACCESS_KEY_ID, (ConvertTo-SecureString $env:AWS_SECRET_ACCESS_KEY -AsPlainText -Force))
        $id = $env:AWS_ACCESS_KEY_ID
        try {
            $env:AWS_ACCESS_KEY_ID = 'OTHER'
            (Send-EncryptedS3Object $file @send -RootKey $key.Path -AwsCredential $credential).RootKeyFingerprint | Should -Be $key.Fingerprint
            # Those of a statement are Redshift's.
            Assert-TestError (Get-Failure { Get-CopyStatement t -Uri s3://test/m -Manifest -AwsCredential $credential -RootKey $key.Path }) KmsInvalidCredentials AuthenticationError $arn
        }
        finally {
            $env:AWS_ACCESS_KEY_ID = $id
        }
    }

    It 'draws no warning when others can read it: it holds ciphertext' -Tag Unix {
        $copy = Copy-Item $key.Path "$TestDrive/open.key" -PassThru
        chmod 644 $copy
        $null = Send-EncryptedS3Object $file @send -RootKey $copy.FullName -WarningVariable warned
        $warned | Should -BeNullOrEmpty
    }

    It 'is refused by KMS when <Name> was changed, before anything is sent' -ForEach @(
        @{ Name = 'the ciphertext'; Change = { $b = [Convert]::FromBase64String($args[0].ciphertext); $b[-20] = $b[-20] -bxor 1; $args[0].ciphertext = [Convert]::ToBase64String($b) } }
        @{ Name = 'the fingerprint'; Change = { $args[0].encryptionContext.fingerprint = '0' * 32 } }
        @{ Name = 'the key id'; Change = { $args[0].keyId = $args[0].keyId -replace 'sales', 'other' } }
    ) {
        $path = Edit-KeyFile $key.Path (Join-Path $TestDrive "$(New-Guid).key") $Change
        $failed = Get-Failure { Send-EncryptedS3Object $file @send -RootKey $path }
        Assert-TestError $failed KmsCiphertextRefused InvalidData
        Get-Operation | Should -Be 'Decrypt'
    }

    It 'is not a key file if <Name>, and no request is sent to KMS' -ForEach @(
        @{ Name = 'its format is another'; Change = { $args[0].format = 'RedshiftEncryption root key, version 2' } }
        @{ Name = 'its purpose is another'; Change = { $args[0].encryptionContext.purpose = 'something else' } }
        @{ Name = 'it has no key id'; Change = { $args[0].PSObject.Properties.Remove('keyId') } }
        @{ Name = 'it has no context'; Change = { $args[0].PSObject.Properties.Remove('encryptionContext') } }
        @{ Name = 'its ciphertext is no base64'; Change = { $args[0].ciphertext = 'a?' } }
    ) {
        $path = Edit-KeyFile $key.Path (Join-Path $TestDrive "$(New-Guid).key") $Change
        $failed = Get-Failure { Send-EncryptedS3Object $file @send -RootKey $path }
        Assert-TestError $failed InvalidRootKey InvalidData
        "$failed" | Should -BeLike "*$path*"
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'reports KmsAccessDenied if the credentials may not decrypt, and does not show the key' {
        Add-TestFault @{ operation = 'Decrypt'; kind = 'error'; status = 400; code = 'AccessDeniedException' }
        $failed = Get-Failure { Send-EncryptedS3Object $file @send -RootKey $key.Path }
        Assert-TestError $failed KmsAccessDenied PermissionDenied $arn
        "$failed" | Should -BeLike '*kms:Decrypt*'
        Assert-NoTestKey ($failed | Format-List * -Force | Out-String -Width 4096) $bytes
    }

    It 'leaves nothing of the key in verbose and debug messages and records' {
        $text = Send-EncryptedS3Object $file @send -RootKey $key.Path -Verbose -Debug *>&1 | Format-List * -Force | Out-String -Width 4096
        Assert-NoTestKey $text $bytes
    }

    It 'lets <_> be stopped while KMS does not respond' -ForEach 'Send-EncryptedS3Object', 'Get-CopyStatement' {
        Add-TestFault @{ operation = 'Decrypt'; kind = 'hang' }
        $pipeline = $_ -eq 'Get-CopyStatement' ?
            (Start-TestPipeline { Get-CopyStatement t -Uri s3://test/m -Manifest -IamRole default -RootKey $path } @{ path = $key.Path }) :
            (Start-TestPipeline { Send-EncryptedS3Object $file -BucketName test -RootKey $path } @{ path = $key.Path; file = $file })
        try {
            Wait-TestCondition { (Get-TestFaultHit) -gt 0 }
            $stop = $pipeline.Shell.BeginStop($null, $null)
            Wait-TestCondition { $stop.IsCompleted } 5
            $pipeline.Running.IsCompleted | Should -BeTrue
        }
        finally {
            Clear-TestFault
            Remove-TestPipeline $pipeline
        }
        Get-Operation | Should -Be 'Decrypt'
    }
}
