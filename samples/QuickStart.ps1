<#
.SYNOPSIS
The main job from end to end: a root key, a directory of CSV files encrypted and uploaded, verified, and its COPY statement.
.DESCRIPTION
Needs the module imported and an S3 endpoint that the AWS SDK finds by its own settings; build.ps1 -Task QuickStart brings
both, on this machine alone.
.PARAMETER BucketName
An existing bucket.
.PARAMETER KeyPath
Where the new root key goes.
.PARAMETER Path
The directory to send.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $BucketName,
    [Parameter(Mandatory)] [string] $KeyPath,
    [string] $Path = (Join-Path $PSScriptRoot 'quickstart')
)
$ErrorActionPreference = 'Stop'

Write-Host "1. A root key that never leaves this machine: $KeyPath" -ForegroundColor Cyan
New-RootKey $KeyPath | Format-List | Out-Host

Write-Host '2. Encrypt and upload a directory, read every object back, compare it with its file' -ForegroundColor Cyan
$results = Get-ChildItem $Path -Recurse -File |
    Send-EncryptedS3Object -BucketName $BucketName -KeyPrefix sales/ -BasePath $Path -RootKey $KeyPath |
    Test-EncryptedRoundTrip -RootKey $KeyPath
$results | Sort-Object Key | Format-Table | Out-Host

Write-Host '3. The COPY statement; only GetCommandText() puts the root key in it' -ForegroundColor Cyan
$results |
    Get-CopyStatement -Table public.sales -IamRole default -Format Csv -IgnoreHeader 1 -RootKey $KeyPath |
    Out-String | Write-Host
