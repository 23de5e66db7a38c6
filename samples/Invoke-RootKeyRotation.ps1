<#
.SYNOPSIS
Wraps the data keys of all objects below a prefix under a new root key, proves that it opens them, and retires the old key.
.DESCRIPTION
1. Creates the new key, unless its file exists from a run that was stopped. With -KmsKeyId, AWS KMS wraps the key, and its
   file cannot be used without KMS.
2. Wraps the data key of every object under the new key. The server does this by a copy: the content does not leave it.
3. Lists every object again: the new key alone must open each one that is client-side encrypted.
4. Only then moves the files of the old keys to -RetiredFolder. They are not deleted: older versions, replicas and backups of
   the objects still need them.

If one object is left under another key, the old keys stay where they are, the objects are named, and the exit code is not
zero. Fix the cause, and run the script again with the same parameters. Each line of the log has its time in UTC, and each
error its recommended action.

Copy the file of the new key to a safe place first. Anyone who loses it loses the data; with -KmsKeyId, deleting the KMS key
loses it too.
.PARAMETER BucketName
Specifies the bucket.
.PARAMETER KeyPrefix
Specifies the beginning of the keys of the objects, or '' for the whole bucket.
.PARAMETER OldKeyPath
Specifies the files of the root keys that the objects may have now.
.PARAMETER NewKeyPath
Specifies the file of the new root key.
.PARAMETER RetiredFolder
Specifies where the files of the old keys are moved.
.PARAMETER KmsKeyId
Specifies the KMS key (an id, ARN or alias) that wraps the new root key. Needs kms:Encrypt and kms:Decrypt.
.EXAMPLE
pwsh -NoProfile -File Invoke-RootKeyRotation.ps1 -BucketName acme-load -KeyPrefix sales/ -OldKeyPath sales.key -NewKeyPath sales-2027.key -RetiredFolder retired -KmsKeyId alias/sales
#>
#Requires -Version 7.4
#Requires -Modules RedshiftEncryption
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $BucketName,
    [Parameter(Mandatory)] [AllowEmptyString()] [string] $KeyPrefix,
    [Parameter(Mandatory)] [string[]] $OldKeyPath,
    [Parameter(Mandatory)] [string] $NewKeyPath,
    [Parameter(Mandatory)] [string] $RetiredFolder,
    [string] $KmsKeyId
)
$ErrorActionPreference = 'Stop'
# No progress and no colors in a log.
if ([Console]::IsOutputRedirected) { $ProgressPreference = 'SilentlyContinue'; $PSStyle.OutputRendering = 'PlainText' }
# pwsh -File has no arrays: a list arrives as one string.
$OldKeyPath = $OldKeyPath -split '\s*,\s*'

function Write-Log([string] $Text) { Write-Host "$([DateTime]::UtcNow.ToString('u')) $Text" }
function Write-ErrorLog([object] $Failure) {
    Write-Log "ERROR $Failure"
    if ($Failure.ErrorDetails.RecommendedAction) { Write-Log "      Recommendation: $($Failure.ErrorDetails.RecommendedAction)" }
}

$started = [DateTime]::UtcNow
$failed = @()
try {
    # The files that are moved in the end must exist before anything is changed.
    $oldKeys = Get-Item -LiteralPath $OldKeyPath
    $kms = @{}
    if ($KmsKeyId) { $kms.KmsKeyId = $KmsKeyId }
    if (-not (Test-Path -LiteralPath $NewKeyPath)) { [void](New-RootKey $NewKeyPath @kms) }
    elseif ((Get-Item -LiteralPath $NewKeyPath).FullName -in $oldKeys.FullName) { throw "'$NewKeyPath' is one of the old keys." }
    $newKey = Get-RootKey -LiteralPath $NewKeyPath
    # A key that was once in a file in the clear is not protected by KMS.
    if ($KmsKeyId -and $newKey.Form -ne 'KmsEncrypted') { throw "'$NewKeyPath' exists, and AWS KMS has not wrapped it. Specify another -NewKeyPath, or omit -KmsKeyId." }
    $wrapped = $newKey.KmsKeyId ? "wrapped by $($newKey.KmsKeyId)" : 'not wrapped by AWS KMS'
    Write-Log "The new root key is $($newKey.Fingerprint), in '$NewKeyPath', $wrapped. Copy the file to a safe place."

    # An object that cannot be updated keeps its key, and the check below finds it.
    try { $updated = @(Update-EncryptedS3Object $BucketName $KeyPrefix -RootKey $OldKeyPath -NewRootKey $NewKeyPath -ErrorAction SilentlyContinue -ErrorVariable failed) }
    finally { $failed | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | ForEach-Object { Write-ErrorLog $_ } }
    Write-Log "$($updated.Count) objects below s3://$BucketName/$KeyPrefix are under the new root key."
    if (-not $updated) { throw "No object below 's3://$BucketName/$KeyPrefix' is under the new root key." }

    $found = @(Get-EncryptedS3Object $BucketName $KeyPrefix -RootKey $NewKeyPath)
    $encrypted = @($found | Where-Object Envelope -NE 'None')
    $left = @($encrypted | Where-Object { -not $_.OpenedBy })
    if ($left) {
        $left | Format-Table | Out-Host
        throw "$($left.Count) of $($encrypted.Count) objects are not under the new root key."
    }
}
catch {
    Write-ErrorLog $_
    Write-Log 'The old keys stay where they are. Fix the cause, and run this script again with the same parameters.'
    throw
}

[void](New-Item -ItemType Directory -Path $RetiredFolder -Force)
foreach ($file in $oldKeys) {
    Move-Item -LiteralPath $file.FullName -Destination (Join-Path $RetiredFolder "$([DateTime]::UtcNow.ToString('yyyyMMddTHHmmssZ')) $($file.Name)")
}
Write-Log "The new root key opens all $($encrypted.Count) client-side encrypted objects. Moved $(@($oldKeys).Count) old keys to '$RetiredFolder'."
[pscustomobject]@{
    Objects     = $updated.Count
    Fingerprint = $newKey.Fingerprint
    NewKey      = $NewKeyPath
    KmsKeyId    = $newKey.KmsKeyId
    RetiredKeys = @($oldKeys).Count
    Took        = [DateTime]::UtcNow - $started
}
