BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)

    # The errors, whether they end the command or not.
    function Get-Failure([scriptblock] $Script) {
        try { & $Script 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] } } catch { $_ }
    }
}

Describe 'New-RootKey' {
    BeforeEach {
        $folder = (New-Item -ItemType Directory "$TestDrive/$(New-Guid)").FullName
    }

    It 'never overwrites a file (<Format>)' -ForEach @{ Format = 'Base64' }, @{ Format = 'Raw' } {
        Set-Content -LiteralPath "$folder/a.key" 'the only copy'
        $failed = Get-Failure { New-RootKey "$folder/a.key" -Format $Format }
        Assert-TestError $failed RootKeyFileExists ResourceExists "$folder/a.key"
        Get-Content -LiteralPath "$folder/a.key" | Should -Be 'the only copy'
        Get-ChildItem -Force -Name $folder | Should -Be 'a.key' -Because 'nothing temporary may be left'
    }

    It 'goes on with the other paths when one exists' {
        Set-Content -LiteralPath "$folder/a.key" 'the only copy'
        $keys = "$folder/a.key", "$folder/b.key" | New-RootKey -ErrorVariable failed -ErrorAction SilentlyContinue
        Assert-TestError $failed RootKeyFileExists ResourceExists "$folder/a.key"
        $keys.Path | Should -Be (Join-Path $folder b.key)
    }

    It 'reports that the folder does not exist' {
        $failed = Get-Failure { New-RootKey "$folder/none/a.key" }
        Assert-TestError $failed RootKeyNotWritten WriteError "$folder/none/a.key"
        "$failed" | Should -BeLike "*$(Join-Path $folder none)*"
        [IO.Directory]::Exists("$folder/none") | Should -BeFalse
    }

    It 'names the file, and not a temporary one' {
        "$(Get-Failure { New-RootKey "$folder/none/a.key" })" | Should -Not -BeLike '*.tmp*'
    }

    It 'does not replace a folder' {
        $failed = Get-Failure { New-RootKey $folder }
        Assert-TestError $failed RootKeyNotWritten WriteError $folder
        Get-ChildItem -Force $folder | Should -BeNullOrEmpty
        Get-ChildItem -Force (Split-Path $folder) -Filter '*.tmp' | Should -BeNullOrEmpty -Because 'nothing temporary may be left'
    }

    It 'refuses <Path>, which is not in the file system' -ForEach @{ Path = 'env:x' }, @{ Path = 'variable:x' } {
        New-RootKey $Path -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed NotAFileSystemPath InvalidArgument $Path
        "$failed" | Should -BeLike "*$Path*provider*"
    }

    It 'reports that the drive does not exist' {
        New-RootKey nosuchdrive:x -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed PathInvalid InvalidArgument 'nosuchdrive:x'
    }

    It 'goes on with the other paths when one is not in the file system' {
        $keys = 'env:x', "$folder/b.key" | New-RootKey -ErrorAction SilentlyContinue
        $keys.Path | Should -Be (Join-Path $folder b.key)
    }

    It 'refuses <Name>' -ForEach @{ Name = '$null'; Path = $null }, @{ Name = 'an empty path'; Path = '' } {
        { New-RootKey -Path $Path } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
    }
}
