<#
.SYNOPSIS
Loads a directory of files into a Redshift table: uploads and verifies them, and runs the COPY statement through the Redshift Data API.
.DESCRIPTION
Does the same as Start-NightlyLoad.ps1, for machines that reach AWS but not the cluster. Invoke-CopyStatement runs the statement
and waits for its end. It compares the number of loaded rows with the number of records that were sent: with another number,
nothing is committed.

Each line of the log has its time in UTC. The log contains the number of files, objects, bytes and rows, the URI of the manifest,
the ID of the run, and each error with its recommended action. After a failed load it contains the rows that Redshift rejected,
with file, line, column and message. Ctrl+C cancels the run.

Server-side encryption only. The Data API keeps the text of statements and shows it to every user who may describe them, so a
statement that contains a root key must not be sent to it.
.PARAMETER Path
Specifies the directory.
.PARAMETER BucketName
Specifies the bucket to load from.
.PARAMETER Table
Specifies the table, for example public.sales.
.PARAMETER Database
Specifies the database.
.PARAMETER WorkgroupName
Specifies the serverless workgroup.
.PARAMETER ClusterIdentifier
Specifies the provisioned cluster.
.PARAMETER SecretArn
Specifies the secret that contains the password of the database user. Without it, the caller's temporary credentials are used.
.PARAMETER KeyPrefix
Specifies the beginning of the keys of the objects. Each run has its own folder below it.
.PARAMETER Filter
Specifies which files to load.
.PARAMETER KmsKeyId
Specifies the KMS key with which S3 encrypts. Without it, S3 uses the AWS managed key of the account for S3.
.PARAMETER IamRole
Specifies the role with which the cluster reads the bucket: an ARN, or default.
.PARAMETER SplitSize
Specifies the approximate size of an object, in bytes of the file.
.PARAMETER SliceCount
Specifies the number of slices of the cluster.
.PARAMETER NoHeader
Indicates that the first record of a file is data. Otherwise it is a header: each object of a split file gets it, and COPY
ignores it.
.PARAMETER LoadedFolder
Specifies where files are moved after they were loaded, into a folder for each run, so that the next run does not load them
again.
.PARAMETER RemoveLoadedObjects
Indicates that the objects are deleted from the bucket after COPY succeeded: exactly those that the manifest lists. The
manifest stays. Needs Remove-LoadedObject.ps1 in the same folder, and AWS.Tools.S3.
.PARAMETER TimeoutMinutes
Specifies how long the run may take, up to 1440 minutes. After that, it is canceled.
.EXAMPLE
pwsh -NoProfile -NonInteractive -File Start-NightlyLoadByDataApi.ps1 -Path /export -BucketName acme-load -Table public.sales -Database dev -WorkgroupName load
#>
#Requires -Version 7.4
#Requires -Modules RedshiftEncryption
[CmdletBinding(DefaultParameterSetName = 'Workgroup')]
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $BucketName,
    [Parameter(Mandatory)] [string] $Table,
    [Parameter(Mandatory)] [string] $Database,
    [Parameter(Mandatory, ParameterSetName = 'Workgroup')] [string] $WorkgroupName,
    [Parameter(Mandatory, ParameterSetName = 'Cluster')] [string] $ClusterIdentifier,
    [string] $SecretArn,
    [string] $KeyPrefix = 'nightly',
    [string] $Filter = '*.csv',
    [string] $KmsKeyId,
    [string] $IamRole = 'default',
    [long] $SplitSize = 256MB,
    [int] $SliceCount = 4,
    [switch] $NoHeader,
    [string] $LoadedFolder,
    [switch] $RemoveLoadedObjects,
    [ValidateRange(0.01, 1440.0)] [double] $TimeoutMinutes = 120
)
$ErrorActionPreference = 'Stop'
# No progress and no colors in a log.
if ([Console]::IsOutputRedirected) { $ProgressPreference = 'SilentlyContinue'; $PSStyle.OutputRendering = 'PlainText' }

function Write-Log([string] $Text) { Write-Host "$([DateTime]::UtcNow.ToString('u')) $Text" }
function Write-ErrorLog([object] $Failure) {
    Write-Log "ERROR $Failure"
    if ($Failure.ErrorDetails.RecommendedAction) { Write-Log "      Recommendation: $($Failure.ErrorDetails.RecommendedAction)" }
}

# Check the tools of the last step before hours of uploading.
if ($RemoveLoadedObjects) { $remove = (Get-Command (Join-Path $PSScriptRoot 'Remove-LoadedObject.ps1')).Source; [void](Get-Command Remove-S3Object) }
$base = (Get-Item -LiteralPath $Path).FullName
$files = @(Get-ChildItem -LiteralPath $base -Filter $Filter -Recurse -File)
if (-not $files) { throw "There is nothing to load: no $Filter below '$base'." }

$started = [DateTime]::UtcNow
$folder = "$KeyPrefix/$($started.ToString('yyyyMMddTHHmmssZ'))"
$encryption = @{ ServerSideEncryption = 'aws:kms' }
if ($KmsKeyId) { $encryption.KmsKeyId = $KmsKeyId }

# Get-CopyStatement adds IGNOREHEADER for the repeated headers. Its -IgnoreHeader would turn off the comparison of the rows.
$split = $NoHeader ? @{} : @{ HeaderRow = 'Repeat' }

Write-Log "Sending $($files.Count) files, $(($files | Measure-Object Length -Sum).Sum) bytes, from '$base' to s3://$BucketName/$folder/."
# An error of one file does not stop the others, so the log of one night names every bad file. New-CopyManifest then writes
# nothing. The errors are collected, because the log is to contain their recommended actions.
$sendErrors = $testErrors = @()
try {
    $manifest = $files |
        Send-EncryptedS3Object -BucketName $BucketName -KeyPrefix $folder -BasePath $base -NoClobber @encryption `
            -Compression Gzip -SplitSize $SplitSize -SliceCount $SliceCount -RecordFormat Csv @split -ErrorAction SilentlyContinue -ErrorVariable sendErrors |
        Test-EncryptedRoundTrip -ErrorAction SilentlyContinue -ErrorVariable testErrors |
        New-CopyManifest -Uri "s3://$BucketName/$folder.manifest" -NoClobber
    $statement = $manifest | Get-CopyStatement -Table $Table -IamRole $IamRole -Format Csv
}
catch {
    $last = $_
    @($sendErrors) + @($testErrors) | Where-Object { $_ -is [Management.Automation.ErrorRecord] -and "$_" -ne "$last" } | ForEach-Object { Write-ErrorLog $_ }
    Write-ErrorLog $last
    Write-Log 'Nothing was loaded: no statement was sent, and no file was moved. Fix the errors, and run this script again.'
    throw
}
Write-Log "Verified $($manifest.EntryCount) objects, $($manifest.Length) bytes. The manifest is $($manifest.Uri)."

$target = @{ Database = $Database }
if ($WorkgroupName) { $target.WorkgroupName = $WorkgroupName } else { $target.ClusterIdentifier = $ClusterIdentifier }
if ($SecretArn) { $target.SecretArn = $SecretArn }
$copied = [DateTime]::UtcNow
# Started and followed by two commands, so that the log has the ID even if the connection is lost while the run goes on.
try {
    $run = $statement | Invoke-CopyStatement @target -RunName $folder -NoWait
}
catch {
    Write-ErrorLog $_
    Write-Log "No file was moved, and the objects stay in the bucket. The manifest is $($manifest.Uri)."
    Write-Log 'If the response was lost, the run may have been started. Check before you run this script again:'
    Write-Log "     SELECT query_id, status, table_name, loaded_rows, error_count FROM sys_load_history WHERE start_time >= '$($copied.ToString('yyyy-MM-dd HH:mm:ss'))' ORDER BY start_time;"
    throw
}
$id = $run.Id
Write-Log "Started the run $id."
try {
    $run = Invoke-CopyStatement -Id $id -TimeoutSeconds ([Math]::Ceiling($TimeoutMinutes * 60))
}
catch {
    Write-ErrorLog $_
    $status = $_.TargetObject.Status
    if ($status -in 'Failed', 'Aborted') {
        if ($_.TargetObject.Errors) {
            Write-Log 'Rows that Redshift rejected:'
            $_.TargetObject.Errors | ForEach-Object { Write-Log "      $_" }
        }
        Write-Log "The load failed. No file was moved, and the objects stay in the bucket. The manifest is $($manifest.Uri)."
        Write-Log 'Fix the cause, and run this script again. It sends the files to a new folder.'
    }
    elseif ($status -eq 'Finished') {
        Write-Log "The run $id had loaded the files before it could be canceled. Move them before you run this script again, because it would load them twice."
    }
    # Of a run whose state could not be read, TargetObject is the ID.
    else {
        Write-Log "The run $id may still load. Do not run this script again before it has ended: Invoke-CopyStatement -Id $id. If it succeeds, the files are loaded."
    }
    throw
}
$rows = $run.LoadedRows ?? 'an unknown number of'
Write-Log "Loaded $rows rows of $($manifest.EntryCount) objects into $Table."

if ($LoadedFolder) {
    foreach ($file in $files) {
        $place = [IO.Path]::Combine($LoadedFolder, (Split-Path $folder -Leaf), [IO.Path]::GetRelativePath($base, $file.FullName))
        [void](New-Item -ItemType Directory -Path (Split-Path $place) -Force)
        Move-Item -LiteralPath $file.FullName -Destination $place
    }
    Write-Log "Moved $($files.Count) files to '$LoadedFolder'."
}
# Last, and only after COPY succeeded.
if ($RemoveLoadedObjects) { & $remove -ManifestUri $manifest.Uri -KeyPrefix "$folder/" -Confirm:$false }
[pscustomobject]@{
    Table    = $Table
    Files    = $files.Count
    Objects  = $manifest.EntryCount
    Rows     = $run.LoadedRows
    Bytes    = $manifest.Length
    Manifest = $manifest.Uri
    Run      = $id
    Took     = [DateTime]::UtcNow - $started
}
