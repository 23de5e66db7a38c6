<#
.SYNOPSIS
Runs the main job from end to end: encrypts and uploads a directory of CSV files, verifies them, and writes the manifest and the COPY statement that loads them. Then does the same with server-side encryption.
.DESCRIPTION
The sample needs the imported module, and an S3 endpoint that the AWS SDK finds by its own settings. build.ps1 -Task QuickStart
provides both, on this machine only.
.PARAMETER BucketName
Specifies an existing bucket.
.PARAMETER KeyPath
Specifies the file for the new root key.
.PARAMETER Path
Specifies the directory to send.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $BucketName,
    [Parameter(Mandatory)] [string] $KeyPath,
    [string] $Path = (Join-Path $PSScriptRoot 'quickstart')
)
$ErrorActionPreference = 'Stop'

# No colors in a log, unless the session requests them.
if ([Console]::IsOutputRedirected -and $PSStyle.OutputRendering -eq 'Host') { $PSStyle.OutputRendering = 'PlainText' }
function Write-Step([string] $Text) { Write-Host "$($PSStyle.Foreground.BrightCyan)$Text$($PSStyle.Reset)" }

Write-Step "1. Create a root key: $KeyPath"
New-RootKey $KeyPath | Format-Table | Out-Host

Write-Step '2. Encrypt and upload a directory, read every object back, and compare it with its file'
$results = Get-ChildItem $Path -Recurse -File |
    Send-EncryptedS3Object -BucketName $BucketName -KeyPrefix sales/ -BasePath $Path -RootKey $KeyPath |
    Test-EncryptedRoundTrip -RootKey $KeyPath
$results | Sort-Object Key | Format-Table | Out-Host

Write-Step '3. Write the manifest, which names exactly these objects'
$manifest = $results | New-CopyManifest -Uri "s3://$BucketName/sales.manifest"
$manifest | Format-Table | Out-Host

Write-Step '4. Write the COPY statement. Only GetCommandText() contains the root key'
$manifest |
    Get-CopyStatement -Table public.sales -IamRole default -Format Csv -IgnoreHeader 1 -RootKey $KeyPath |
    Out-Host

Write-Step '5. The same with server-side encryption: no key, and a statement without ENCRYPTED'
Get-ChildItem $Path -Recurse -File |
    Send-EncryptedS3Object -BucketName $BucketName -KeyPrefix sales-sse/ -BasePath $Path -ServerSideEncryption aws:kms |
    Test-EncryptedRoundTrip |
    New-CopyManifest -Uri "s3://$BucketName/sales-sse.manifest" |
    Get-CopyStatement -Table public.sales -IamRole default -Format Csv -IgnoreHeader 1 |
    Out-Host
