# Microsoft.PowerShell.SecretManagement is in no registry that the tests reach. A stand-in has its two commands: as a vault
# extension does, it stores the characters or bytes and returns a new object for each Get-Secret.
BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $file = New-TestFile "$TestDrive/a.csv"
    $vault = @{}

    function Set-Secret {
        param([Parameter(Mandatory)] [string] $Name, [Parameter(Mandatory, ValueFromPipeline)] [object] $Secret)
        process { $vault[$Name] = $Secret -is [securestring] ? (ConvertFrom-SecureString $Secret -AsPlainText) : $Secret }
    }

    function Get-Secret {
        param([Parameter(Mandatory)] [string] $Name, [switch] $AsPlainText)
        $kept = $vault[$Name]
        if ($kept -is [string] -and -not $AsPlainText) { return ConvertTo-SecureString $kept -AsPlainText -Force }
        if ($kept -is [byte[]]) { return , $kept }
        $kept
    }

    $key = New-RootKey "$TestDrive/raw.key" -Format Raw
    $bytes = [IO.File]::ReadAllBytes($key.Path)
    $base64 = [Convert]::ToBase64String($bytes)

    function Get-Fingerprint($RootKey) {
        (Send-EncryptedS3Object $file -BucketName test -RootKey $RootKey).RootKeyFingerprint
    }
}

AfterAll {
    Stop-TestServer
}

Describe 'A root key in a vault (a stand-in for SecretManagement)' {
    It 'is created by New-RootKey -AsSecureString, stored by Set-Secret and returned by Get-Secret' {
        Set-Secret SalesKey (New-RootKey -AsSecureString)
        $sent = Send-EncryptedS3Object $file -BucketName test -RootKey (Get-Secret SalesKey)
        $sent | Test-EncryptedRoundTrip -RootKey (Get-Secret SalesKey) | ForEach-Object Verified | Should -BeTrue
        Get-CopyStatement t -Uri s3://test/m -Manifest -IamRole default -RootKey (Get-Secret SalesKey) -WarningAction Ignore |
            ForEach-Object RootKeyFingerprint | Should -Be $sent.RootKeyFingerprint
    }

    It 'goes into the vault through the pipeline, with a name of its own each' {
        New-RootKey -AsSecureString | Set-Secret One
        New-RootKey -AsSecureString | Set-Secret Two
        Get-Fingerprint (Get-Secret One) | Should -Not -Be (Get-Fingerprint (Get-Secret Two))
    }

    It 'goes from a key file into the vault, and is the same key: <Name>' -ForEach @(
        @{ Name = 'base64'; Secret = { $base64 } }
        @{ Name = 'base64 with a line feed'; Secret = { "$base64`n" } }
        @{ Name = 'base64 with a Windows line end'; Secret = { "$base64`r`n" } }
        @{ Name = 'bytes'; Secret = { , $bytes } }
    ) {
        Set-Secret SalesKey (& $Secret)
        Get-Fingerprint (Get-Secret SalesKey) | Should -Be $key.Fingerprint
    }

    It 'is refused without being repeated: <Name>' -ForEach @(
        @{ Name = 'hexadecimal'; Secret = { [Convert]::ToHexString($bytes) } }
        @{ Name = 'base64 within spaces'; Secret = { " $base64 " } }
        @{ Name = 'base64 with an empty line behind it'; Secret = { "$base64`n`n" } }
        @{ Name = 'base64 in two lines'; Secret = { $base64.Insert(20, "`n") } }
        @{ Name = 'half a key'; Secret = { [Convert]::ToBase64String($bytes[0..15]) } }
        @{ Name = 'a word'; Secret = { 'correct horse battery staple' } }
        @{ Name = '31 bytes'; Secret = { , $bytes[0..30] } }
    ) {
        $kept = & $Secret
        Set-Secret SalesKey $kept
        $refused = { Get-Fingerprint (Get-Secret SalesKey) } | Should -Throw -ErrorId 'InvalidRootKey,*' -PassThru
        $refused.Exception.Message | Should -Match 'A root key is 32 bytes'
        foreach ($text in "$refused", $refused.Exception.ToString(), "$($refused.TargetObject)") {
            $text.Contains("$kept".Trim()) | Should -BeFalse
        }
    }

    It 'is refused as plain text, which would be in variables and logs' {
        Set-Secret SalesKey $base64
        $refused = { Get-Fingerprint (Get-Secret SalesKey -AsPlainText) } | Should -Throw '*specified as text*' -PassThru
        "$refused" | Should -Not -Match ([regex]::Escape($base64))
    }

    It 'is refused as a credential' {
        Set-Secret SalesKey ([pscredential]::new('root', (ConvertTo-SecureString $base64 -AsPlainText -Force)))
        { Get-Fingerprint (Get-Secret SalesKey) } | Should -Throw '*cannot be created from System.Management.Automation.PSCredential*'
    }

    It 'is refused when the vault has none' {
        { Get-Fingerprint (Get-Secret NoSuchKey) } | Should -Throw '*root key is null*'
    }
}
