# Raw root keys of 128 and 192 bits, which open objects where their size is specified.
BeforeDiscovery {
    $sizes = @{ Bits = 128 }, @{ Bits = 192 }
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $content = [Text.Encoding]::UTF8.GetBytes("1|first`n2|second`n")
}

AfterAll { Stop-TestServer }

Describe 'A raw root key of <Bits> bits' -ForEach $sizes {
    BeforeAll {
        $bytes = [Security.Cryptography.RandomNumberGenerator]::GetBytes($Bits / 8)
        # Not a text.
        $bytes[0] = 255
        $path = "$TestDrive/raw$Bits.key"
        [IO.File]::WriteAllBytes($path, $bytes)
        if (-not $IsWindows) { chmod 600 $path }
        $key = "short/$Bits.csv"
        $aes = [Security.Cryptography.Aes]::Create()
        $dataKey, $vector = [Security.Cryptography.RandomNumberGenerator]::GetBytes(32), [Security.Cryptography.RandomNumberGenerator]::GetBytes(16)
        $aes.Key = $bytes
        $header = @{ 'x-amz-meta-x-amz-key' = [Convert]::ToBase64String($aes.EncryptEcb($dataKey, 'PKCS7')); 'x-amz-meta-x-amz-iv' = [Convert]::ToBase64String($vector) }
        $aes.Key = $dataKey
        Set-TestObject $key ($aes.EncryptCbc($content, $vector)) $header
        $aes.Dispose()
    }

    It 'opens an object with -RootKeySize, as <Name>' -ForEach @(
        @{ Name = 'a file'; Value = { $path } }
        @{ Name = 'an array of bytes'; Value = { , $bytes } }
    ) {
        $rootKey = & $Value
        $record = Get-EncryptedS3Object -BucketName test -Key $key -RootKey $rootKey -RootKeySize $Bits
        $record.OpenedBy | Should -Match '^[0-9a-f]{32}$'
        $target = "$TestDrive/$Bits-$($Name -replace ' ')"
        Receive-EncryptedS3Object -BucketName test -Key $key $target -RootKey $rootKey -RootKeySize $Bits -ErrorAction Stop > $null
        [IO.File]::ReadAllBytes($target) | Should -Be $content
    }

    It 'is refused by <Command> without its size' -ForEach @(
        @{ Command = 'Get-EncryptedS3Object'; Run = { Get-EncryptedS3Object -BucketName test -Key $key -RootKey $args[0] } }
        @{ Command = 'Receive-EncryptedS3Object'; Run = { Receive-EncryptedS3Object -BucketName test -Key $key "$TestDrive/none" -RootKey $args[0] } }
    ) {
        foreach ($rootKey in $path, $bytes) {
            Reset-TestServer
            $failed = { & $Run $rootKey } | Should -Throw -PassThru
            Assert-TestError $failed InvalidRootKey InvalidData
            "$failed" | Should -BeLike "*with -RootKeySize $Bits.*"
            Get-TestRequest | Should -BeNullOrEmpty
        }
        "$TestDrive/none" | Should -Not -Exist
    }

    It 'opens nothing with the size of the other' {
        $other = $Bits -eq 128 ? 192 : 128
        { Get-EncryptedS3Object -BucketName test -Key $key -RootKey $path -RootKeySize $other } | Should -Throw -ErrorId 'InvalidRootKey,*'
    }
}
