# Layouts of instruction files that the clients' vectors do not contain.
BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $rootKey = New-RootKey "$TestDrive/root.key" -Format Raw
    $file = New-TestFile "$TestDrive/a.csv" 1000
    $plaintext = [IO.File]::ReadAllBytes($file)
    $sse = @{ 'x-amz-server-side-encryption' = 'AES256' }
    $quiet = @{ ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }

    function Get-Encrypted([byte[]] $Secret, [byte[]] $Vector, [byte[]] $Text, [string] $Associated = '') {
        $cipher, $tag = [byte[]]::new($Text.Length), [byte[]]::new(16)
        $gcm = [Security.Cryptography.AesGcm]::new($Secret, 16)
        $gcm.Encrypt($Vector, $Text, $cipher, $tag, [Text.Encoding]::ASCII.GetBytes($Associated))
        $gcm.Dispose()
        , [byte[]]($cipher + $tag)
    }

    # A V1 object, with its envelope moved from the metadata to an instruction file.
    function Set-V1Object([string] $Key, [switch] $KeepsLength) {
        Send-EncryptedS3Object $file -BucketName test -Key $Key -RootKey $rootKey > $null
        $object = Get-TestObject $Key
        $fields = @{}
        foreach ($name in 'x-amz-key', 'x-amz-iv', 'x-amz-matdesc') { $fields[$name] = $object.Header["x-amz-meta-$name"] }
        Set-TestObject "$Key.instruction" ([Text.Encoding]::UTF8.GetBytes(($fields | ConvertTo-Json -Compress))) @{ 'x-amz-meta-x-amz-crypto-instr-file' = 'true' }
        $length = $KeepsLength ? @{ 'x-amz-meta-x-amz-unencrypted-content-length' = "$($plaintext.Length)" } : @{}
        Set-TestObject $Key $object.Bytes ($sse + $length)
    }
}

AfterAll { Stop-TestServer }

Describe 'V2 content under the names of V3, as the .NET client 4.0.2 writes it in parts' {
    BeforeAll {
        Reset-TestServer
        $dataKey, $vector = [byte[]]::new(32), [byte[]]::new(12)
        $dataKey, $vector | ForEach-Object { [Security.Cryptography.RandomNumberGenerator]::Fill($_) }
        $wrapped = $vector + (Get-Encrypted ([IO.File]::ReadAllBytes($rootKey.Path)) $vector $dataKey 'AES/GCM/NoPadding')
        Set-TestObject odd (Get-Encrypted $dataKey $vector $plaintext) $sse
        $fields = @{ 'x-amz-3' = [Convert]::ToBase64String($wrapped); 'x-amz-w' = '02'; 'x-amz-m' = '{}' } | ConvertTo-Json -Compress
        Set-TestObject odd.instruction ([Text.Encoding]::UTF8.GetBytes($fields)) @{ 'x-amz-meta-x-amz-crypto-instr-file' = 'true' }
    }

    It 'is shown, received, verified and converted' {
        $found = Get-EncryptedS3Object -BucketName test -Key odd -RootKey $rootKey
        $found.Envelope, $found.ContentCipher, $found.KeyWrap, $found.PlaintextLength, $found.OpenedBy | Should -Be InstructionFile, AES/GCM/NoPadding, AES/GCM, 1000, $rootKey.Fingerprint
        Receive-EncryptedS3Object -BucketName test -Key odd -Destination "$TestDrive/odd" -RootKey $rootKey > $null
        [Convert]::ToBase64String([IO.File]::ReadAllBytes("$TestDrive/odd")) | Should -BeExactly ([Convert]::ToBase64String($plaintext))
        (Test-EncryptedRoundTrip $file -BucketName test -Key odd -RootKey $rootKey).Verified | Should -BeTrue
        Convert-EncryptedS3Object -BucketName test -Key odd -DestinationKeyPrefix plain/ -RootKey $rootKey -ServerSideEncryption AES256 > $null
        [Convert]::ToBase64String((Get-TestObject plain/odd).Bytes) | Should -BeExactly ([Convert]::ToBase64String($plaintext))
    }

    It 'is not opened by another key' {
        Receive-EncryptedS3Object -BucketName test -Key odd -Destination "$TestDrive/none" -RootKey (New-RootKey "$TestDrive/other.key") @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed WrongRootKey SecurityError s3://test/odd
        "$TestDrive/none" | Should -Not -Exist
    }
}

Describe 'An object with an instruction file and server-side encryption' {
    BeforeAll {
        Reset-TestServer
        Set-V1Object in
    }

    It 'is verified with the key, and without one is not compared as ciphertext' {
        (Test-EncryptedRoundTrip $file -BucketName test -Key in -RootKey $rootKey).Verified | Should -BeTrue
        Test-EncryptedRoundTrip $file -BucketName test -Key in @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed RootKeyRequired InvalidArgument
    }

    It 'costs no request where the object can be what it seems' {
        Set-TestObject plain $plaintext $sse
        $before = @(Get-TestRequest).Count
        (Test-EncryptedRoundTrip $file -BucketName test -Key plain).Verified | Should -BeTrue
        Get-TestRequest | Select-Object -Skip $before | Where-Object target -Like '*instruction*' | Should -BeNullOrEmpty
    }
}

Describe 'An object whose instruction file is missing, but not the length of its plaintext' {
    BeforeAll {
        Reset-TestServer
        Set-V1Object in -KeepsLength
    }

    It 'is read with the file' {
        Receive-EncryptedS3Object -BucketName test -Key in -Destination "$TestDrive/first" -RootKey $rootKey > $null
        [IO.FileInfo]::new("$TestDrive/first").Length | Should -Be 1000
    }

    It 'is damaged without it, and never taken for plaintext: <Name>' -ForEach @(
        @{ Name = 'Receive'; Run = { Receive-EncryptedS3Object -BucketName test -Key in -Destination "$TestDrive/second" -RootKey $rootKey @quiet } }
        @{ Name = 'Receive without a key'; Run = { Receive-EncryptedS3Object -BucketName test -Key in -Destination "$TestDrive/second" @quiet } }
        @{ Name = 'Convert'; Run = { Convert-EncryptedS3Object -BucketName test -Key in -DestinationKeyPrefix c -RootKey $rootKey -ServerSideEncryption AES256 @quiet } }
    ) {
        [void](Invoke-TestS3 DELETE test in.instruction)
        . $Run | Should -BeNullOrEmpty
        Assert-TestError $failed DamagedEnvelope InvalidData s3://test/in
        "$TestDrive/second" | Should -Not -Exist
        (Get-EncryptedS3Object test in).Envelope | Should -Be Damaged
    }
}
