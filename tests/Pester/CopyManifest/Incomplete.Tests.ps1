BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $good = 1..2 | ForEach-Object { New-TestFile "$TestDrive/in/$_.csv" $_ }
    $send = @{ BucketName = 'test'; KeyPrefix = 'p'; RootKey = $key; ErrorAction = 'SilentlyContinue' }
    $uri = 's3://test/m'
    $copy = @{ Table = 't'; IamRole = 'default'; RootKey = $key; WarningAction = 'Ignore' }
}

AfterAll {
    Stop-TestServer
}

Describe 'New-CopyManifest' {
    AfterEach {
        Get-TestObjectKey m | Should -BeNullOrEmpty -Because 'an error must leave no manifest'
        "$TestDrive/m" | Should -Not -Exist
    }

    It 'writes nothing when one file of three was not sent' {
        $failure = { $good + "$TestDrive/none" | Send-EncryptedS3Object @send | New-CopyManifest $uri -Path "$TestDrive/m" } | Should -Throw -PassThru
        Assert-TestError $failure FailedItems InvalidData $uri
        "$failure" | Should -BeLike '1 item failed in Send-EncryptedS3Object*'
    }

    It 'writes nothing when a file was not sent, through Test-EncryptedRoundTrip' {
        { $good + "$TestDrive/none" | Send-EncryptedS3Object @send | Test-EncryptedRoundTrip -RootKey $key | New-CopyManifest $uri } | Should -Throw -ErrorId 'FailedItems,*'
    }

    It 'writes nothing when an object was not verified, nor with -AllowIncomplete' {
        $results = $good | Send-EncryptedS3Object @send | Test-EncryptedRoundTrip -RootKey (New-RootKey "$TestDrive/$(New-Guid).key")
        $failure = { $results | New-CopyManifest $uri -AllowIncomplete } | Should -Throw -PassThru
        Assert-TestError $failure NotVerified InvalidData $uri
        "$failure" | Should -BeLike '2 objects were not verified*s3://test/p/*WrongRootKey*'
    }

    It 'writes nothing when nothing came in' {
        $failure = { "$TestDrive/none" | Send-EncryptedS3Object @send | New-CopyManifest $uri } | Should -Throw -PassThru
        Assert-TestError $failure NoInput ObjectNotFound $uri
        { @() | New-CopyManifest $uri -AllowIncomplete } | Should -Throw -ErrorId 'NoInput,*'
    }

    It 'does not list a bucket in place of what should have come in' {
        Set-TestObject p/there ([byte[]]1)
        { @() | New-CopyManifest $uri -BucketName test } | Should -Throw -ErrorId 'NoInput,*'
        { @() | New-CopyManifest $uri -BucketName test -KeyPrefix p/ } | Should -Throw -ErrorId 'InvalidParameters,*'
        { [pscustomobject]@{ BucketName = 'test'; Key = 'k' } | New-CopyManifest $uri -KeyPrefix p/ } | Should -Throw -ErrorId 'InvalidParameters,*'
        { [pscustomobject]@{ BucketName = 'test'; Key = 'k' } | New-CopyManifest $uri -UnloadManifest s3://test/p/there } | Should -Throw -ErrorId 'InvalidParameters,*'
    }

    It 'writes nothing when an input is <Name>' -ForEach @(
        @{ Name = 'null'; Record = $null }
        @{ Name = 'a text'; Record = 's3://test/x' }
        @{ Name = 'without a key'; Record = [pscustomobject]@{ BucketName = 'test' } }
        @{ Name = 'without a bucket'; Record = [pscustomobject]@{ Key = 'x' } }
        @{ Name = 'with an empty key'; Record = [pscustomobject]@{ BucketName = 'test'; Key = '' } }
    ) {
        $sent = $good | Send-EncryptedS3Object @send
        $failure = { $sent[0], $Record, $sent[1] | New-CopyManifest $uri -ErrorAction SilentlyContinue } | Should -Throw -PassThru
        Assert-TestError $failure IncompleteRecord InvalidArgument $uri
        "$failure" | Should -BeLike '1 input does not name an object*'
    }

    It 'writes nothing for a folder that has no objects' {
        $failure = { New-CopyManifest $uri -BucketName test -KeyPrefix none/ } | Should -Throw -PassThru
        Assert-TestError $failure NoInput ObjectNotFound $uri
        "$failure" | Should -BeLike '*s3://test/none/*'
    }

    It 'refuses parameters that do not go together (<Name>)' -ForEach @(
        @{ Name = 'no place'; Given = @{ BucketName = 'test' } }
        @{ Name = 'no objects'; Given = @{ Uri = 's3://test/m' } }
        @{ Name = 'a KMS key without KMS'; Given = @{ Uri = 's3://test/m'; BucketName = 'test'; ServerSideEncryption = 'AES256'; KmsKeyId = 'k' } }
        @{ Name = 'server-side encryption of a file'; Given = @{ Path = 'm'; BucketName = 'test'; ServerSideEncryption = 'AES256' } }
        @{ Name = 'a root key for a file'; Given = @{ Uri = 's3://test/m'; UnloadManifest = 'x'; RootKey = [byte[]](1..32) } }
    ) {
        Reset-TestServer
        $failure = { New-CopyManifest @Given } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike 'InvalidParameters,*'
        $failure.CategoryInfo.Category | Should -Be InvalidArgument
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'refuses a place that cannot be: <Place>' -ForEach @(
        @{ Place = 'm'; Id = 'InvalidCopyOption' }
        @{ Place = 'https://test/m'; Id = 'InvalidCopyOption' }
        @{ Place = 's3://no bucket/m'; Id = 'InvalidCopyOption' }
        @{ Place = 's3://test'; Id = 'InvalidKey' }
        @{ Place = 's3://test//m'; Id = 'InvalidKey' }
    ) {
        Reset-TestServer
        { New-CopyManifest $Place -BucketName test } | Should -Throw -ErrorId "$Id,*"
        Get-TestRequest | Should -BeNullOrEmpty
    }
}

Describe 'New-CopyManifest -AllowIncomplete' {
    It 'writes what there is, and carries the failures on to the statement' {
        $manifest = $good + "$TestDrive/none" | Send-EncryptedS3Object @send | New-CopyManifest $uri -AllowIncomplete
        $manifest.EntryCount | Should -Be 2
        ([RedshiftEncryption.CopyManifest].GetProperty('FailureCounters', [Reflection.BindingFlags]'NonPublic, Instance').GetValue($manifest) | Measure-Object Count -Sum).Sum | Should -Be 1
    }
}
