# Objects that AWS's S3 Encryption Client for .NET 4.0.2 wrote: V2 and V3, under AES, RSA and KMS keys, with instruction files.
BeforeDiscovery {
    $vectors = (Get-Content -Raw "$PSScriptRoot/../../RedshiftEncryption.Core.Tests/Vectors/s3ec-dotnet-4.0.2.json" | ConvertFrom-Json -AsHashtable).vectors
    $kinds = $vectors.name -replace '-\d+$' | Select-Object -Unique | ForEach-Object { @{ Kind = $_ } }
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    $source = "$PSScriptRoot/../../RedshiftEncryption.Core.Tests/Vectors/s3ec-dotnet-4.0.2.json"
    Start-TestServer -KmsAnswersPath (Convert-Path $source)
    $written = Get-Content -Raw $source | ConvertFrom-Json -AsHashtable
    Set-Content "$TestDrive/root.key" $written.rootKey -NoNewline
    Set-Content "$TestDrive/private.pem" $written.rsaPrivateKeyPem
    if (-not $IsWindows) { chmod 600 "$TestDrive/root.key" "$TestDrive/private.pem" }
    $keys = @{ RootKey = "$TestDrive/root.key"; PrivateKey = "$TestDrive/private.pem" }
    New-Item -ItemType Directory "$TestDrive/source" > $null
    foreach ($vector in $written.vectors) {
        Set-TestObject "c/$($vector.name)" ([Convert]::FromBase64String($vector.object.body)) $vector.object.metadata
        if ($vector.instructionFile) {
            Set-TestObject "c/$($vector.name).instruction" ([Convert]::FromBase64String($vector.instructionFile.body)) $vector.instructionFile.metadata
        }
        [IO.File]::WriteAllBytes("$TestDrive/source/$($vector.name)", [Convert]::FromBase64String($vector.plaintext))
    }
    $names = $written.vectors.name
    $quiet = @{ ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }

    function Get-Plaintext([string] $Name) { [Convert]::ToBase64String([IO.File]::ReadAllBytes("$TestDrive/source/$Name")) }
    function Get-Decrypt { @(Get-TestRequest | Where-Object operation -EQ Decrypt) }
}

AfterAll { Stop-TestServer }

Describe 'Get-EncryptedS3Object' {
    BeforeAll {
        Reset-TestServer
        $found = @{}
        Get-EncryptedS3Object test c/ @keys | ForEach-Object { $found[$_.Key] = $_ }
    }

    It 'shows what opens an object: <Kind>' -ForEach $kinds {
        $record = $found["c/$Kind-17"]
        $fingerprint = (Get-EncryptedS3Object -BucketName test -Key "c/$Kind-17" @keys).OpenedBy
        $record.OpenedBy | Should -Be $fingerprint
        $record.Envelope | Should -Be ($Kind -like '*instruction' ? 'InstructionFile' : $Kind.Substring(0, 2))
        $record.ContentCipher | Should -Be ($Kind -like 'V3*' ? 'AES/GCM/NoPadding, key-committing' : 'AES/GCM/NoPadding')
        $record.PlaintextLength | Should -Be 17
        $expected = switch -Wildcard ($Kind) { '*AES*' { 'AES/GCM' } '*RSA*' { 'RSA-OAEP-SHA1' } '*KMS*' { 'kms+context' } }
        $record.KeyWrap | Should -Be $expected
        $record.RootKeyGroup | Should -BeNullOrEmpty
        # kms+context names no KMS key, and KMS is not asked.
        if ($Kind -like '*AES*') { $record.OpenedBy | Should -Be (Get-RootKey "$TestDrive/root.key").Fingerprint }
        elseif ($Kind -like '*RSA*') { $record.OpenedBy | Should -Match '^[0-9a-f]{32}$' }
        else { $record.OpenedBy | Should -BeNullOrEmpty }
        $record.CopyObstacle | Should -Not -BeNullOrEmpty
    }

    It 'asks KMS nothing' { Get-Decrypt | Should -BeNullOrEmpty }
}

Describe 'An object of the client for .NET' {
    It 'is received, with one request to KMS for each object under KMS' {
        Reset-TestServer
        Receive-EncryptedS3Object test c/ "$TestDrive/received" @keys -WarningVariable warnings -ErrorAction Stop > $null
        $warnings | Should -BeNullOrEmpty
        (Get-ChildItem "$TestDrive/received" -File).Count | Should -Be $names.Count
        foreach ($name in $names) { [Convert]::ToBase64String([IO.File]::ReadAllBytes("$TestDrive/received/$name")) | Should -Be (Get-Plaintext $name) }
        (Get-Decrypt).Count | Should -Be @($names -like '*KMS*').Count
    }

    It 'is compared: <Kind>' -ForEach $kinds {
        $result = Test-EncryptedRoundTrip "$TestDrive/source/$Kind-17" -BucketName test -Key "c/$Kind-17" @keys
        $result.Detail | Should -BeNullOrEmpty
        $result.Verified | Should -BeTrue
        Test-EncryptedRoundTrip "$TestDrive/source/$Kind-16" -BucketName test -Key "c/$Kind-17" @keys -Quiet | Should -BeFalse
    }

    It 'is converted, and its instruction file stays' {
        Reset-TestServer
        $converted = Convert-EncryptedS3Object test c/ -DestinationKeyPrefix clean/ @keys -Verify
        $converted.Count | Should -Be $names.Count
        $converted.Verified | Should -Not -Contain $false
        (Get-Decrypt).Count | Should -Be @($names -like '*KMS*').Count
        Receive-EncryptedS3Object test clean/ "$TestDrive/clean" > $null
        foreach ($name in $names) { [Convert]::ToBase64String([IO.File]::ReadAllBytes("$TestDrive/clean/$name")) | Should -Be (Get-Plaintext $name) }
        Get-TestObjectKey c/V2-AES-instruction-0.instruction | Should -Not -BeNullOrEmpty
    }

    It 'is not converted in place where it has an instruction file' {
        Convert-EncryptedS3Object -BucketName test -Key c/V2-AES-instruction-17 -InPlace -Force @keys @quiet
        Assert-TestError $failed UnsupportedEnvelope NotImplemented s3://test/c/V2-AES-instruction-17
        "$failed" | Should -BeLike '*in place*instruction file*'
    }

    It 'needs its own kind of key: <Kind>' -ForEach @(
        @{ Kind = 'V2-AES-metadata'; Given = 'PrivateKey'; Id = 'RootKeyRequired' }
        @{ Kind = 'V3-AES-instruction'; Given = 'PrivateKey'; Id = 'RootKeyRequired' }
        @{ Kind = 'V2-RSA-instruction'; Given = 'RootKey'; Id = 'PrivateKeyRequired' }
        @{ Kind = 'V3-RSA-metadata'; Given = 'RootKey'; Id = 'PrivateKeyRequired' }
    ) {
        $some = @{ $Given = $keys[$Given] }
        Receive-EncryptedS3Object -BucketName test -Key "c/$Kind-17" "$TestDrive/none" @some @quiet
        $failed.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        "$TestDrive/none" | Should -Not -Exist
    }

    It 'is decrypted with an RSA object' {
        $rsa = [Security.Cryptography.RSA]::Create()
        $rsa.ImportFromPem($written.rsaPrivateKeyPem)
        Receive-EncryptedS3Object -BucketName test -Key c/V3-RSA-metadata-17 "$TestDrive/rsa" -PrivateKey $rsa > $null
        [Convert]::ToBase64String([IO.File]::ReadAllBytes("$TestDrive/rsa")) | Should -Be (Get-Plaintext V3-RSA-metadata-17)
        # It belongs to the caller.
        $rsa.ExportRSAPublicKey() | Should -Not -BeNullOrEmpty
        $rsa.Dispose()
    }
}

Describe 'A data key under AWS KMS' {
    BeforeEach { Reset-TestServer }

    It 'is decrypted without any key' {
        Receive-EncryptedS3Object -BucketName test -Key c/V2-KMS-metadata-17 "$TestDrive/kms" > $null
        [Convert]::ToBase64String([IO.File]::ReadAllBytes("$TestDrive/kms")) | Should -Be (Get-Plaintext V2-KMS-metadata-17)
    }

    It 'must have the specified encryption context' {
        Receive-EncryptedS3Object -BucketName test -Key c/V3-KMS-metadata-17 "$TestDrive/context" -KmsEncryptionContext @{ purpose = 'vector' } > $null
        "$TestDrive/context" | Should -Exist
        (Get-Decrypt).Count | Should -Be 1
        Receive-EncryptedS3Object -BucketName test -Key c/V3-KMS-metadata-17 "$TestDrive/context2" -KmsEncryptionContext @{ purpose = 'other' } @quiet
        $failed.Count | Should -Be 1
        "$failed" | Should -BeLike '*encryption context*'
        "$TestDrive/context2" | Should -Not -Exist
        (Get-Decrypt).Count | Should -Be 1
    }

    It 'is an error of its object where access is denied' {
        Add-TestFault @{ operation = 'Decrypt'; kind = 'error'; status = 400; code = 'AccessDeniedException' }
        Receive-EncryptedS3Object -BucketName test -Key c/V2-KMS-metadata-17 "$TestDrive/denied" @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed KmsAccessDenied PermissionDenied s3://test/c/V2-KMS-metadata-17
        "$failed" | Should -BeLike '*kms:Decrypt*'
    }
}
