<#
.SYNOPSIS
Gives all objects below a prefix a new root key, proves that it opens them, and puts the old key away.
.DESCRIPTION
1. Makes the new key, unless its file is there from a run that was stopped.
2. Wraps every object's data key under it: on the server, the content does not move.
3. Looks at every object again: the new key alone has to open each that is client-side encrypted.
4. Only then moves the old keys' files to -RetiredFolder. They are not deleted: older versions, replicas and backups of the
   objects are still under them.

Where one object is left under another key the old keys stay where they are, the objects are named, and the exit code is
not zero; run it again when the cause is gone. Copy the new key's file to a safe place before anything else: whoever loses
it loses the data.
.PARAMETER BucketName
The bucket.
.PARAMETER KeyPrefix
What the objects' keys begin with; '' for the whole bucket.
.PARAMETER OldKeyPath
The files of the root keys that the objects may have now.
.PARAMETER NewKeyPath
The new root key's file.
.PARAMETER RetiredFolder
Where the old keys' files go.
.EXAMPLE
pwsh -NoProfile -File Invoke-RootKeyRotation.ps1 -BucketName acme-load -KeyPrefix sales/ -OldKeyPath sales.key -NewKeyPath sales-2027.key -RetiredFolder retired
#>
#Requires -Version 7.4
#Requires -Modules RedshiftEncryption
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $BucketName,
    [Parameter(Mandatory)] [AllowEmptyString()] [string] $KeyPrefix,
    [Parameter(Mandatory)] [string[]] $OldKeyPath,
    [Parameter(Mandatory)] [string] $NewKeyPath,
    [Parameter(Mandatory)] [string] $RetiredFolder
)
$ErrorActionPreference = 'Stop'
# No progress and no colors for a log.
if ([Console]::IsOutputRedirected) { $ProgressPreference = 'SilentlyContinue'; $PSStyle.OutputRendering = 'PlainText' }
# pwsh -File has no arrays: a list comes as one text.
$OldKeyPath = $OldKeyPath -split '\s*,\s*'

# What will be moved has to be there before anything is changed.
$oldKeys = Get-Item -LiteralPath $OldKeyPath
if (-not (Test-Path -LiteralPath $NewKeyPath)) { [void](New-RootKey $NewKeyPath) }
elseif ((Get-Item -LiteralPath $NewKeyPath).FullName -in $oldKeys.FullName) { throw "'$NewKeyPath' is one of the old keys." }

# Continue: an object that cannot be changed keeps its key, and the proof below finds it.
$updated = @(Update-EncryptedS3Object $BucketName $KeyPrefix -RootKey $OldKeyPath -NewRootKey $NewKeyPath -ErrorAction Continue)
if (-not $updated) { throw "No object below 's3://$BucketName/$KeyPrefix' was given the new key; the old keys are left where they are." }

$found = @(Get-EncryptedS3Object $BucketName $KeyPrefix -RootKey $NewKeyPath)
$left = @($found | Where-Object { $_.Envelope -ne 'None' -and -not $_.OpenedBy })
if ($left) {
    $left | Format-Table | Out-Host
    throw "$($left.Count) of $($found.Count) objects are not under the new root key; the old keys are left where they are."
}

[void](New-Item -ItemType Directory -Path $RetiredFolder -Force)
foreach ($file in $oldKeys) {
    Move-Item -LiteralPath $file.FullName -Destination (Join-Path $RetiredFolder "$([DateTime]::UtcNow.ToString('yyyyMMddTHHmmssZ')) $($file.Name)")
}
[pscustomobject]@{
    Objects     = $updated.Count
    Fingerprint = $updated | Select-Object -First 1 -ExpandProperty RootKeyFingerprint
    NewKey      = $NewKeyPath
    RetiredKeys = $oldKeys.Count
}
