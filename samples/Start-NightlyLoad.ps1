<#
.SYNOPSIS
Loads a directory of files into a Redshift table: encrypts, uploads and verifies them, and has psql run the COPY statement.
.DESCRIPTION
Compresses every file below a directory, splits it for the slices of the cluster, and sends it. Reads each object back and
compares it with its file, writes a manifest, and has psql run the COPY statement. If one file cannot be sent or verified,
nothing is loaded: no manifest is written, no statement is run, and the exit code is not zero.

Each line of the log has its time in UTC. The log contains the number of files, objects and bytes, the URI of the manifest,
and each error with its recommended action. After a failed load it contains the queries that show the reasons.

psql finds the cluster in its own settings (PGHOST, PGPORT, PGDATABASE, PGUSER, a password file). The AWS SDK finds the Region
and the credentials for S3. PGSSLMODE is verify-full unless it is set. psql then needs the authority that signed the
certificate of the cluster (PGSSLROOTCERT; "system" from psql 16 on).

The statement goes to the standard input of psql, and never to a command line or a log: with -RootKeyPath it contains the key.
.PARAMETER Path
Specifies the directory.
.PARAMETER BucketName
Specifies the bucket to load from.
.PARAMETER Table
Specifies the table, for example public.sales.
.PARAMETER KeyPrefix
Specifies the beginning of the keys of the objects. Each run has its own folder below it.
.PARAMETER Filter
Specifies which files to load.
.PARAMETER KmsKeyId
Specifies the KMS key with which S3 encrypts. Without it, S3 uses the AWS managed key of the account for S3.
.PARAMETER RootKeyPath
Specifies the file of a root key, and encrypts on the client. Use it only where Redshift still accepts such statements. On a
machine with a vault, replace it below by (Get-Secret SalesKey).
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
.EXAMPLE
pwsh -NoProfile -NonInteractive -File Start-NightlyLoad.ps1 -Path /export -BucketName acme-load -Table public.sales -LoadedFolder /export.loaded
#>
#Requires -Version 7.4
#Requires -Modules RedshiftEncryption
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $BucketName,
    [Parameter(Mandatory)] [string] $Table,
    [string] $KeyPrefix = 'nightly',
    [string] $Filter = '*.csv',
    [string] $KmsKeyId,
    [string] $RootKeyPath,
    [string] $IamRole = 'default',
    [long] $SplitSize = 256MB,
    [int] $SliceCount = 4,
    [switch] $NoHeader,
    [string] $LoadedFolder,
    [switch] $RemoveLoadedObjects
)
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
# No progress and no colors in a log.
if ([Console]::IsOutputRedirected) { $ProgressPreference = 'SilentlyContinue'; $PSStyle.OutputRendering = 'PlainText' }

function Write-Log([string] $Text) { Write-Host "$([DateTime]::UtcNow.ToString('u')) $Text" }
function Write-ErrorLog([object] $Failure) {
    Write-Log "ERROR $Failure"
    if ($Failure.ErrorDetails.RecommendedAction) { Write-Log "      Recommendation: $($Failure.ErrorDetails.RecommendedAction)" }
}

# Check the tools of the last steps before hours of uploading.
[void](Get-Command psql -CommandType Application)
if ($RemoveLoadedObjects) { $remove = (Get-Command (Join-Path $PSScriptRoot 'Remove-LoadedObject.ps1')).Source; [void](Get-Command Remove-S3Object) }
$base = (Get-Item -LiteralPath $Path).FullName
$files = @(Get-ChildItem -LiteralPath $base -Filter $Filter -Recurse -File)
if (-not $files) { throw "There is nothing to load: no $Filter below '$base'." }

$started = [DateTime]::UtcNow
$folder = "$KeyPrefix/$($started.ToString('yyyyMMddTHHmmssZ'))"
$opens = @{}
$encryption = @{ ServerSideEncryption = 'aws:kms' }
if ($RootKeyPath) { $encryption = $opens = @{ RootKey = $RootKeyPath } }
elseif ($KmsKeyId) { $encryption.KmsKeyId = $KmsKeyId }

# These two belong together: COPY ignores one record of every object, and each part of a split file is an object.
$split, $ignore = @{ HeaderRow = 'Repeat' }, @{ IgnoreHeader = 1 }
if ($NoHeader) { $split = $ignore = @{} }

Write-Log "Sending $($files.Count) files, $(($files | Measure-Object Length -Sum).Sum) bytes, from '$base' to s3://$BucketName/$folder/."
# An error of one file does not stop the others, so the log of one night names every bad file. New-CopyManifest then writes
# nothing. The errors are collected, because the log is to contain their recommended actions.
$sendErrors = $testErrors = @()
try {
    $manifest = $files |
        Send-EncryptedS3Object -BucketName $BucketName -KeyPrefix $folder -BasePath $base -NoClobber @encryption `
            -Compression Gzip -SplitSize $SplitSize -SliceCount $SliceCount -RecordFormat Csv @split -ErrorAction SilentlyContinue -ErrorVariable sendErrors |
        Test-EncryptedRoundTrip @opens -ErrorAction SilentlyContinue -ErrorVariable testErrors |
        New-CopyManifest -Uri "s3://$BucketName/$folder.manifest" -NoClobber
    $statement = $manifest | Get-CopyStatement -Table $Table -IamRole $IamRole -Format Csv @ignore @opens
}
catch {
    $last = $_
    @($sendErrors) + @($testErrors) | Where-Object { $_ -is [Management.Automation.ErrorRecord] -and "$_" -ne "$last" } | ForEach-Object { Write-ErrorLog $_ }
    Write-ErrorLog $last
    Write-Log 'Nothing was loaded: no statement was run, and no file was moved. Fix the errors, and run this script again.'
    throw
}
Write-Log "Verified $($manifest.EntryCount) objects, $($manifest.Length) bytes. The manifest is $($manifest.Uri)."

# Terse, because the longer messages of psql quote the statement.
$env:PGSSLMODE ??= 'verify-full'
$copied = [DateTime]::UtcNow
try {
    $statement.GetCommandText() | psql --no-psqlrc --no-password --quiet --set ON_ERROR_STOP=1 --set VERBOSITY=terse
}
catch {
    Write-ErrorLog $_
    Write-Log "The load failed. No file was moved, and the objects stay in the bucket. The manifest is $($manifest.Uri)."
    Write-Log '1. If the connection was lost, COPY may have succeeded. Check before you load again:'
    Write-Log "     SELECT query_id, status, table_name, loaded_rows, error_count FROM sys_load_history WHERE start_time >= '$($copied.ToString('yyyy-MM-dd HH:mm:ss'))' ORDER BY start_time;"
    Write-Log '2. See the rows that Redshift rejected (stl_load_errors on older provisioned clusters):'
    Write-Log "     SELECT file_name, line_number, column_name, error_code, error_message FROM sys_load_error_detail WHERE file_name LIKE 's3://$BucketName/$($folder.Replace("'", "''"))/%' ORDER BY file_name, line_number LIMIT 20;"
    Write-Log '   No rows: see the message of psql. A missing table, or a role without access to the bucket or its KMS key, leaves none.'
    Write-Log '3. Fix the cause, and run this script again. It sends the files to a new folder.'
    throw
}
Write-Log "Loaded $($manifest.EntryCount) objects into $Table."

if ($LoadedFolder) {
    foreach ($file in $files) {
        $target = [IO.Path]::Combine($LoadedFolder, (Split-Path $folder -Leaf), [IO.Path]::GetRelativePath($base, $file.FullName))
        [void](New-Item -ItemType Directory -Path (Split-Path $target) -Force)
        Move-Item -LiteralPath $file.FullName -Destination $target
    }
    Write-Log "Moved $($files.Count) files to '$LoadedFolder'."
}
# Last, and only after COPY succeeded.
if ($RemoveLoadedObjects) { & $remove -ManifestUri $manifest.Uri -KeyPrefix "$folder/" -Confirm:$false }
[pscustomobject]@{
    Table    = $Table
    Files    = $files.Count
    Objects  = $manifest.EntryCount
    Bytes    = $manifest.Length
    Manifest = $manifest.Uri
    Took     = [DateTime]::UtcNow - $started
}
