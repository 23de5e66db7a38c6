<#
.SYNOPSIS
Runs every *.Tests.ps1 in this folder in the current PowerShell, and counts.
.PARAMETER PesterPath
The folder of the Pester package.
.PARAMETER ResultPath
Where the counts are written as JSON: Passed, Failed, Skipped, NotApplicable.
.PARAMETER Configuration
Which build of the test server and the conflicting module is used.
.PARAMETER Path
Fewer files or folders than all.
#>
param(
    [Parameter(Mandatory)] [string] $PesterPath,
    [Parameter(Mandatory)] [string] $ResultPath,
    [ValidateSet('Debug', 'Release')] [string] $Configuration = 'Debug',
    [string[]] $Path = $PSScriptRoot
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$env:REDSHIFT_ENCRYPTION_CONFIGURATION = $Configuration
Import-Module "$PesterPath/tools/Pester.psd1"

# Wine's ntdll tells by a function that Windows does not have.
function Test-Wine { $IsWindows -and [Runtime.InteropServices.NativeLibrary]::TryGetExport([Runtime.InteropServices.NativeLibrary]::Load('ntdll'), 'wine_get_version', [ref][IntPtr]::Zero) }

$pester = New-PesterConfiguration
$pester.Run.Path = $Path
$pester.Run.PassThru = $true
# The tags Unix, Windows and NotOnWine mark tests of what other systems do not have. They are counted, but not run.
$pester.Filter.ExcludeTag = @($IsWindows ? 'Unix' : 'Windows') + ((Test-Wine) ? @('NotOnWine') : @())
# No test uses Pester's registry drive, and suites that start at once under one account fail over its parent key.
$pester.TestRegistry.Enabled = $false
$pester.Output.Verbosity = 'Normal'
if ([Console]::IsOutputRedirected) {
    $pester.Output.RenderMode = 'Plaintext'
    $PSStyle.OutputRendering = 'PlainText'
}
$ErrorActionPreference = 'Continue'
# What the module's cmdlets wrote is looked through afterwards.
$global:MaximumErrorCount = 32768
$result = Invoke-Pester -Configuration $pester

# Every error contains a remedy for the cmdlet that shows it: a parameter in it must be a parameter of that cmdlet,
# unless another command is named before it.
$unfit = $global:Error | Where-Object { $_ -is [Management.Automation.ErrorRecord] -and $_.FullyQualifiedErrorId -match '^(?<Id>\w+),RedshiftEncryption\.Commands\.(?<Type>\w+)$' } | ForEach-Object {
    $type = $_.InvocationInfo.MyCommand
    $remedy = $_.ErrorDetails.RecommendedAction
    if ($type -isnot [Management.Automation.CmdletInfo] -or -not $remedy) { return }
    $lacking = [regex]::Matches($remedy, '(?<![\w-])-(?<Name>[A-Z]\w+)') | ForEach-Object { $_.Groups['Name'].Value } | Where-Object { -not $type.Parameters.ContainsKey($_) }
    if ($lacking -and $remedy -notmatch '\b[A-Z][a-z]+-(Encrypted|Copy|Unload|Root)\w+') { "$($Matches.Id) of $($type.Name): '$remedy' names -$($lacking -join ', -')" }
} | Sort-Object -Unique
$unfit | ForEach-Object { Write-Host "A remedy does not fit its cmdlet: $_" }

# A file that cannot be loaded, or has no tests any more, must not pass for a success; nor must a failed clean-up.
# Tests that are excluded by their tag are there.
function Test-Test($Block) { $Block.Tests.Count -gt 0 -or @($Block.Blocks | Where-Object { Test-Test $_ }).Count -gt 0 }
$empty = @($result.Containers | Where-Object { -not (Test-Test $_) })
$empty | ForEach-Object { Write-Host "No test was found in $($_.Item)." }
$counts = [ordered]@{
    Passed        = $result.PassedCount
    Failed        = $result.FailedCount + $result.FailedBlocksCount + $empty.Count + @($unfit).Count + $result.InconclusiveCount
    Skipped       = $result.SkippedCount
    NotApplicable = $result.NotRunCount
}
if ($counts.Passed + $counts.Failed + $counts.Skipped + $counts.NotApplicable -eq 0) { $counts.Failed = 1 }
$counts | ConvertTo-Json -Compress | Set-Content -LiteralPath $ResultPath
exit ($counts.Failed -gt 0 ? 1 : 0)
