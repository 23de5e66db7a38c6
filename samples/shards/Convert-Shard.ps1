<#
.SYNOPSIS
Converts one shard of an inventory, for any engine that starts many processes.
.DESCRIPTION
Takes the number of the shard from the variables of Slurm, AWS Batch or Kubernetes, converts the objects of the shard to
server-side encryption, and records the outcome of each in the run's report. Get-ConversionReport adds up the shards.

Start it again after an interruption, with the same parameters: objects that are converted are skipped.

The exit code is 0 if each object of the shard is converted, or has no client-side envelope. It is 1 if objects were left because
of -StopAfter or because S3 was not available, or if the inventory, the report or the script failed: an engine should repeat such a
shard. It is 2 if nothing was left, but objects failed. A repetition then does no harm, but finds the same objects.
.PARAMETER InventoryUri
Specifies the S3 URI of the inventory.
.PARAMETER RunUri
Specifies the S3 URI of the prefix for the reports.
.PARAMETER RootKeyPath
Specifies the files of all root keys under which the objects may be encrypted. Files that AWS KMS encrypted are decrypted by KMS.
Such files can also be in S3, for engines that mount no files: specify their S3 URIs. Separate several with commas.
.PARAMETER KeyPrefix
Specifies the beginning of the keys, which -DestinationKeyPrefix replaces.
.PARAMETER DestinationKeyPrefix
Specifies the beginning of the keys of the converted objects.
.PARAMETER DestinationBucketName
Specifies the bucket of the converted objects. Without it, they stay in their bucket.
.PARAMETER ShardCount
Specifies the number of shards. AWS Batch sets it.
.PARAMETER Shards
Specifies All, or the numbers of the shards to repeat, such as 3,17,40. The number from AWS Batch or Kubernetes is then a position in
this list. On Slurm, submit an array of these numbers instead.
.PARAMETER StopAfter
Specifies when the shard ends, as a time span such as 03:50:00. It must be shorter than the engine's own limit.
.PARAMETER ServerSideEncryption
Specifies aws:kms or AES256.
.PARAMETER KmsKeyId
Specifies the KMS key with which S3 encrypts. Without it, S3 uses the AWS managed key of the account for S3.
.PARAMETER BucketKeyEnabled
Uses an S3 Bucket Key for aws:kms, which needs fewer requests to KMS.
.PARAMETER RetryTimeout
Specifies how long a request is retried while S3 is busy, in seconds. The default is longer than that of the module, because many
shards on one prefix exceed the rate of S3.
.PARAMETER BandwidthLimit
Specifies how many bytes per second the shard may send and receive together. Without it, there is no limit.
.EXAMPLE
pwsh -NoProfile -File Convert-Shard.ps1 -InventoryUri s3://acme-archive/inventory/2025.csv -RunUri s3://acme-load/runs/2025/ -RootKeyPath sales.key -KeyPrefix unload/ -DestinationKeyPrefix clean/ -ShardCount 64
#>
#Requires -Version 7.4
#Requires -Modules RedshiftEncryption
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $InventoryUri,
    [Parameter(Mandatory)] [string] $RunUri,
    [Parameter(Mandatory)] [string[]] $RootKeyPath,
    [string] $KeyPrefix = '',
    [string] $DestinationKeyPrefix,
    [string] $DestinationBucketName,
    [int] $ShardCount,
    [string] $Shards = 'All',
    [string] $StopAfter,
    [ValidateSet('aws:kms', 'AES256')] [string] $ServerSideEncryption = 'aws:kms',
    [string] $KmsKeyId,
    [switch] $BucketKeyEnabled,
    [int] $RetryTimeout = 600,
    [long] $BandwidthLimit
)
$ErrorActionPreference = 'Stop'
# No progress and no colors in a log.
if ([Console]::IsOutputRedirected) { $ProgressPreference = 'SilentlyContinue'; $PSStyle.OutputRendering = 'PlainText' }

function Write-Log([string] $Text) { Write-Host "$([DateTime]::UtcNow.ToString('u')) $Text" }

# pwsh -File has no arrays: a list arrives as one string.
$RootKeyPath = $RootKeyPath -split '\s*,\s*' | ForEach-Object {
    if ($_ -notlike 's3://*') { return $_ }
    $bucket, $key = ($_ -replace '^s3://') -split '/', 2
    $file = Join-Path ([IO.Directory]::CreateTempSubdirectory('shard').FullName) root.key
    $null = Receive-EncryptedS3Object -BucketName $bucket -Key $key -Destination $file
    # A plain key in a bucket would be open to everyone who can read there.
    if ((Get-RootKey $file).Form -ne 'KmsEncrypted') { Remove-Item $file; throw "'$_' is not a key file that AWS KMS encrypted. See New-RootKey -KmsKeyId." }
    $file
}

$shard = @{ ShardFromEnvironment = $true }
if ($Shards -ne 'All') {
    $numbers = [int[]]($Shards -split '\s*,\s*')
    # AWS Batch has no arrays of one job, and in a list of one number there is no choice.
    $position = $env:JOB_COMPLETION_INDEX ?? $env:AWS_BATCH_JOB_ARRAY_INDEX ?? ($numbers.Count -eq 1 ? 0 : $numbers.Count)
    if ([int]$position -ge $numbers.Count) { throw "The list of shards '$Shards' has no position $position, or the engine has set none." }
    $shard = @{ ShardIndex = $numbers[$position] }
}

# A parameter without a value is left out: an empty destination prefix would be one.
$optional = @{}
foreach ($name in 'DestinationKeyPrefix', 'DestinationBucketName', 'ShardCount', 'StopAfter', 'KmsKeyId', 'BucketKeyEnabled', 'BandwidthLimit') {
    $value = Get-Variable $name -ValueOnly
    if ($value) { $optional[$name] = $value }
}
$converted = $before = $failed = $left = 0
# Objects are counted as they come, so that a shard of a million needs no memory for them.
Convert-EncryptedS3Object -InventoryUri $InventoryUri -KeyPrefix $KeyPrefix -RootKey $RootKeyPath -RunUri $RunUri @shard -ServerSideEncryption $ServerSideEncryption -RetryTimeout $RetryTimeout @optional -ErrorAction Continue *>&1 |
    ForEach-Object {
        if ($_ -is [Management.Automation.ErrorRecord]) {
            $failed++
            # Not an object: the inventory or the report. The rest of the shard is left.
            if ("$($_.TargetObject)" -in $InventoryUri, $RunUri) { $left = 1 }
            # S3 was busy or not reachable for the whole of -RetryTimeout: a repetition converts the object.
            if ($_.FullyQualifiedErrorId -like 'EndpointUnavailable,*') { $left = 1 }
            Write-Log "ERROR $_"
            if ($_.ErrorDetails.RecommendedAction) { Write-Log "      Recommendation: $($_.ErrorDetails.RecommendedAction)" }
        }
        elseif ($_ -is [Management.Automation.WarningRecord]) {
            if ("$_" -like '-StopAfter *') { $left = 1 }
            Write-Log "WARNING $_"
        }
        elseif ($_.WasConverted) { $before++ }
        else { $converted++ }
    }
Write-Log "Converted $converted objects. $before were converted before, and $failed errors occurred."
if ($left) { exit 1 }
if ($failed) { exit 2 }
