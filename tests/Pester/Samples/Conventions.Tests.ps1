BeforeDiscovery {
    Import-Module "$PSScriptRoot/../TestSample.psm1"
    $scripts = Get-ChildItem (Get-TestSamplePath '') -Recurse -Filter *.ps1 | ForEach-Object { @{ Name = $_.Name; Path = $_.FullName } }
}

Describe '<Name>' -ForEach $scripts {
    BeforeAll {
        $help = Get-Help $Path
        $command = Get-Command $Path
    }

    It 'describes its purpose and each parameter' {
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -BeLike "$Name*"
        $common = [Management.Automation.Cmdlet]::CommonParameters + [Management.Automation.Cmdlet]::OptionalCommonParameters
        foreach ($parameter in $command.Parameters.Keys | Where-Object { $_ -notin $common }) {
            ($help.parameters.parameter | Where-Object name -EQ $parameter).description.Text | Should -Not -BeNullOrEmpty -Because $parameter
        }
    }

    It 'stops at the first error' {
        $command.ScriptBlock.Ast.EndBlock.Statements[0].Extent.Text | Should -Be "`$ErrorActionPreference = 'Stop'"
    }

    It 'is in the README' {
        $folder = Split-Path (Split-Path $Path) -Leaf
        Get-Content (Get-TestSamplePath README.md) -Raw | Should -Match ([regex]::Escape($folder -eq 'samples' ? "($Name)" : $Name))
    }
}
