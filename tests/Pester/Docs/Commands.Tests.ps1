# Every ```powershell block of the documents is run, each with files, keys and objects as they were at first. One that needs
# the variables or the result of the block before it is fenced ```powershell continued: that one is then run first.
BeforeDiscovery {
    $root = (Get-Item "$PSScriptRoot/../../..").FullName
    $pages = @('README.md', 'samples/README.md') + @(Get-ChildItem "$root/docs/*.md", "$root/docs/guides/*.md" | ForEach-Object { [IO.Path]::GetRelativePath($root, $_.FullName).Replace('\', '/') })
    $cases = foreach ($page in $pages) {
        $text = (Get-Content -Raw "$root/$page").Replace("`r`n", "`n")
        $before = ''
        $blocks = foreach ($match in [regex]::Matches($text, '(?ms)^(?<indent> *)(?<fence>```+)(?<language>[^\n`]*)\n(?<code>.*?)^\k<indent>\k<fence> *$')) {
            $language, $more = $match.Groups['language'].Value.Trim() -split ' '
            $code = $match.Groups['code'].Value
            $line = $text.Substring(0, $match.Index).Split("`n").Count
            if ($language -eq 'powershell') { $before = $more -contains 'continued' ? "$before`n" : '' }
            @{ Line = $line; Language = "$language"; Code = $code; Before = $before }
            if ($language -eq 'powershell') { $before += $code }
        }
        @{ Page = $page; Blocks = @($blocks); Code = @($blocks | Where-Object { $_.Language -eq 'powershell' }) }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestExample.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestExample $TestDrive
}

AfterAll {
    Stop-TestExample
}

Describe 'The code of <Page>' -ForEach ($cases | Where-Object { $_.Code.Count }) {
    It 'runs: line <Line>' -ForEach $Code {
        Assert-TestExample $Code $Before
    }
}

Describe 'The documents' {
    It 'have code' -TestCases @{ Cases = $cases } {
        ($Cases | Where-Object { $_.Page -eq 'README.md' }).Code.Count | Should -BeGreaterThan 1
    }

    # A fence without a language would hide a command from this test. The about topic's are for the help, which knows no fences.
    It 'fence what this module runs: <Page>' -ForEach ($cases | Where-Object { $_.Page -notlike 'docs/about_*' }) {
        $pattern = (Get-Command -Module RedshiftEncryption -CommandType Cmdlet | ForEach-Object { [regex]::Escape($_.Name) }) -join '|'
        $Blocks | Where-Object { $_.Language -eq '' -and $_.Code -match $pattern } | ForEach-Object { "${Page}:$($_.Line)" } | Should -BeNullOrEmpty
    }
}
