BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
}

Describe 'New-RootKey -Path' {
    BeforeEach {
        Push-Location -LiteralPath (New-Item -ItemType Directory "$TestDrive/$(New-Guid)")
    }

    AfterEach {
        Pop-Location
    }

    It 'writes base64 text with a line feed' {
        New-RootKey a.key > $null
        $content = [IO.File]::ReadAllBytes("$PWD/a.key")
        $content.Count | Should -Be 45
        $content[44] | Should -Be 10
        [Convert]::FromBase64String([Text.Encoding]::ASCII.GetString($content, 0, 44)).Count | Should -Be 32
    }

    It 'writes 32 raw bytes, never the same' {
        New-RootKey a.key -Format Raw > $null
        New-RootKey b.key -Format Raw > $null
        [IO.File]::ReadAllBytes("$PWD/a.key").Count | Should -Be 32
        [IO.File]::ReadAllBytes("$PWD/a.key") | Should -Not -Be ([IO.File]::ReadAllBytes("$PWD/b.key"))
    }

    It 'writes a file that only its owner can read (<_>)' -ForEach 'Base64', 'Raw' -Tag Unix {
        New-RootKey a.key -Format $_ > $null
        [int][IO.File]::GetUnixFileMode("$PWD/a.key") | Should -Be 0b110000000
    }

    It 'returns the fingerprint and the path' {
        $key = New-RootKey ./a.key
        $key | Should -BeOfType [RedshiftEncryption.RootKey]
        $key.Path | Should -Be (Join-Path $PWD a.key)
        $key.Fingerprint | Should -Match '^[0-9a-f]{32}$'
        "$key" | Should -Be "RootKey $($key.Fingerprint)"
    }

    It 'takes paths from the pipeline' {
        $keys = 'a.key', 'b.key' | New-RootKey
        $keys.Path | Should -Be (Join-Path $PWD a.key), (Join-Path $PWD b.key)
        $keys[0].Fingerprint | Should -Not -Be $keys[1].Fingerprint
        Get-ChildItem -Force -Name | Should -Be 'a.key', 'b.key'
    }

    It 'takes a path as it is, without wildcards' -Tag Unix {
        New-RootKey '[a]*.key' > $null
        [IO.File]::Exists("$PWD/[a]*.key") | Should -BeTrue
    }

    It 'follows the location of PowerShell, not that of the process' {
        $process = [Environment]::CurrentDirectory
        try {
            [Environment]::CurrentDirectory = (New-Item -ItemType Directory elsewhere).FullName
            New-RootKey a.key > $null
        }
        finally {
            [Environment]::CurrentDirectory = $process
        }
        [IO.File]::Exists("$PWD/a.key") | Should -BeTrue
        Get-ChildItem -Force elsewhere | Should -BeNullOrEmpty
    }

    It 'asks, and writes nothing with -WhatIf' {
        New-RootKey a.key -WhatIf | Should -BeNullOrEmpty
        Get-ChildItem -Force | Should -BeNullOrEmpty
    }
}

Describe 'New-RootKey -AsSecureString' {
    It 'returns the base64 text of 32 bytes' {
        $secret = New-RootKey -AsSecureString
        $secret.IsReadOnly() | Should -BeTrue
        [Convert]::FromBase64String((ConvertFrom-SecureString $secret -AsPlainText)).Count | Should -Be 32
    }

    It 'asks for confirmation, and returns nothing with -WhatIf' {
        New-RootKey -AsSecureString -WhatIf | Should -BeNullOrEmpty
    }

    It 'does not go with a file' {
        { New-RootKey -Path a.key -AsSecureString } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
    }
}
