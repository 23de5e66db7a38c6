# What many tests assert.

function Assert-TestError {
    <# .SYNOPSIS There is exactly one error record, with this id, category and target. #>
    param($Record, [string] $Id, [Management.Automation.ErrorCategory] $Category, $Target)
    @($Record).Count | Should -Be 1 -Because "one error is expected, not: $Record"
    $Record.FullyQualifiedErrorId | Should -BeLike "$Id,RedshiftEncryption.Commands.*"
    $Record.CategoryInfo.Category | Should -Be $Category
    if (-not $PSBoundParameters.ContainsKey('Target')) { return }
    # Tests write paths with slashes, which on Windows are another spelling of the same path.
    $spelled = $Record.TargetObject, $Target | ForEach-Object { $IsWindows -and $_ -is [string] -and [IO.Path]::IsPathFullyQualified($_) ? [IO.Path]::GetFullPath($_) : $_ }
    $spelled[0] | Should -BeExactly $spelled[1]
}

# The beginning and the end of a key in each form, as a format view may cut the rest off, and samples of how it looks.
function Get-KeyForm([byte[]] $Key) {
    $base64, $hex = [Convert]::ToBase64String($Key), [Convert]::ToHexString($Key)
    foreach ($piece in $base64.Substring(0, 16), $base64.Substring(24)) {
        @{ Name = 'base64'; Pattern = [regex]::Escape($piece); Samples = @($piece) }
    }
    foreach ($piece in $hex.Substring(0, 24), $hex.Substring(40)) {
        @{ Name = 'hex'; Pattern = '(?i)' + (($piece -split '(..)' -ne '') -join '[\s:-]*'); Samples = $piece, $piece.ToLowerInvariant() }
    }
    # Format views show four items of a list, XML has tags around each.
    foreach ($piece in $Key[0..3], $Key[-4..-1]) {
        @{ Name = 'decimal'; Pattern = '(?<!\d)' + ($piece -join '\D{1,80}') + '(?!\d)'; Samples = ($piece -join ', '), ($piece -join "`n") }
    }
}

function Find-Form([string] $Text, $Forms) {
    # Formatting may wrap a line in the middle of the key.
    $unwrapped = $Text -replace '\s*\n\s*'
    $Forms | Where-Object { $Text -cmatch $_.Pattern -or $unwrapped -cmatch $_.Pattern }
}

function Find-TestKey {
    <# .SYNOPSIS In which forms a text holds the key: base64, hex, decimal. #>
    param([AllowEmptyString()] [string] $Text, [byte[]] $Key)
    Find-Form $Text (Get-KeyForm $Key) | ForEach-Object { $_.Name } | Select-Object -Unique
}

function Assert-NoTestKey {
    <# .SYNOPSIS A text that is not empty does not hold the key, and would be found out if it did. #>
    param([AllowEmptyString()] [string] $Text, [byte[]] $Key)
    $Text | Should -Not -BeNullOrEmpty -Because 'a text that is not there proves nothing'
    $forms = @(Get-KeyForm $Key)
    foreach ($form in $forms) {
        $form.Samples | Should -MatchExactly $form.Pattern
    }
    $planted = $Text.Insert($Text.Length / 2, "`n$($forms.Samples -join "`n")`n")
    @(Find-Form $planted $forms).Count | Should -Be $forms.Count -Because 'this test must find a key that is there'
    (Find-Form $Text $forms).Name | Should -BeNullOrEmpty -Because 'no text may hold the root key'
}

Export-ModuleMember -Function *-Test*, Assert-NoTestKey
