# Root keys of 128 bits, as other clients accept them: they open objects and write nothing.
BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $file = New-TestFile "$TestDrive/a.csv"
    $bytes = [Security.Cryptography.RandomNumberGenerator]::GetBytes(16)
    $bytes[0] = 255
    $text = [Convert]::ToBase64String($bytes)
    [IO.File]::WriteAllText("$TestDrive/short.key", "$text`n")
    [IO.File]::WriteAllBytes("$TestDrive/raw.key", $bytes)
    if (-not $IsWindows) { chmod 600 "$TestDrive/short.key" "$TestDrive/raw.key" }
    $short = "$TestDrive/short.key"
    $key = New-RootKey "$TestDrive/root.key"

    # The object of a client with the same root key size: the data key is wrapped by AES-128-ECB.
    $aes = [Security.Cryptography.Aes]::Create()
    $aes.Key = $bytes
    $dataKey, $vector = [Security.Cryptography.RandomNumberGenerator]::GetBytes(32), [Security.Cryptography.RandomNumberGenerator]::GetBytes(16)
    $header = @{ 'x-amz-meta-x-amz-key' = [Convert]::ToBase64String($aes.EncryptEcb($dataKey, 'PKCS7')); 'x-amz-meta-x-amz-iv' = [Convert]::ToBase64String($vector) }
    $aes.Key = $dataKey
    Set-TestObject foreign.csv ($aes.EncryptCbc([IO.File]::ReadAllBytes($file), $vector)) $header
}

AfterAll {
    Stop-TestServer
}

Describe 'A root key of 128 bits' {
    It 'opens an object as <Name>' -ForEach @(
        @{ Name = 'the path of its base64 text'; Value = { $short } }
        @{ Name = 'what Get-RootKey returns'; Value = { Get-RootKey $short } }
        @{ Name = 'a SecureString'; Value = { ConvertTo-SecureString $text -AsPlainText -Force } }
        @{ Name = 'one of several'; Value = { $key, $short } }
    ) {
        $rootKey = & $Value
        (Get-EncryptedS3Object -BucketName test -Key foreign.csv -RootKey $rootKey).OpenedBy | Should -Be (Get-RootKey $short).Fingerprint
        Test-EncryptedRoundTrip $file -BucketName test -Key foreign.csv -RootKey $rootKey -Quiet | Should -BeTrue
    }

    It 'is replaced by one of 256 bits' {
        (Update-EncryptedS3Object -BucketName test -Key foreign.csv -RootKey $short -NewRootKey $key).RootKeyFingerprint | Should -Be $key.Fingerprint
        Test-EncryptedRoundTrip $file -BucketName test -Key foreign.csv -RootKey $key -Quiet | Should -BeTrue
    }

    It 'is refused by <Name>' -ForEach @(
        @{ Name = 'Send-EncryptedS3Object'; Run = { Send-EncryptedS3Object $file -BucketName test -RootKey $args[0] } }
        @{ Name = 'Update-EncryptedS3Object -NewRootKey'; Run = { Update-EncryptedS3Object -BucketName test -Key foreign.csv -RootKey $key -NewRootKey $args[0] } }
        @{ Name = 'Get-CopyStatement'; Run = { Get-CopyStatement t -Uri s3://test/a -IamRole default -RootKey $args[0] } }
        @{ Name = 'Get-UnloadStatement'; Run = { Get-UnloadStatement 'SELECT 1' -Uri s3://test/a -IamRole default -RootKey $args[0] } }
    ) {
        foreach ($value in $short, (Get-RootKey $short), (ConvertTo-SecureString $text -AsPlainText -Force), "$TestDrive/raw.key", $bytes) {
            $failed = { & $Run $value } | Should -Throw -PassThru
            Assert-TestError $failed InvalidRootKey InvalidData
            "$failed" | Should -BeLike '*A root key of 128 bits can only be used to read objects.*'
            "$failed" | Should -Not -BeLike "*$text*"
        }
    }

    It 'needs its size where it has no form of its own: <Name>' -ForEach @(
        @{ Name = 'raw in a file'; Value = { "$TestDrive/raw.key" } }
        @{ Name = 'an array of bytes'; Value = { , $bytes } }
    ) {
        $rootKey = & $Value
        $failed = { Get-EncryptedS3Object -BucketName test -Key foreign.csv -RootKey $rootKey } | Should -Throw -PassThru
        Assert-TestError $failed InvalidRootKey InvalidData
        "$failed" | Should -BeLike '*with -RootKeySize 128.*'
    }

    It 'is not shown when it is typed' {
        foreach ($typed in $text, [Convert]::ToHexString($bytes)) {
            $failed = { Get-EncryptedS3Object -BucketName test -Key foreign.csv -RootKey $typed } | Should -Throw -PassThru
            $failed.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
            "$failed" | Should -BeLike '*remains in the history*'
            "$failed" | Should -Not -BeLike "*$typed*"
        }
    }
}
