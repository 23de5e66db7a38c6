<#
.SYNOPSIS
Reads the completion report of a job of S3 Batch Operations, and returns what failed.
.DESCRIPTION
Reads manifest.json and the files that it names from a local copy of the report, and checks the MD5 of each file. Writes the number of
tasks by outcome to the host. Returns an object with BucketName, Key, VersionId, Reason and Message for each failed task, which
Convert-EncryptedS3Object and the other cmdlets accept from the pipeline. The exit code is not zero if the report is damaged.
.PARAMETER Path
Specifies the folder with the local copy: that of the job, which contains manifest.json and results/.
.EXAMPLE
aws s3 cp --recursive s3://acme-jobs/batch/reports/job-0a1b2c3d/ ./report
./Get-BatchReport.ps1 ./report | Group-Object Reason -NoElement
.EXAMPLE
./Get-BatchReport.ps1 ./report | Where-Object Reason -EQ ObjectTooLarge |
    Convert-EncryptedS3Object -KeyPrefix unload/ -DestinationKeyPrefix clean/ -RootKey ./sales.key
#>
#Requires -Version 7.4
[CmdletBinding()]
param([Parameter(Mandatory, Position = 0)] [string] $Path)
$ErrorActionPreference = 'Stop'

$columns = 'BucketName', 'Key', 'VersionId', 'Status', 'ErrorCode', 'HttpStatus', 'Message'
$manifest = Get-Content -Raw (Join-Path $Path manifest.json) | ConvertFrom-Json
if ($manifest.Format -ne 'Report_CSV_20180820') { throw "The report has the format '$($manifest.Format)', which this script does not read." }
$counts = @{ succeeded = 0; failed = 0 }
foreach ($result in $manifest.Results) {
    $file = Join-Path $Path results (Split-Path $result.Key -Leaf)
    if ((Get-FileHash $file -Algorithm MD5).Hash -ne $result.MD5Checksum) { throw "'$file' does not have the MD5 of the manifest. Copy it again." }
    Import-Csv $file -Header $columns | ForEach-Object {
        $counts[$_.Status]++
        if ($_.Status -eq 'succeeded') { return }
        [pscustomobject]@{
            BucketName = $_.BucketName
            # A plus sign is a space.
            Key        = [uri]::UnescapeDataString($_.Key.Replace('+', ' '))
            VersionId  = $_.VersionId ? $_.VersionId : $null
            # The function's reports begin with the ID of the error. Others come from S3 Batch Operations or AWS Lambda.
            Reason     = $_.Message -cmatch '^(?<id>[A-Z][A-Za-z]+): ' ? $Matches.id : 'Other'
            Message    = $_.Message
        }
    }
}
Write-Host "$($counts.succeeded) succeeded, $($counts.failed) failed."
