BeforeDiscovery {
    Import-Module "$PSScriptRoot/../TestServer.psm1"
    Import-Module (Get-TestPath Module)
    $examples = Get-Command -Module RedshiftEncryption -CommandType Cmdlet | ForEach-Object {
        $name = $_.Name
        (Get-Help $name -Full).examples.example | ForEach-Object { @{ Name = $name; Title = $_.title.Trim('- '); Code = $_.code } }
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

Describe 'The examples of <Name>' -ForEach ($examples | Group-Object { $_.Name } | ForEach-Object { @{ Name = $_.Name; Examples = $_.Group } }) {
    It '<Title>' -ForEach $Examples {
        Assert-TestExample $Code
    }
}
