<#
.SYNOPSIS
Deletes the objects that a manifest lists, after Redshift has loaded them.
.DESCRIPTION
Reads the manifest from the bucket, and deletes exactly the objects that it lists. The manifest stays, as the record of the
load. Nothing else below the prefix is listed or deleted.

Run it only after COPY succeeded: the script cannot see that. Start-NightlyLoad.ps1 and Start-NightlyLoadByDataApi.ps1 run it
with -RemoveLoadedObjects, after the statement has succeeded. If one entry is not below -KeyPrefix, nothing is deleted.

In a versioned bucket, S3 keeps the data as older versions. A lifecycle rule for noncurrent versions deletes them.
.PARAMETER ManifestUri
Specifies the manifest (s3://bucket/key).
.PARAMETER KeyPrefix
Specifies the beginning that every key in the manifest must have.
.EXAMPLE
pwsh -NoProfile -File Remove-LoadedObject.ps1 -ManifestUri s3://acme-load/nightly/20270101T020000Z.manifest -KeyPrefix nightly/20270101T020000Z/
#>
#Requires -Version 7.4
#Requires -Modules RedshiftEncryption, AWS.Tools.S3
[CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
param(
    [Parameter(Mandatory)] [ValidatePattern('^s3://[^/]+/.')] [string] $ManifestUri,
    [Parameter(Mandatory)] [ValidateNotNullOrEmpty()] [string] $KeyPrefix
)
$ErrorActionPreference = 'Stop'
# No progress and no colors in a log.
if ([Console]::IsOutputRedirected) { $ProgressPreference = 'SilentlyContinue'; $PSStyle.OutputRendering = 'PlainText' }

function Write-Log([string] $Text) { Write-Host "$([DateTime]::UtcNow.ToString('u')) $Text" }

# The manifest in the bucket is the one that COPY has read.
$bucket, $key = $ManifestUri.Substring('s3://'.Length) -split '/', 2
$copy = Join-Path ([IO.Path]::GetTempPath()) "$([IO.Path]::GetRandomFileName()).manifest"
try {
    # A temporary file is written and deleted with -WhatIf too: otherwise the plan would be unknown.
    [void](Receive-EncryptedS3Object -BucketName $bucket -Key $key -Destination $copy -WhatIf:$false -Confirm:$false)
    $urls = @((Get-Content -LiteralPath $copy -Raw | ConvertFrom-Json).entries.url)
}
finally {
    if (Test-Path -LiteralPath $copy) { Remove-Item -LiteralPath $copy -WhatIf:$false -Confirm:$false }
}
if (-not $urls) { throw "'$ManifestUri' lists no objects." }
$strange = @($urls | Where-Object { -not $_.StartsWith("s3://$bucket/$KeyPrefix", [StringComparison]::Ordinal) })
if ($strange) { throw "'$ManifestUri' lists $($strange.Count) objects that are not below 's3://$bucket/$KeyPrefix', such as '$($strange[0])'. Nothing was deleted." }

if (-not $PSCmdlet.ShouldProcess("$($urls.Count) objects that '$ManifestUri' lists", 'Delete')) { return }
$failed = 0
foreach ($url in $urls) {
    try {
        [void](Remove-S3Object -BucketName $bucket -Key $url.Substring("s3://$bucket/".Length) -Force)
    }
    catch {
        $failed++
        Write-Log "ERROR '$url' was not deleted: $_"
    }
}
Write-Log "Deleted $($urls.Count - $failed) of $($urls.Count) objects that $ManifestUri lists. The manifest stays."
if ($failed) { throw "$failed of $($urls.Count) loaded objects were not deleted. The load succeeded: run Remove-LoadedObject.ps1 again, and not the load." }
