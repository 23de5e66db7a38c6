<#
.SYNOPSIS
Registers the nightly load as a task of the Windows Task Scheduler.
.DESCRIPTION
The task runs pwsh with Start-NightlyLoad.ps1, also while no user is logged on, and never twice at the same time. Its last
result is the exit code of the script. It runs as the specified account, which needs the right to log on as a batch job. A
group managed service account (DOMAIN\load$) needs no stored password. The AWS credentials are those of the account (a profile
of the shared credentials file, or the role of the machine), and the task contains no secret.
.PARAMETER UserId
Specifies the account.
.PARAMETER Path
Specifies the directory to load.
.PARAMETER BucketName
Specifies the bucket to load from.
.PARAMETER Table
Specifies the table.
.PARAMETER LoadedFolder
Specifies where files are moved after they were loaded.
.PARAMETER At
Specifies the time of day.
.PARAMETER TaskName
Specifies the name of the task.
.PARAMETER PwshPath
Specifies the path of PowerShell 7.
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
    if ($value.Contains('"')) { throw "-$name contains a quotation mark, which the command line of a task cannot contain." }
    # A backslash before the closing quotation mark would escape it.
    $text += " -$name `"$($value -replace '\\+$', '$0$0')`""
}

$action = New-ScheduledTaskAction -Execute $PwshPath -Argument $text
$trigger = New-ScheduledTaskTrigger -Daily -At $At
$settings = New-ScheduledTaskSettingsSet -MultipleInstances IgnoreNew -ExecutionTimeLimit (New-TimeSpan -Hours 6) -StartWhenAvailable
$principal = New-ScheduledTaskPrincipal -UserId $UserId -LogonType ($UserId.EndsWith('$') ? 'Password' : 'S4U') -RunLevel Limited
if ($PSCmdlet.ShouldProcess("$PwshPath $text", "Register the task '$TaskName'")) {
    Register-ScheduledTask -TaskName $TaskName -Action $action -Trigger $trigger -Settings $settings -Principal $principal
}
