<#
.SYNOPSIS
Runs every *.Tests.ps1 in this folder in the current PowerShell, and counts.
.PARAMETER PesterPath
The folder of the Pester package.
.PARAMETER ResultPath
Where the counts are written as JSON: Passed, Failed, Skipped.
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

$pester = New-PesterConfiguration
$pester.Run.Path = $Path
$pester.Run.PassThru = $true
$pester.Output.Verbosity = 'Normal'
if ([Console]::IsOutputRedirected) {
    $pester.Output.RenderMode = 'Plaintext'
    $PSStyle.OutputRendering = 'PlainText'
}
$ErrorActionPreference = 'Continue'
$result = Invoke-Pester -Configuration $pester

# A file that cannot be loaded, or has no tests any more, must not pass for a success; nor must a failed clean-up.
$empty = @($result.Containers | Where-Object TotalCount -EQ 0)
$empty | ForEach-Object { Write-Host "No test was found in $($_.Item)." }
$counts = [ordered]@{
    Passed  = $result.PassedCount
    Failed  = $result.FailedCount + $result.FailedBlocksCount + $empty.Count + $result.InconclusiveCount
    Skipped = $result.SkippedCount + $result.NotRunCount
}
if ($counts.Passed + $counts.Failed + $counts.Skipped -eq 0) { $counts.Failed = 1 }
$counts | ConvertTo-Json -Compress | Set-Content -LiteralPath $ResultPath
exit ($counts.Failed -gt 0 ? 1 : 0)
