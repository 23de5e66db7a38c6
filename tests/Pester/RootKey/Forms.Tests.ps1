BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/raw.key" -Format Raw
    $bytes = [IO.File]::ReadAllBytes($key.Path)
    $text = [Convert]::ToBase64String($bytes)
    [IO.File]::WriteAllText("$TestDrive/no line end.key", $text)
    [IO.File]::WriteAllText("$TestDrive/[line].feed", "$text`n")
    [IO.File]::WriteAllText("$TestDrive/windows.key", "$text`r`n")
    if (-not $IsWindows) { chmod 600 "$TestDrive/no line end.key" "$TestDrive/[line].feed" "$TestDrive/windows.key" }
    $file = New-TestFile "$TestDrive/a.csv"

    function Get-Fingerprint($RootKey) {
        (Send-EncryptedS3Object $file -BucketName test -RootKey $RootKey).RootKeyFingerprint
    }
}

AfterAll {
    Stop-TestServer
}

Describe '-RootKey' {
    It 'takes bytes that could be characters: bytes are not text' {
        Get-Fingerprint ([byte[]](33..64)) | Should -MatchExactly '^[0-9a-f]{32}$'
    }

    It 'takes <Name>' -ForEach @(
        @{ Name = 'a RootKey'; Value = { $key } }
        @{ Name = 'a RootKey that a pipeline wrapped'; Value = { Write-Output $key } }
        @{ Name = 'a path'; Value = { $key.Path } }
        @{ Name = 'a path to base64 text without a line end'; Value = { "$TestDrive/no line end.key" } }
        @{ Name = 'a path literally'; Value = { "$TestDrive/[line].feed" } }
        @{ Name = 'a path to a file with a Windows line end'; Value = { "$TestDrive/windows.key" } }
        @{ Name = 'a FileInfo'; Value = { Get-Item -LiteralPath $key.Path } }
        @{ Name = 'a FileInfo with wildcard characters'; Value = { Get-Item -LiteralPath "$TestDrive/[line].feed" } }
        @{ Name = 'a SecureString'; Value = { ConvertTo-SecureString $text -AsPlainText -Force } }
        @{ Name = 'a SecureString with a line end'; Value = { ConvertTo-SecureString "$text`n" -AsPlainText -Force } }
        @{ Name = 'bytes'; Value = { , $bytes } }
        @{ Name = 'bytes as objects'; Value = { , [object[]]$bytes } }
        @{ Name = 'what Get-Content -AsByteStream gives'; Value = { Get-Content -LiteralPath $key.Path -AsByteStream } }
    ) {
        $rootKey = & $Value
        Get-Fingerprint $rootKey | Should -Be $key.Fingerprint
    }

    It 'takes a path relative to the location of PowerShell' {
        $process = [Environment]::CurrentDirectory
        Push-Location $TestDrive
        try {
            [Environment]::CurrentDirectory = [IO.Path]::GetTempPath()
            Get-Fingerprint ./raw.key | Should -Be $key.Fingerprint
        }
        finally {
            [Environment]::CurrentDirectory = $process
            Pop-Location
        }
    }

    It 'takes a path that looks like a key, if a file is there' {
        Copy-Item -LiteralPath $key.Path "$TestDrive/$('k' * 43)"
        Push-Location $TestDrive
        try { Get-Fingerprint ('k' * 43) | Should -Be $key.Fingerprint } finally { Pop-Location }
    }

    It 'takes a path relative to the home folder' {
        $provider = Get-PSProvider FileSystem
        $userHome = $provider.Home
        try {
            $provider.Home = "$TestDrive"
            Get-Fingerprint '~/raw.key' | Should -Be $key.Fingerprint
        }
        finally {
            $provider.Home = $userHome
        }
    }

    It 'leaves what the caller owns as it is: <Name>' -ForEach @(
        @{ Name = 'a RootKey'; Value = { $key } }
        @{ Name = 'bytes'; Value = { , $bytes } }
        @{ Name = 'a SecureString'; Value = { ConvertTo-SecureString $text -AsPlainText -Force } }
    ) {
        $rootKey = & $Value
        Get-Fingerprint $rootKey > $null
        Get-Fingerprint $rootKey | Should -Be $key.Fingerprint
    }

    It 'is the same key for all commands' {
        Send-EncryptedS3Object $file -BucketName test -RootKey $bytes | Test-EncryptedRoundTrip -RootKey $key.Path |
            Get-CopyStatement t -IamRole default -RootKey (ConvertTo-SecureString $text -AsPlainText -Force) -WarningAction Ignore |
            ForEach-Object RootKeyFingerprint | Should -Be $key.Fingerprint
    }
}
