BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $path = New-TestFile "$TestDrive/a.csv" 1000
    $sent = Send-EncryptedS3Object $path -BucketName test -RootKey $key

    # The object as it was sent, but for what the script does to its bytes and metadata.
    function Set-Damaged([scriptblock] $Damage) {
        $object = Get-TestObject $sent.Key
        $metadata = @{}
        $object.Header.Keys | Where-Object { $_ -like 'x-amz-meta-*' } | ForEach-Object { $metadata[$_] = $object.Header[$_] }
        $bytes = $object.Bytes
        . $Damage
        Set-TestObject damaged $bytes $metadata
    }
}

AfterAll {
    Stop-TestServer
}

Describe 'A round trip that is not verified' {
    It 'is <Reason> for <Name>' -ForEach @(
        @{ Name = 'a flipped bit'; Damage = { $bytes[320] = $bytes[320] -bxor 1 }; Reason = 'ContentDiffers'; First = 320 }
        @{ Name = 'a flipped bit in the last block'; Damage = { $bytes[-1] = $bytes[-1] -bxor 1 }; Reason = 'DamagedContent' }
        @{ Name = 'a length that is no multiple of 16'; Damage = { $bytes = $bytes[0..998] }; Reason = 'DamagedContent' }
        @{ Name = 'another length than the envelope tells'; Damage = { $metadata['x-amz-meta-x-amz-unencrypted-content-length'] = '999999' }; Reason = 'DamagedContent' }
        @{ Name = 'another vector'; Damage = { $metadata['x-amz-meta-x-amz-iv'] = 'AAAAAAAAAAAAAAAAAAAAAA==' }; Reason = 'ContentDiffers' }
        @{ Name = 'a vector of 12 bytes'; Damage = { $metadata['x-amz-meta-x-amz-iv'] = 'AAAAAAAAAAAAAAAA' }; Reason = 'UnsupportedEnvelope' }
        @{ Name = 'a vector of 15 bytes'; Damage = { $metadata['x-amz-meta-x-amz-iv'] = 'AAAAAAAAAAAAAAAAAAAA' }; Reason = 'DamagedEnvelope' }
        @{ Name = 'a wrapped key that is no base64'; Damage = { $metadata['x-amz-meta-x-amz-key'] = '*' }; Reason = 'DamagedEnvelope' }
        @{ Name = 'half an envelope'; Damage = { $metadata.Remove('x-amz-meta-x-amz-key') }; Reason = 'DamagedEnvelope' }
        @{ Name = 'no envelope'; Damage = { $metadata = @{} }; Reason = 'NotEncrypted' }
        @{ Name = 'a V2 envelope'; Damage = { $metadata['x-amz-meta-x-amz-key-v2'] = $metadata['x-amz-meta-x-amz-key']; $metadata.Remove('x-amz-meta-x-amz-key') }; Reason = 'UnsupportedEnvelope' }
    ) {
        Set-Damaged $Damage
        $result = Test-EncryptedRoundTrip $path -BucketName test -Key damaged -RootKey $key
        $result.Verified | Should -BeFalse
        $result.Reason | Should -Be $Reason
        $result.Detail | Should -Not -BeNullOrEmpty
        if ($First) { $result.FirstDifference | Should -Be $First }
    }

    It 'is WrongRootKey for another key, and the other objects are compared' {
        $other = New-RootKey "$TestDrive/other.key"
        $results = $sent, (Send-EncryptedS3Object $path -Key other -BucketName test -RootKey $other) | Test-EncryptedRoundTrip -RootKey $other -ErrorVariable failed
        $failed | Should -BeNullOrEmpty
        ($results | Where-Object Key -EQ a.csv).Reason | Should -Be WrongRootKey
        ($results | Where-Object Key -EQ other).Verified | Should -BeTrue
    }

    It 'is ContentDiffers at byte <First> for <Name>' -ForEach @(
        @{ Name = 'another first byte'; Change = { $content[0] = $content[0] -bxor 1 }; First = 0 }
        @{ Name = 'another last byte'; Change = { $content[999] = $content[999] -bxor 1 }; First = 999 }
        @{ Name = 'a source that is longer'; Change = { $content += [byte]1 }; First = 1000 }
        @{ Name = 'a source that is shorter'; Change = { $content = $content[0..899] }; First = 900 }
        @{ Name = 'an empty source'; Change = { $content = [byte[]]@() }; First = 0 }
    ) {
        $content = [IO.File]::ReadAllBytes($path)
        . $Change
        [IO.File]::WriteAllBytes("$TestDrive/differs.csv", $content)
        $result = Test-EncryptedRoundTrip "$TestDrive/differs.csv" -BucketName test -Key a.csv -RootKey $key
        $result.Reason | Should -Be ContentDiffers
        $result.FirstDifference | Should -Be $First
        $result.Detail | Should -BeLike "*$First*"
    }

    It 'is SourceChanged when the source was written to since it was sent' {
        $changing = New-TestFile "$TestDrive/changing.csv" 1000
        $record = Send-EncryptedS3Object $changing -BucketName test -RootKey $key
        [IO.File]::WriteAllBytes($changing, [byte[]](1, 2, 3))
        $result = $record | Test-EncryptedRoundTrip -RootKey $key
        $result.Reason, $result.Verified, $result.FirstDifference | Should -Be SourceChanged, $false, 0
    }

    It 'is NotEncrypted where the server stored it otherwise than it was asked' {
        $record = Send-EncryptedS3Object $path -Key sse -BucketName test -ServerSideEncryption aws:kms
        Set-TestObject sse ([IO.File]::ReadAllBytes($path))
        ($record | Test-EncryptedRoundTrip).Reason | Should -Be NotEncrypted
    }

    It 'is NotEncrypted with a root key for an object that has server-side encryption alone' {
        (Send-EncryptedS3Object $path -Key sse -BucketName test -ServerSideEncryption AES256 | Test-EncryptedRoundTrip -RootKey $key).Reason | Should -Be NotEncrypted
    }
}
