<#
.SYNOPSIS
Runs the nightly load as a runbook of Azure Automation.
.DESCRIPTION
Needs the PowerShell 7.4 runtime environment with the module RedshiftEncryption, and Start-NightlyLoadByDataApi.ps1 published as
a runbook in the same account. The files must be readable on a Hybrid Runbook Worker.

The AWS key pair is a credential asset (user name: access key id, password: secret access key). It is in the environment of
the job while the job runs, and not stored elsewhere. A failure ends the runbook with an exception, so the status of the job
is Failed. An exit code would not change the status. The log is in the output of the job.
.PARAMETER CredentialName
Specifies the credential asset.
.PARAMETER Region
Specifies the Region of the bucket and the cluster.
.PARAMETER Path
Specifies the directory on the worker.
.PARAMETER BucketName
Specifies the bucket to load from.
.PARAMETER Table
Specifies the table.
.PARAMETER Database
Specifies the database.
.PARAMETER WorkgroupName
Specifies the serverless workgroup.
.PARAMETER LoadedFolder
Specifies where files are moved on the worker after they were loaded.
.EXAMPLE
Start-AzAutomationRunbook -ResourceGroupName data -AutomationAccountName load -Name Start-LoadRunbook -RunOn workers -Parameters @{ Path = 'D:\export'; LoadedFolder = 'D:\loaded'; BucketName = 'acme-load'; Table = 'public.sales'; Database = 'dev'; WorkgroupName = 'load'; Region = 'eu-central-1' }
#>
#Requires -Version 7.4
[CmdletBinding()]
param(
    [string] $CredentialName = 'aws-load',
    [Parameter(Mandatory)] [string] $Region,
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $BucketName,
    [Parameter(Mandatory)] [string] $Table,
    [Parameter(Mandatory)] [string] $Database,
    [Parameter(Mandatory)] [string] $WorkgroupName,
    [Parameter(Mandatory)] [string] $LoadedFolder
)
$ErrorActionPreference = 'Stop'
# The streams of a job are stored as records, and progress would fill them.
$ProgressPreference = 'SilentlyContinue'

$pair = (Get-AutomationPSCredential -Name $CredentialName).GetNetworkCredential()
$env:AWS_REGION = $Region
$env:AWS_ACCESS_KEY_ID = $pair.UserName
$env:AWS_SECRET_ACCESS_KEY = $pair.Password
try {
    & (Join-Path $PSScriptRoot 'Start-NightlyLoadByDataApi.ps1') -Path $Path -BucketName $BucketName -Table $Table -Database $Database -WorkgroupName $WorkgroupName -LoadedFolder $LoadedFolder
}
finally {
    $env:AWS_ACCESS_KEY_ID = $env:AWS_SECRET_ACCESS_KEY = $null
}
