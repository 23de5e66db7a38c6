<#
.SYNOPSIS
Writes the metadata of a module's cmdlets as JSON for HelpCompiler: parameter sets, types, positions, defaults.
.PARAMETER ModulePath
The built module's manifest.
.PARAMETER Path
The JSON file.
#>
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $Path
)
$ErrorActionPreference = 'Stop'
# Get-Help adds these.
$common = [Management.Automation.PSCmdlet]::CommonParameters

function Get-TypeName([type] $Type) {
    $inner = [Nullable]::GetUnderlyingType($Type) ?? $Type
    $inner.Name
}

function Get-DefaultValue($Command, [string] $Name) {
    $property = $Command.ImplementingType.GetProperty($Name)
    if (-not $property) { return 'False' }
    $cmdlet = $script:cmdlets[$Command.Name] ??= $Command.ImplementingType::new()
    $value = $property.GetValue($cmdlet)
    if ($value -is [Management.Automation.SwitchParameter]) { return 'False' }
    if ($null -eq $value -or $value -is [array] -or '' -eq "$value") { return 'None' }
    # 0 means that the parameter is not specified. The page describes the effect.
    if ($value -isnot [string] -and 0 -eq $value) { return 'None' }
    "$value"
}

function Get-Metadata($Command, $Parameter) {
    $ways = @(
        if ($Parameter.ValueFromPipeline) { 'ByValue' }
        if ($Parameter.ValueFromPipelineByPropertyName) { 'ByPropertyName' }
    )
    $set = $Parameter.Attributes | Where-Object { $_ -is [Management.Automation.ValidateSetAttribute] }
    $enum = [Nullable]::GetUnderlyingType($Parameter.ParameterType) ?? $Parameter.ParameterType
    [ordered]@{
        Name          = $Parameter.Name
        Type          = Get-TypeName $Parameter.ParameterType
        Position      = $Parameter.Position -ge 0 ? "$($Parameter.Position)" : 'Named'
        PipelineInput = $ways ? "True ($($ways -join ', '))" : 'False'
        DefaultValue  = Get-DefaultValue $Command $Parameter.Name
        Required      = $Parameter.IsMandatory
        Globbing      = [bool]($Parameter.Attributes | Where-Object { $_ -is [Management.Automation.SupportsWildcardsAttribute] })
        Aliases       = @($Parameter.Aliases)
        Values        = @(if ($set) { $set.ValidValues } elseif ($enum.IsEnum) { [enum]::GetNames($enum) })
    }
}

function Test-Shown($Parameter) {
    $Parameter.Name -notin $common -and
    -not ($Parameter.Attributes | Where-Object { $_ -is [Management.Automation.ParameterAttribute] -and $_.DontShow })
}

$cmdlets = @{}
Import-Module $ModulePath
$commands = foreach ($command in Get-Command -Module RedshiftEncryption -CommandType Cmdlet | Sort-Object Name) {
    $sets = @($command.ParameterSets | Sort-Object { -not $_.IsDefault } -Stable | ForEach-Object {
        # Positional ones first, in order; then those that are mandatory; the others as they are declared.
        , @($_.Parameters | Where-Object { Test-Shown $_ } |
            Sort-Object { $_.Position -lt 0 }, { $_.Position }, { -not $_.IsMandatory }, { $_.Name -in 'WhatIf', 'Confirm' } -Stable |
            ForEach-Object { Get-Metadata $command $_ })
    })
    # For a parameter that differs between sets, that of the default set is shown, as Get-Help does without a page.
    $parameters = $sets | ForEach-Object { $_ } | Group-Object { $_.Name } | ForEach-Object { $_.Group[0] } | Sort-Object { $_.Name }
    [ordered]@{ Name = $command.Name; ParameterSets = $sets; Parameters = @($parameters) }
}
ConvertTo-Json @($commands) -Depth 6 | Set-Content -LiteralPath $Path
$cmdlets.Values | Where-Object { $_ -is [IDisposable] } | ForEach-Object { $_.Dispose() }
