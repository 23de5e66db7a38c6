<#
.SYNOPSIS
Converts a client-side encrypted archive to server-side encryption, and reports on every object.
.DESCRIPTION
Lists every object below a prefix, shows how many there are of each kind and under which root key, and converts those that a
specified key opens. Writes a CSV file with a row for every object: what it is, whether it was converted, and why not.

The log ends with the number of objects and bytes for each outcome, also if the script fails. Each line has its time in UTC,
and each error its recommended action.

Run it again after an interruption: converted objects are skipped. With -PlanOnly, it writes the report and changes nothing.
If an object could not be read, opened or converted, the exit code is not zero.
.PARAMETER BucketName
Specifies the bucket.
.PARAMETER KeyPrefix
Specifies the beginning of the keys of the archive.
.PARAMETER DestinationKeyPrefix
Specifies the beginning of the keys of the converted objects, in place of -KeyPrefix.
.PARAMETER RootKeyPath
Specifies the files of all root keys under which the archive may be encrypted.
.PARAMETER ReportPath
Specifies the CSV file. An existing file is overwritten.
.PARAMETER KmsKeyId
Specifies the KMS key with which S3 encrypts. Without it, S3 uses the AWS managed key of the account for S3.
.PARAMETER PlanOnly
Indicates that objects are only listed and reported.
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
# No progress and no colors in a log.
if ([Console]::IsOutputRedirected) { $ProgressPreference = 'SilentlyContinue'; $PSStyle.OutputRendering = 'PlainText' }
# pwsh -File has no arrays: a list arrives as one string.
$RootKeyPath = $RootKeyPath -split '\s*,\s*'

function Write-Log([string] $Text) { Write-Host "$([DateTime]::UtcNow.ToString('u')) $Text" }
function Write-ErrorLog([object] $Failure) {
    Write-Log "ERROR $Failure"
    if ($Failure.ErrorDetails.RecommendedAction) { Write-Log "      Recommendation: $($Failure.ErrorDetails.RecommendedAction)" }
}

# -OutVariable keeps the results up to an error that ends a command: the report has a row for each.
$found = $unread = $converted = $failed = @()
$kms = @{}
if ($KmsKeyId) { $kms.KmsKeyId = $KmsKeyId }
$stopped = $null
try {
    # If the headers of an object cannot be read, this is an error of that object, and the others are still processed.
    [void](Get-EncryptedS3Object $BucketName $KeyPrefix -RootKey $RootKeyPath -OutVariable found -ErrorAction SilentlyContinue -ErrorVariable unread)
    Write-Log "Found $($found.Count) objects below s3://$BucketName/$KeyPrefix."
    $found | Group-Object Envelope, OpenedBy -NoElement | Sort-Object Count -Descending | Format-Table -AutoSize | Out-Host

    $openable = @($found | Where-Object OpenedBy)
    if ($openable -and -not $PlanOnly) {
        [void]($openable | Convert-EncryptedS3Object -KeyPrefix $KeyPrefix -DestinationKeyPrefix $DestinationKeyPrefix -RootKey $RootKeyPath @kms -OutVariable converted -ErrorAction SilentlyContinue -ErrorVariable failed)
    }
}
catch {
    $stopped = $_
}
$unread = @($unread | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
$failed = @($failed | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
@($unread) + @($failed) | Where-Object { "$_" -ne "$stopped" } | ForEach-Object { Write-ErrorLog $_ }
if ($stopped) { Write-ErrorLog $stopped }

$resultsByKey = [Collections.Generic.Dictionary[string, object]]::new()
$converted | ForEach-Object { $resultsByKey[$_.SourceKey] = $_ }
$errorsByUri = [Collections.Generic.Dictionary[string, object]]::new()
@($failed) + @($stopped) | Where-Object { $_ } | ForEach-Object { $errorsByUri["$($_.TargetObject)"] = $_ }

$report = @(foreach ($object in $found) {
        $result = $resultsByKey[$object.Key]
        $failure = $errorsByUri["$object"]
        $status, $reason = if ($result) { ($result.WasConverted ? 'ConvertedBefore' : 'Converted'), $null }
        elseif ($failure) { 'Failed', "$failure" }
        elseif ($object.Envelope -eq 'None') { 'NotEncrypted', $null }
        elseif ($object.OpenedBy) { 'Openable', $null }
        else { 'NotOpened', ($object.CopyObstacle ?? "None of the keys opens it. All objects of group $($object.RootKeyGroup) have the same key.") }
        [pscustomobject]@{
            BucketName     = $object.BucketName
            Key            = $object.Key
            Length         = $object.Length
            Envelope       = $object.Envelope
            OpenedBy       = $object.OpenedBy
            Group          = $object.RootKeyGroup
            Status         = $status
            Destination    = $result ? "$result" : $null
            Reason         = $reason
            Recommendation = $failure ? $failure.ErrorDetails.RecommendedAction : $null
        }
    })
$report += @($unread | ForEach-Object { [pscustomobject]@{ BucketName = $BucketName; Key = "$($_.TargetObject)" -replace '^s3://[^/]+/'; Status = 'Unread'; Reason = "$_"; Recommendation = $_.ErrorDetails.RecommendedAction } } |
    Select-Object BucketName, Key, Length, Envelope, OpenedBy, Group, Status, Destination, Reason, Recommendation)

# Before the report is written: the log is to have the summary, whatever fails from here.
foreach ($group in $report | Group-Object Status | Sort-Object Name) {
    Write-Log "$($group.Name): $($group.Count) objects, $(($group.Group | Measure-Object Length -Sum).Sum ?? 0) bytes"
}
$report | Export-Csv -LiteralPath $ReportPath -Encoding utf8
Write-Log "The report is '$ReportPath'."
if ($stopped) {
    Write-Log 'The run ended early. Fix the cause, and run this script again: converted objects are skipped.'
    throw $stopped
}
$bad = @($report | Where-Object Status -In 'Failed', 'NotOpened', 'Unread')
if ($bad) { throw "$($bad.Count) of $($report.Count) objects could not be read, opened or converted. See '$ReportPath', and run this script again: converted objects are skipped." }
