<#
.SYNOPSIS
Sums up a run of several shards, and fails if something is left to do.
.DESCRIPTION
Reads the reports of all shards and the inventory, and writes the totals to the log. Run it when the shards have ended.

The exit code is 0 only if each object of the inventory is accounted for, and none failed or is left. Otherwise, the last lines
contain the numbers of the shards to repeat.
.PARAMETER RunUri
Specifies the S3 URI of the run, as its shards have it.
.PARAMETER InventoryUri
Specifies the S3 URI of the inventory that the run should have. If a prefix of an earlier run was specified, its report must not
count as that of this one.
.EXAMPLE
pwsh -NoProfile -File Confirm-Run.ps1 s3://acme-load/runs/2025/ -InventoryUri s3://acme-archive/inventory/2025.csv
#>
#Requires -Version 7.4
#Requires -Modules RedshiftEncryption
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)] [string] $RunUri,
    [string] $InventoryUri
)
$ErrorActionPreference = 'Stop'
if ([Console]::IsOutputRedirected) { $ProgressPreference = 'SilentlyContinue'; $PSStyle.OutputRendering = 'PlainText' }

function Write-Log([string] $Text) { Write-Host "$([DateTime]::UtcNow.ToString('u')) $Text" }

$report = Get-ConversionReport $RunUri
$report | Format-List | Out-Host
if ($InventoryUri -and $report.InventoryUri -ne $InventoryUri) { throw "$RunUri is the run of another inventory: $($report.InventoryUri)." }
if (-not $report.IsComplete) {
    if ($report.ShardsToRepeat.Count) { Write-Log "Shards to repeat: $($report.ShardsToRepeat -join ',')" }
    Write-Log 'The conversion is not complete. See Get-ConversionReport -Outcome Failed, Left and the logs of the shards.'
    exit 1
}
Write-Log 'The conversion is complete.'
exit 0
