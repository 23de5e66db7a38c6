BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $small = New-TestFile "$TestDrive/a.csv"
    $large = New-TestFile "$TestDrive/large.csv" 9MB
}

AfterAll {
    Stop-TestServer
}

Describe 'Send-EncryptedS3Object -ServerSideEncryption' {
    BeforeEach {
        Reset-TestServer
    }

    It '<Method> is recorded by the server (<Name>)' -ForEach @(
        @{ Name = 'one request'; Method = 'AES256'; File = { $small } }
        @{ Name = 'in parts'; Method = 'AES256'; File = { $large } }
        @{ Name = 'one request'; Method = 'aws:kms'; File = { $small } }
        @{ Name = 'in parts'; Method = 'aws:kms'; File = { $large } }
    ) {
        $sent = Send-EncryptedS3Object (& $File) -BucketName test -ServerSideEncryption $Method
        $sent.ServerSideEncryption | Should -Be $Method
        $sent.Envelope | Should -Be None
        $sent.RootKeyFingerprint | Should -BeNullOrEmpty
        $sent.Length | Should -Be $sent.PlaintextLength
        $object = Get-TestObject $sent.Key
        $object.Header['x-amz-server-side-encryption'] | Should -Be $Method
        $object.Header.Keys | Where-Object { $_ -like 'x-amz-meta-*' } | Should -Be x-amz-meta-mtime
        [Linq.Enumerable]::SequenceEqual($object.Bytes, [IO.File]::ReadAllBytes((& $File))) | Should -BeTrue
        ($sent | Test-EncryptedRoundTrip).Verified | Should -BeTrue
    }

    It 'takes a KMS key' {
        $sent = Send-EncryptedS3Object $small -BucketName test -ServerSideEncryption aws:kms -KmsKeyId alias/load
        $sent.KmsKeyId | Should -Be alias/load
        (Get-TestObject $sent.Key).Header['x-amz-server-side-encryption-aws-kms-key-id'] | Should -Be alias/load
    }

    It 'goes with -RootKey' {
        $sent = Send-EncryptedS3Object $small -BucketName test -RootKey $key -ServerSideEncryption aws:kms
        $sent.Envelope, $sent.ServerSideEncryption, $sent.RootKeyFingerprint | Should -Be V1, 'aws:kms', $key.Fingerprint
        (Get-TestObject $sent.Key).Header['x-amz-meta-x-amz-key'] | Should -Not -BeNullOrEmpty
        ($sent | Test-EncryptedRoundTrip -RootKey $key).Verified | Should -BeTrue
    }

    It 'or -RootKey must be there' {
        $failure = { Send-EncryptedS3Object $small -BucketName test } | Should -Throw -PassThru
        Assert-TestError $failure NoEncryption InvalidArgument
        $failure.TargetObject | Should -Not -BeNullOrEmpty
        "$failure" | Should -BeLike '*-RootKey*-ServerSideEncryption*'
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'must be aws:kms for -KmsKeyId (<Name>)' -ForEach @(
        @{ Name = 'AES256'; Given = { @{ ServerSideEncryption = 'AES256' } } }
        @{ Name = 'a root key alone'; Given = { @{ RootKey = $key } } }
    ) {
        $more = & $Given
        $failure = { Send-EncryptedS3Object $small -BucketName test -KmsKeyId alias/load @more } | Should -Throw -PassThru
        Assert-TestError $failure InvalidParameters InvalidArgument alias/load
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'is none of "<_>"' -ForEach 'none', 'aws:kms:dsse', '' {
        { Send-EncryptedS3Object $small -BucketName test -ServerSideEncryption $_ } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'in another letter case is what the server knows' {
        (Send-EncryptedS3Object $small -BucketName test -ServerSideEncryption aes256).ServerSideEncryption | Should -BeExactly AES256
        (Send-EncryptedS3Object $small -BucketName test -ServerSideEncryption AWS:KMS -KmsKeyId k).ServerSideEncryption | Should -BeExactly aws:kms
    }
}
