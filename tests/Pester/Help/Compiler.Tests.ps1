BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1"
    $configuration = $env:REDSHIFT_ENCRYPTION_CONFIGURATION ? $env:REDSHIFT_ENCRYPTION_CONFIGURATION : 'Debug'
    $compiler = "$PSScriptRoot/../../../build/HelpCompiler/bin/$configuration/net10.0/HelpCompiler.dll"
    $page = @'
---
schema: 2.0.0
---

# Get-Thing

## SYNOPSIS
Gets a *thing*.

## SYNTAX
```
Get-Thing
```

## DESCRIPTION
Words with `code` and a [link](https://example.com/), on
two lines.

- one
- two

## EXAMPLES

### Example 1: a title
```powershell
Get-Thing |
    Out-Null
```

Remarks.

```
Output
```

## PARAMETERS

### -Kind
What is <meant>.

```yaml
Type: Kind
```

### CommonParameters
Common.

## OUTPUTS

### Thing
A thing.

## RELATED LINKS

[Get-Other](Get-Other.md)

[The web](https://example.org/)
'@
    $kind = @{ Name = 'Kind'; Type = 'String[]'; Position = '0'; PipelineInput = 'True (ByValue)'; DefaultValue = 'None'; Required = $true; Globbing = $false; Aliases = @('K'); Values = @('A', 'B') }
    $metadata = @{ Name = 'Get-Thing'; ParameterSets = @(, @($kind)); Parameters = @($kind) }
    ConvertTo-Json @($metadata) -Depth 6 | Set-Content "$TestDrive/metadata.json"
    New-Item -ItemType Directory "$TestDrive/docs/cmdlets" > $null

    function Invoke-Compiler([string] $Page, [string] $About = '# about_Things', [string[]] $Online = @()) {
        Set-Content "$TestDrive/docs/cmdlets/Get-Thing.md" $Page
        Set-Content "$TestDrive/docs/about_RedshiftEncryption.md" $About
        $said = dotnet $compiler "$TestDrive/metadata.json" "$TestDrive/docs" "$TestDrive/out" @Online 2>&1
        [pscustomobject]@{ ExitCode = $LASTEXITCODE; Said = "$said" }
    }
}

# Wine has no dotnet, and the compiler is of the build alone.
Describe 'The compiler of help' -Tag NotOnWine {
    It 'makes of a page and a cmdlet what Get-Help reads' {
        (Invoke-Compiler $page).Said | Should -BeNullOrEmpty
        $command = ([xml](Get-Content "$TestDrive/out/RedshiftEncryption.dll-Help.xml" -Raw)).helpItems.command
        $command.details.name, $command.details.verb, $command.details.noun, $command.details.description.para | Should -Be Get-Thing, Get, Thing, 'Gets a thing.'
        $command.description.para | Should -Be 'Words with code and a link (https://example.com/), on two lines.', "- one`n- two", 'See also: Get-Other, The web (https://example.org/)'
        $command.examples.example.code | Should -Be "Get-Thing |`n    Out-Null"
        $command.examples.example.remarks.para | Should -Be 'Remarks.', '    Output', ''
        $parameter = $command.parameters.parameter
        $parameter.name, $parameter.description.para, $parameter.required, $parameter.position, $parameter.aliases, $parameter.variableLength | Should -Be Kind, 'What is <meant>.', true, 0, K, true
        $command.syntax.syntaxItem.parameter.parameterValueGroup.parameterValue.'#text' | Should -Be A, B
        $command.returnValues.returnValue.type.name | Should -Be Thing
        # Get-Help offers -Online wherever there is a related link, and this page is not published.
        $command.GetElementsByTagName('command:relatedLinks').Count | Should -Be 0
    }

    It 'leads to the published page, before all other links' {
        (Invoke-Compiler $page -Online 'https://example.com/docs/').Said | Should -BeNullOrEmpty
        $command = ([xml](Get-Content "$TestDrive/out/RedshiftEncryption.dll-Help.xml" -Raw)).helpItems.command
        $command.relatedLinks.navigationLink.linkText | Should -Be 'Online version:', 'Get-Other', 'The web'
        $command.relatedLinks.navigationLink.uri | Should -Be 'https://example.com/docs/Get-Thing.md', '', 'https://example.org/'
        "$($command.description.para)" | Should -Not -BeLike '*See also*'
    }

    It 'refuses <What>, and reports the line' -ForEach @(
        @{ What = 'another cmdlet''s page'; From = '# Get-Thing'; To = '# Get-Other'; Says = "*its title is 'Get-Other'*" }
        @{ What = 'an unknown section'; From = '## SYNTAX'; To = '## Syntaxes'; Says = "*the section 'Syntaxes' is none of*" }
        @{ What = 'an example without code'; From = '```powershell'; To = '```text'; Says = "*'Example 1: a title' needs its code first*" }
        @{ What = 'a parameter without its dash'; From = '### -Kind'; To = '### Kind'; Says = '*line 38: a parameter''s heading begins with a dash*' }
        @{ What = 'what help cannot show'; From = 'Remarks.'; To = '> Quoted.'; Says = '*line 30: help can show paragraphs*' }
    ) {
        $refused = Invoke-Compiler $page.Replace($From, $To)
        $refused.ExitCode | Should -Be 1
        $refused.Said | Should -BeLike "*Get-Thing.md*"
        $refused.Said | Should -BeLike $Says
    }

    It 'wraps the text of a topic, and leaves code as it is' {
        $long = 'word ' * 30
        $about = '# about_Things', '## Short', $long, "- $long", "```````n$long`n``````" -join "`n`n"
        (Invoke-Compiler $page $about).ExitCode | Should -Be 0
        $lines = Get-Content "$TestDrive/out/about_RedshiftEncryption.help.txt"
        $lines[0], $lines[2] | Should -Be ABOUT_THINGS, SHORT
        $lines | Where-Object Length -GT 79 | Should -Be "        $($long.TrimEnd())"
        $lines | Where-Object { $_ -like '    - word*' } | Should -HaveCount 1
        $lines | Where-Object { $_ -like '      word*' } | Should -HaveCount 2
    }
}
