<#
.SYNOPSIS
The main job from end to end: a root key, a directory of CSV files encrypted and uploaded, verified, written into a manifest, and the COPY statement that loads it.
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

# No colours for a log, unless it is to have them.
if ([Console]::IsOutputRedirected -and $PSStyle.OutputRendering -eq 'Host') { $PSStyle.OutputRendering = 'PlainText' }
function Write-Step([string] $Text) { Write-Host "$($PSStyle.Foreground.BrightCyan)$Text$($PSStyle.Reset)" }

Write-Step "1. A root key that never leaves this machine: $KeyPath"
New-RootKey $KeyPath | Format-Table | Out-Host

Write-Step '2. Encrypt and upload a directory, read every object back, compare it with its file'
$results = Get-ChildItem $Path -Recurse -File |
    Send-EncryptedS3Object -BucketName $BucketName -KeyPrefix sales/ -BasePath $Path -RootKey $KeyPath |
    Test-EncryptedRoundTrip -RootKey $KeyPath
$results | Sort-Object Key | Format-Table | Out-Host

Write-Step '3. The manifest: these objects, all of them, and nothing else'
$manifest = $results | New-CopyManifest -Uri "s3://$BucketName/sales.manifest"
$manifest | Format-Table | Out-Host

Write-Step '4. The COPY statement; only GetCommandText() puts the root key in it'
$manifest |
    Get-CopyStatement -Table public.sales -IamRole default -Format Csv -IgnoreHeader 1 -RootKey $KeyPath |
    Out-Host
