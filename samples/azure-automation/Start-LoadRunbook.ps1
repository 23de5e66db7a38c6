<#
.SYNOPSIS
The nightly load as a runbook of Azure Automation.
.DESCRIPTION
For the PowerShell 7.4 runtime environment, with the modules RedshiftEncryption and AWS.Tools.RedshiftDataAPIService added
to it and Start-NightlyLoadByDataApi.ps1 published beside it. The files are where a Hybrid Runbook Worker can read them.

The AWS key pair is a credential asset (user name: access key id, password: secret access key). It is in the job's
environment for as long as the job runs, and nowhere else. A failure ends the runbook with an exception, which makes the
job's status Failed; an exit code would not.
.PARAMETER CredentialName
The credential asset.
.PARAMETER Region
The bucket's and the cluster's region.
.PARAMETER Path
The directory on the worker.
.PARAMETER BucketName
The bucket to load from.
.PARAMETER Table
The table.
.PARAMETER Database
The database.
.PARAMETER WorkgroupName
The serverless workgroup.
.PARAMETER LoadedFolder
Where files are moved on the worker after they were loaded.
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
# A job's streams are records that somebody reads later, if ever.
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
