<#
.SYNOPSIS
Registers the nightly load as a task of Windows' Task Scheduler.
.DESCRIPTION
The task runs pwsh with Start-NightlyLoad.ps1, also when nobody is logged on, and never twice at the same time. Its last
result is the script's exit code. It runs as the account that is given, which needs the right to log on as a batch job;
with a group managed service account (DOMAIN\load$) nobody keeps a password. AWS credentials are that account's own
(a profile of the shared credentials file, or the machine's role), and nothing secret is in the task.
.PARAMETER UserId
The account.
.PARAMETER Path
The directory to load.
.PARAMETER BucketName
The bucket to load from.
.PARAMETER Table
The table.
.PARAMETER LoadedFolder
Where files are moved after they were loaded.
.PARAMETER At
When, every day.
.PARAMETER TaskName
The task's name.
.PARAMETER PwshPath
PowerShell 7.
.EXAMPLE
./Register-NightlyLoad.ps1 -UserId 'ACME\load$' -Path D:\export -BucketName acme-load -Table public.sales -LoadedFolder D:\loaded -WhatIf
#>
#Requires -Version 7.4
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $UserId,
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $BucketName,
    [Parameter(Mandatory)] [string] $Table,
    [Parameter(Mandatory)] [string] $LoadedFolder,
    [DateTime] $At = '02:00',
    [string] $TaskName = 'Redshift nightly load',
    [string] $PwshPath = (Get-Command pwsh -CommandType Application)[0].Source
)
$ErrorActionPreference = 'Stop'

$arguments = [ordered]@{
    File         = (Get-Item -LiteralPath (Join-Path $PSScriptRoot '../Start-NightlyLoad.ps1')).FullName
    Path         = $Path
    BucketName   = $BucketName
    Table        = $Table
    LoadedFolder = $LoadedFolder
}
$text = '-NoProfile -NonInteractive'
foreach ($name in $arguments.Keys) {
    $value = $arguments[$name]
    if ($value.Contains('"')) { throw "A quotation mark has no place in -$name." }
    # A backslash before the closing quotation mark would take it away.
    $text += " -$name `"$($value -replace '\\+$', '$0$0')`""
}

$action = New-ScheduledTaskAction -Execute $PwshPath -Argument $text
$trigger = New-ScheduledTaskTrigger -Daily -At $At
$settings = New-ScheduledTaskSettingsSet -MultipleInstances IgnoreNew -ExecutionTimeLimit (New-TimeSpan -Hours 6) -StartWhenAvailable
$principal = New-ScheduledTaskPrincipal -UserId $UserId -LogonType ($UserId.EndsWith('$') ? 'Password' : 'S4U') -RunLevel Limited
if ($PSCmdlet.ShouldProcess("$PwshPath $text", "Register the task '$TaskName'")) {
    Register-ScheduledTask -TaskName $TaskName -Action $action -Trigger $trigger -Settings $settings -Principal $principal
}
