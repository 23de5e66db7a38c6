<#
.SYNOPSIS
Repeats the shards of a run that have something left to do, or writes its report.
.DESCRIPTION
collect.sbatch runs it when all shards have ended, in whatever way. Its settings are the variables of settings.example.

It submits exactly the shards to repeat, and itself again behind them. It stops when nothing is left to do, when a round has
changed nothing, and after MAXIMUM_ROUNDS. Then it compares the report with the inventory. The exit code is 0 only if each
object is accounted for, and none failed or is left.
#>
#Requires -Version 7.4
#Requires -Modules RedshiftEncryption
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
if ([Console]::IsOutputRedirected) { $ProgressPreference = 'SilentlyContinue'; $PSStyle.OutputRendering = 'PlainText' }

function Write-Log([string] $Text) { Write-Host "$([DateTime]::UtcNow.ToString('u')) $Text" }

$round = [int]$env:ROUND
# Killed shards may not even have started the run.
$report = Get-ConversionReport $env:RUN_URI -SkipInventory -ErrorAction SilentlyContinue -ErrorVariable failed
# A damaged document counts as a missing shard.
if (-not $report -and $failed[0].FullyQualifiedErrorId -notlike 'RunNotFound,*') { throw $failed[0] }
# The shards of another run refused to start.
if ($report -and ($report.InventoryUri -ne $env:INVENTORY_URI -or $report.ShardCount -ne [int]$env:SHARD_COUNT)) {
    throw "$env:RUN_URI is another run: of $($report.InventoryUri), in $($report.ShardCount) shards. Specify a new RUN_URI."
}
$shards = if ($report) { $report.ShardsToRepeat } else { 0..([int]$env:SHARD_COUNT - 1) }
# A shard that is killed again leaves the same numbers, but must be repeated.
$isKilled = -not $report -or $report.MissingShards.Count -or $report.UnfinishedShards.Count
$state = $report ? "$($report.Done + $report.Skipped) $($report.Failed) $($report.Left) $($shards -join ',')" : 'none'
Write-Log "Round ${round}: $($shards.Count) of $env:SHARD_COUNT shards have something left to do."
if ($shards.Count -and $round -le [int]$env:MAXIMUM_ROUNDS -and ($isKilled -or $state -ne $env:LAST)) {
    $array = sbatch --parsable "--array=$($shards -join ',')%$env:CONCURRENCY" "--time=$env:TIME_LIMIT" "$env:SAMPLES/slurm/shard.sbatch"
    $env:ROUND, $env:LAST = ($round + 1), $state
    $next = sbatch --parsable "--dependency=afterany:$array" "$env:SAMPLES/slurm/collect.sbatch"
    Write-Log "Submitted the shards $($shards -join ',') as job $array, and job $next, which waits for them."
    exit 0
}
& "$env:SAMPLES/shards/Confirm-Run.ps1" $env:RUN_URI -InventoryUri $env:INVENTORY_URI
exit $LASTEXITCODE
