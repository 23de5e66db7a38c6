BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    [void][IO.Directory]::CreateDirectory("$TestDrive/keys")
    $text = New-RootKey "$TestDrive/keys/[a].key"
    $raw = New-RootKey "$TestDrive/keys/b.key" -Format Raw
    $wrapped = @{
        format = 'RedshiftEncryption root key, encrypted by AWS KMS, version 1'
        keyId = 'arn:aws:kms:eu-central-1:111122223333:key/1'; region = 'eu-central-1'
        encryptionContext = @{ purpose = 'RedshiftEncryption root key'; fingerprint = '00112233445566778899aabbccddeeff' }
        ciphertext = 'AAEC'
    }
    [IO.File]::WriteAllText("$TestDrive/keys/c.key", ($wrapped | ConvertTo-Json))
}

AfterAll {
    Stop-TestServer
}

Describe 'Get-RootKey' {
    It 'shows the fingerprint and the form of <Name>' -ForEach @(
        @{ Name = 'base64 text'; File = '[a].key'; Fingerprint = { $text.Fingerprint }; Form = 'Base64' }
        @{ Name = 'raw bytes'; File = 'b.key'; Fingerprint = { $raw.Fingerprint }; Form = 'Raw' }
        @{ Name = 'a key that KMS encrypted, without asking KMS'; File = 'c.key'; Fingerprint = { '00112233445566778899aabbccddeeff' }; Form = 'KmsEncrypted' }
    ) {
        $found = Get-RootKey -LiteralPath "$TestDrive/keys/$File"
        $found | Should -BeOfType RedshiftEncryption.RootKey
        $found.Fingerprint | Should -Be (& $Fingerprint)
        $found.Form | Should -Be $Form
        $found.Path | Should -Be ([IO.Path]::GetFullPath("$TestDrive/keys/$File"))
        $found.KmsKeyId | Should -Be ($File -eq 'c.key' ? $wrapped.keyId : $null)
    }

    It 'returns the same as New-RootKey' {
        ($text.Form, $raw.Form) | Should -Be Base64, Raw
        (New-RootKey -AsSecureString) | Should -BeOfType securestring
    }

    It 'resolves wildcards, and takes paths and files from the pipeline' {
        (Get-RootKey "$TestDrive/keys/*.key").Form | Should -Be Base64, Raw, KmsEncrypted
        (Get-ChildItem "$TestDrive/keys" | Sort-Object Name | Get-RootKey).Form | Should -Be Base64, Raw, KmsEncrypted
        ("$TestDrive/keys/b.key", "$TestDrive/keys/c.key" | Get-RootKey).Form | Should -Be Raw, KmsEncrypted
    }

    It 'returns what -RootKey accepts' {
        [IO.File]::WriteAllText("$TestDrive/a.csv", '1')
        (Send-EncryptedS3Object "$TestDrive/a.csv" -BucketName test -RootKey (Get-RootKey "$TestDrive/keys/b.key")).RootKeyFingerprint | Should -Be $raw.Fingerprint
    }

    It 'shows no key, in any form' {
        $secrets = [Convert]::ToBase64String([IO.File]::ReadAllBytes($raw.Path)), [IO.File]::ReadAllText($text.Path).Trim(), [Convert]::ToHexString([IO.File]::ReadAllBytes($raw.Path))
        $shown = Get-RootKey "$TestDrive/keys/*.key" -Verbose -Debug *>&1
        $all = ($shown | Out-String) + ($shown | Format-List * | Out-String) + ($shown | ConvertTo-Json -Depth 5) + [Management.Automation.PSSerializer]::Serialize($shown)
        foreach ($secret in $secrets) { $all.Contains($secret, 'OrdinalIgnoreCase') | Should -BeFalse }
    }

    It 'reports <Name> as an error of its own, and continues' -ForEach @(
        @{ Name = 'what is no key'; File = 'none'; Content = 'abc'; Id = 'InvalidRootKey'; Category = 'InvalidData' }
        @{ Name = '32 characters of text'; File = 'text'; Content = '0123456789abcdef0123456789abcdef'; Id = 'InvalidRootKey'; Category = 'InvalidData' }
        @{ Name = 'a directory'; File = 'folder'; Content = $null; Id = 'RootKeyUnreadable'; Category = 'OpenError' }
        @{ Name = 'a missing file'; File = 'missing'; Content = ''; Id = 'RootKeyUnreadable'; Category = 'OpenError' }
    ) {
        $path = "$TestDrive/$File"
        if ($null -eq $Content) { [void][IO.Directory]::CreateDirectory($path) } elseif ($Content) { [IO.File]::WriteAllText($path, $Content) }
        $found = Get-RootKey -LiteralPath $path, $raw.Path -ErrorVariable failed -ErrorAction SilentlyContinue
        $found.Fingerprint | Should -Be $raw.Fingerprint
        Assert-TestError $failed $Id $Category ([IO.Path]::GetFullPath($path))
    }

    It 'does not show a key that was specified as text (<Parameter>)' -ForEach @{ Parameter = 'Path' }, @{ Parameter = 'LiteralPath' } {
        $secret = [IO.File]::ReadAllText($text.Path).Trim()
        $given = @{ $Parameter = $secret }
        Get-RootKey @given -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed InvalidRootKey InvalidData 'a key as text'
        $shown = ($failed | Format-List * -Force | Out-String -Width 4096) + [Management.Automation.PSSerializer]::Serialize($failed)
        $shown.Replace($MyInvocation.Line, '').Contains($secret) | Should -BeFalse
    }

    It 'reports a pattern that matches nothing' {
        Get-RootKey "$TestDrive/*.none" -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed PathNotFound ObjectNotFound "$TestDrive/*.none"
    }
}
