BeforeDiscovery {
    Import-Module "$PSScriptRoot/../TestServer.psm1"
    Import-Module (Get-TestPath Module)
    $commands = (Get-Command -Module RedshiftEncryption -CommandType Cmdlet).Name
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1"
    Import-Module (Get-TestPath Module)
    $docs = "$PSScriptRoot/../../../docs"
    $common = [Management.Automation.PSCmdlet]::CommonParameters

    function Get-ShownParameter($Parameters) {
        $Parameters | Where-Object {
            $_.Name -notin $common -and
            -not ($_.Attributes | Where-Object { $_ -is [Management.Automation.ParameterAttribute] -and $_.DontShow })
        } | ForEach-Object Name | Sort-Object
    }

    function Get-Text($Description) { ($Description | ForEach-Object { $_.Text }) -join "`n" }
}

Describe 'Get-Help <_> -Full' -ForEach $commands {
    BeforeAll {
        $name = $_
        $command = Get-Command $name
        $help = Get-Help $name -Full
    }

    It 'has a synopsis and a description' {
        # Without a page the synopsis would be the syntax.
        $help.Synopsis.Trim() | Should -Match '^[A-Z][^\r\n]{20,}\.$'
        $help.Synopsis | Should -Not -BeLike "*$name*"
        (Get-Text $help.description).Length | Should -BeGreaterThan 200
    }

    It 'has a text for every parameter, and for no other' {
        $help.parameters.parameter.name | Sort-Object | Should -Be (Get-ShownParameter $command.Parameters.Values)
        $silent = $help.parameters.parameter | Where-Object { -not (Get-Text $_.description).Trim() }
        $silent.name | Should -BeNullOrEmpty -Because 'each needs its text'
    }

    It 'comes from a page that names the same parameters' {
        $headings = [regex]::Matches((Get-Content "$docs/cmdlets/$name.md" -Raw), '(?m)^### -(\S+)') | ForEach-Object { $_.Groups[1].Value }
        $headings | Sort-Object | Should -Be (Get-ShownParameter $command.Parameters.Values)
    }

    It 'has the syntax that the cmdlet has' {
        @($help.syntax.syntaxItem).Count | Should -Be $command.ParameterSets.Count
        $sets = $command.ParameterSets | ForEach-Object { (Get-ShownParameter $_.Parameters) -join ' ' } | Sort-Object
        $help.syntax.syntaxItem | ForEach-Object { ($_.parameter.name | Sort-Object) -join ' ' } | Sort-Object | Should -Be $sets
        foreach ($parameter in $help.parameters.parameter) {
            $sets = $command.Parameters[$parameter.name].ParameterSets.Values
            [bool]::Parse($parameter.required) | Should -BeIn $sets.IsMandatory -Because $parameter.name
        }
    }

    It 'describes the inputs and the outputs' {
        foreach ($type in @($help.inputTypes.inputType) + @($help.returnValues.returnValue)) {
            $type.type.name | Should -Not -BeNullOrEmpty
            Get-Text $type.description | Should -Not -BeNullOrEmpty -Because $type.type.name
        }
        $told = $help.returnValues.returnValue | ForEach-Object { $_.type.name }
        $told | Sort-Object | Should -Be ($command.OutputType.Name | Sort-Object -Unique)
    }

    It 'has three examples at least, each with a title, code and a word about it' {
        @($help.examples.example).Count | Should -BeGreaterOrEqual 3
        foreach ($example in $help.examples.example) {
            $example.title | Should -Match 'Example \d+: \S'
            $example.code | Should -Match $name
            Get-Text $example.remarks | Should -Not -BeNullOrEmpty
        }
    }

    It 'leads to other cmdlets of the module' {
        $last = @($help.description)[-1].Text
        $last | Should -BeLike 'See also: *'
        $links = $last -replace '^See also: ' -split ', '
        $links | ForEach-Object { (Get-Command $_).ModuleName | Should -Be RedshiftEncryption }
        $links | Should -Not -Contain $name
    }

    It 'offers no online version, because none is published, and reports that for -Online' {
        foreach ($view in @{}, @{ Detailed = $true }, @{ Full = $true }) {
            $shown = Get-Help $name @view | Out-String -Width 200
            $shown | Should -BeLike '*SYNOPSIS*'
            $shown | Should -Not -Match '(?i)online (help|version)|-Online\b'
        }
        { Get-Help $name -Online -ErrorAction Stop } | Should -Throw '*online version*not specified*' -ErrorId 'InvalidOperation,Microsoft.PowerShell.Commands.GetHelpCommand'
    }

    It 'is shown without a trace of markup' {
        $shown = $help | Out-String -Width 200
        $shown | Should -Match '(?s)NAME.+SYNOPSIS.+SYNTAX.+DESCRIPTION.+PARAMETERS.+INPUTS.+OUTPUTS.+Example 1'
        $shown | Should -Not -Match '`|\]\(|(?m)^#'
    }
}

Describe 'Get-Help -Online with published pages' -Tag Unix {
    BeforeAll {
        # The module as it is, with the help that a package with -ProjectUri has.
        $copy = [IO.Directory]::CreateDirectory("$TestDrive/RedshiftEncryption").FullName
        $folder = Split-Path (Get-TestPath Module)
        Copy-Item "$folder/RedshiftEncryption.psd1", "$folder/RedshiftEncryption.Format.ps1xml", "$folder/bin" $copy -Recurse
        $configuration = $env:REDSHIFT_ENCRYPTION_CONFIGURATION ? $env:REDSHIFT_ENCRYPTION_CONFIGURATION : 'Debug'
        $pwsh = [IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -eq 'dotnet' ? @([Environment]::ProcessPath, "$PSHOME/pwsh.dll") : @([Environment]::ProcessPath)
        $run, $first = $pwsh[0], @($pwsh | Select-Object -Skip 1)
        $build = "$PSScriptRoot/../../../build/HelpCompiler"
        & $run @first -NoProfile -NonInteractive -File "$build/Export-CommandMetadata.ps1" -ModulePath "$copy/RedshiftEncryption.psd1" -Path "$TestDrive/metadata.json"
        dotnet "$build/bin/$configuration/net10.0/HelpCompiler.dll" "$TestDrive/metadata.json" $docs "$copy/en-US" https://example.com/acme/blob/HEAD/docs/cmdlets
    }

    It 'is offered, and opens the page of the cmdlet' -Tag Unix -Skip:(-not $IsLinux) {
        # The system's opener of addresses, which writes the address down.
        $bin = [IO.Directory]::CreateDirectory("$TestDrive/bin").FullName
        "#!/bin/sh`necho `"`$1`" > '$TestDrive/new'; mv '$TestDrive/new' '$TestDrive/opened'" | Set-Content "$bin/xdg-open"
        [IO.File]::SetUnixFileMode("$bin/xdg-open", 'UserRead, UserWrite, UserExecute')
        $path = $env:PATH
        $env:PATH = "${bin}:$path"
        try {
            $script = "Import-Module '$copy/RedshiftEncryption.psd1'; Get-Help Send-EncryptedS3Object; Get-Help Send-EncryptedS3Object -Online"
            $said = & $run @first -NoProfile -NonInteractive -Command $script 2>&1 | Out-String -Width 200
        }
        finally { $env:PATH = $path }
        $said | Should -BeLike '*"Get-Help Send-EncryptedS3Object -Online"*'
        Wait-TestCondition { Test-Path "$TestDrive/opened" }
        Get-Content "$TestDrive/opened" | Should -Be https://example.com/acme/blob/HEAD/docs/cmdlets/Send-EncryptedS3Object.md
    }
}

Describe 'Get-Help about_RedshiftEncryption' {
    It 'shows the topic, in lines that fit a terminal' {
        $topic = Get-Help about_RedshiftEncryption | Out-String
        $topic | Should -Match 'SHORT DESCRIPTION'
        $topic | Should -Match 'Convert-EncryptedS3Object acme-archive'
        $topic -split '\r?\n' | Where-Object { $_.Length -gt 79 -and $_ -notmatch '^\s+(Get|Send|Test|New|Convert)-' } | Should -BeNullOrEmpty
    }

    It 'names cmdlets that there are' {
        $named = [regex]::Matches((Get-Content "$docs/about_RedshiftEncryption.md" -Raw), '\b(Get|Send|Test|New|Convert|Receive|Update)-(?!Help|Command|ChildItem)\w+') | ForEach-Object Value | Sort-Object -Unique
        $named.Count | Should -BeGreaterThan 5
        $named | ForEach-Object { (Get-Command $_).Name | Should -Be $_ }
    }
}
