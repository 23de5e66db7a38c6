<#
.SYNOPSIS
Converts a client-side encrypted archive to server-side encryption, and reports on every object.
.DESCRIPTION
Looks at every object below a prefix, says how many there are of each kind and under which root key, converts those that a
given key opens, and writes a CSV file with a row for every object: what it is, what became of it, and why not.

It can be run again after whatever stopped it: what is converted is passed over. With -PlanOnly it writes the report and
changes nothing. Objects that nothing opened or that could not be converted make the exit code other than zero.
.PARAMETER BucketName
The bucket.
.PARAMETER KeyPrefix
What the archive's keys begin with.
.PARAMETER DestinationKeyPrefix
What the converted objects' keys begin with, in its place.
.PARAMETER RootKeyPath
The files of all root keys that the archive may have been encrypted by.
.PARAMETER ReportPath
The CSV file; it is replaced.
.PARAMETER KmsKeyId
The KMS key that the server encrypts with; else the account's own key for S3.
.PARAMETER PlanOnly
Only looks and reports.
.EXAMPLE
pwsh -NoProfile -File Convert-Archive.ps1 -BucketName acme-archive -KeyPrefix unload/ -DestinationKeyPrefix clean/ -RootKeyPath sales.key, old.key -ReportPath archive.csv -PlanOnly
#>
#Requires -Version 7.4
#Requires -Modules RedshiftEncryption
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $BucketName,
    [Parameter(Mandatory)] [AllowEmptyString()] [string] $KeyPrefix,
    [Parameter(Mandatory)] [string] $DestinationKeyPrefix,
    [Parameter(Mandatory)] [string[]] $RootKeyPath,
    [Parameter(Mandatory)] [string] $ReportPath,
    [string] $KmsKeyId,
    [switch] $PlanOnly
)
$ErrorActionPreference = 'Stop'
# No progress and no colors for a log.
if ([Console]::IsOutputRedirected) { $ProgressPreference = 'SilentlyContinue'; $PSStyle.OutputRendering = 'PlainText' }
# pwsh -File has no arrays: a list comes as one text.
$RootKeyPath = $RootKeyPath -split '\s*,\s*'

# An object whose headers cannot be read is an error of its own; the rest is looked at all the same.
$found = @(Get-EncryptedS3Object $BucketName $KeyPrefix -RootKey $RootKeyPath -ErrorAction Continue -ErrorVariable unread)
$found | Group-Object Envelope, OpenedBy -NoElement | Sort-Object Count -Descending | Format-Table -AutoSize | Out-Host

$openable = @($found | Where-Object OpenedBy)
$kms = @{}
if ($KmsKeyId) { $kms.KmsKeyId = $KmsKeyId }
$converted = $failed = @()
if ($openable -and -not $PlanOnly) {
    $converted = @($openable | Convert-EncryptedS3Object -KeyPrefix $KeyPrefix -DestinationKeyPrefix $DestinationKeyPrefix -RootKey $RootKeyPath @kms -ErrorAction Continue -ErrorVariable failed)
}

$resultsByKey = [Collections.Generic.Dictionary[string, object]]::new()
$converted | ForEach-Object { $resultsByKey[$_.SourceKey] = $_ }
$errorsByUri = [Collections.Generic.Dictionary[string, object]]::new()
$failed | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | ForEach-Object { $errorsByUri["$($_.TargetObject)"] = $_ }

$report = foreach ($object in $found) {
    $result = $resultsByKey[$object.Key]
    $failure = $errorsByUri["$object"]
    $status, $reason = if ($result) { ($result.WasConverted ? 'ConvertedBefore' : 'Converted'), $null }
    elseif ($failure) { 'Failed', $failure.Exception.Message }
    elseif ($object.Envelope -eq 'None') { 'NotEncrypted', $null }
    elseif ($object.OpenedBy) { 'Openable', $null }
    else { 'NotOpened', ($object.CopyObstacle ?? "No given key opens it; all objects of group $($object.RootKeyGroup) have the same key.") }
    [pscustomobject]@{
        BucketName  = $object.BucketName
        Key         = $object.Key
        Length      = $object.Length
        Envelope    = $object.Envelope
        OpenedBy    = $object.OpenedBy
        Group       = $object.RootKeyGroup
        Status      = $status
        Destination = $result ? "$result" : $null
        Reason      = $reason
    }
}
$unread = @($unread | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
$report = @($report) + @($unread | ForEach-Object { [pscustomobject]@{ BucketName = $BucketName; Key = "$($_.TargetObject)" -replace '^s3://[^/]+/'; Status = 'Unread'; Reason = $_.Exception.Message } } |
    Select-Object BucketName, Key, Length, Envelope, OpenedBy, Group, Status, Destination, Reason)
$report | Export-Csv -LiteralPath $ReportPath -Encoding utf8
$report | Group-Object Status | Select-Object @{ Name = 'Status'; Expression = 'Name' }, Count, @{ Name = 'Bytes'; Expression = { ($_.Group | Measure-Object Length -Sum).Sum } }

$bad = @($report | Where-Object Status -In 'Failed', 'NotOpened', 'Unread')
if ($bad) { throw "$($bad.Count) of $(@($report).Count) objects could not be read, opened or converted; see '$ReportPath'." }
