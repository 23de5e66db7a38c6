BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    $bytes = [IO.File]::ReadAllBytes((New-TestFile "$TestDrive/raw.key" 32))
}

Describe 'Assert-NoTestKey' {
    It 'finds the key as <Name>' -ForEach @(
        @{ Name = 'base64'; Text = { [Convert]::ToBase64String($bytes) } }
        @{ Name = 'base64 cut off'; Text = { [Convert]::ToBase64String($bytes).Substring(0, 20) + '...' } }
        @{ Name = 'base64 over two lines'; Text = { [Convert]::ToBase64String($bytes).Insert(10, "`n      ") } }
        @{ Name = 'hexadecimal digits'; Text = { [Convert]::ToHexString($bytes) } }
        @{ Name = 'hexadecimal digits in lower case'; Text = { [Convert]::ToHexStringLower($bytes) } }
        @{ Name = 'hexadecimal digits with hyphens'; Text = { [BitConverter]::ToString($bytes) } }
        @{ Name = 'Format-Hex'; Text = { Format-Hex -InputObject $bytes | Out-String } }
        @{ Name = 'numbers'; Text = { "$bytes" } }
        @{ Name = 'JSON'; Text = { ConvertTo-Json @{ Key = $bytes } } }
        @{ Name = 'XML'; Text = { $bytes | ConvertTo-Xml -As String } }
        @{ Name = 'CLIXML'; Text = { [Management.Automation.PSSerializer]::Serialize($bytes) } }
        @{ Name = 'Format-List'; Text = { [pscustomobject]@{ Key = $bytes } | Format-List | Out-String -Width 60 } }
        @{ Name = 'Format-Custom'; Text = { [pscustomobject]@{ Key = $bytes } | Format-Custom | Out-String } }
    ) {
        $text = "before`n" + (& $Text) + "`nbehind"
        { Assert-NoTestKey $text $bytes } | Should -Throw '*no text may hold the root key*'
    }

    It 'finds nothing where nothing is' {
        Assert-NoTestKey ('A root key was used. ' * 1000) $bytes
        Assert-NoTestKey ((0..255) -join ', ') $bytes
    }

    It 'takes no empty text for a proof' {
        { Assert-NoTestKey '' $bytes } | Should -Throw
    }
}
