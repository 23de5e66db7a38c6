BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestPipeline.psm1"
    $path = Get-TestPath Module
    Import-Module $path
    # Test-ModuleManifest returns the result of a wildcard. Only the text shows that it contains none.
    $manifest = & ([scriptblock]::Create((Get-Content -LiteralPath $path -Raw)))
    $assembly = [RedshiftEncryption.Commands.NewRootKeyCommand].Assembly
    $cmdlets = $assembly.GetExportedTypes() | ForEach-Object {
        $_.GetCustomAttributes([Management.Automation.CmdletAttribute], $false) | ForEach-Object { "$($_.VerbName)-$($_.NounName)" }
    } | Sort-Object
}

Describe 'The manifest' {
    It 'exports the cmdlets that the assembly has, by name' {
        $manifest.CmdletsToExport | Should -Be $cmdlets
        (Test-ModuleManifest $path).ExportedCmdlets.Keys | Sort-Object | Should -Be $cmdlets
        (Get-Command -Module RedshiftEncryption).Name | Sort-Object | Should -Be $cmdlets
    }

    It 'exports no <_>, by an empty array' -ForEach 'FunctionsToExport', 'AliasesToExport', 'VariablesToExport' {
        $manifest.Keys | Should -Contain $_
        , $manifest[$_] | Should -BeOfType [array]
        $manifest[$_].Count | Should -Be 0
    }

    It 'exports nothing else' {
        $module = Get-Module RedshiftEncryption
        $module.ExportedFunctions.Count + $module.ExportedAliases.Count + $module.ExportedVariables.Count | Should -Be 0
    }
}

Describe 'The manifest of <Edition>' -ForEach @(
    @{ Edition = 'Desktop'; Folder = 'bin/netstandard2.0'; Version = '5.1' }
    @{ Edition = 'Core'; Folder = 'bin/net8.0'; Version = '7.4' }
) {
    BeforeAll {
        # $PSEdition is a constant.
        $text = (Get-Content -LiteralPath $path -Raw) -replace '\$PSEdition', "'$Edition'"
        $evaluated = & ([scriptblock]::Create($text))
    }

    It 'names its own build, which is there, and asks for PowerShell <Version>' {
        $evaluated.RootModule | Should -Be "$Folder/RedshiftEncryption.dll"
        $evaluated.RequiredAssemblies | Should -Be "$Folder/RedshiftEncryption.Core.dll"
        $evaluated.RootModule, $evaluated.RequiredAssemblies | ForEach-Object { Join-Path (Split-Path $path) $_ | Should -Exist }
        $evaluated.PowerShellVersion | Should -Be $Version
        $evaluated.CompatiblePSEditions | Should -Contain $Edition
    }
}

Describe 'The cmdlets' {
    It 'have approved verbs' {
        (Get-Command -Module RedshiftEncryption).Verb | Should -BeIn (Get-Verb).Verb
    }

    It '<Name> has <Set> for its default parameter set' -ForEach @(
        @{ Name = 'New-CopyManifest'; Set = 'Listing' }
        @{ Name = 'New-RootKey'; Set = 'File' }
        @{ Name = 'Send-EncryptedS3Object'; Set = 'Path' }
        @{ Name = 'Test-EncryptedRoundTrip'; Set = 'LiteralPath' }
        @{ Name = 'Get-CopyStatement'; Set = 'Object' }
        @{ Name = 'Get-EncryptedS3Object'; Set = 'Listing' }
        @{ Name = 'Update-EncryptedS3Object'; Set = 'Listing' }
    ) {
        (Get-Command $Name -Module RedshiftEncryption).DefaultParameterSet | Should -Be $Set
    }

    It '<_> asks before it changes something' -ForEach 'New-CopyManifest', 'New-RootKey', 'New-S3BatchManifest', 'Send-EncryptedS3Object', 'Update-EncryptedS3Object' {
        (Get-Command $_).Parameters.Keys | Should -Contain 'WhatIf'
        (Get-Command $_).Parameters.Keys | Should -Contain 'Confirm'
    }
}

Describe 'Import-Module' {
    It 'causes no warning' {
        $pipeline = Start-TestPipeline { Import-Module $path -Force } @{ path = $path }
        try {
            (Wait-TestPipeline $pipeline).Shell.Streams.Warning | Should -BeNullOrEmpty
            $pipeline.Shell.Streams.Error | Should -BeNullOrEmpty
        }
        finally {
            Remove-TestPipeline $pipeline
        }
    }

    It 'works again after Remove-Module, and by force' {
        $pipeline = Start-TestPipeline -Variable @{ path = $path } {
            Remove-Module RedshiftEncryption
            $left = @(Get-Command New-RootKey -ErrorAction Ignore -CommandType Cmdlet | Where-Object Source -EQ RedshiftEncryption).Count
            Import-Module $path
            $first = New-RootKey -AsSecureString
            Import-Module $path -Force
            $second = New-RootKey -AsSecureString
            "$left $($first.Length) $($second.Length)"
        }
        try {
            (Wait-TestPipeline $pipeline).Output | Should -Be '0 44 44'
        }
        finally {
            Remove-TestPipeline $pipeline
        }
    }

    It 'makes the types of Core known before any cmdlet has run, and loads no AWS SDK' {
        $run = Invoke-TestProcess -ArgumentList $path, (Get-TestAwsAssembly) {
            Import-Module $args[0]
            [RedshiftEncryption.RootKey].Name
            $aws = $args[1]
            [AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { $_.GetName().Name } | Where-Object { $_ -like 'AWSSDK*' -or $_ -eq $aws }
        }
        $run.Output.Trim() | Should -Be 'RootKey' -Because $run.Error
    }
}
