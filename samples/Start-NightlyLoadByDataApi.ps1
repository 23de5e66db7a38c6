<#
.SYNOPSIS
Loads a directory of files into a Redshift table: uploaded, proven, and copied through the Redshift Data API.
.DESCRIPTION
As Start-NightlyLoad.ps1, for machines that reach AWS but not the cluster: the statement is run by Send-RSDStatement of the
AWS Tools, and the script waits for its end.

Server-side encryption only. The Data API keeps the text of statements and shows it to whoever may describe them, so a
statement with a root key in it must not go this way.
.PARAMETER Path
The directory.
.PARAMETER BucketName
The bucket to load from.
.PARAMETER Table
The table, for example public.sales.
.PARAMETER Database
The database.
.PARAMETER WorkgroupName
The serverless workgroup.
.PARAMETER ClusterIdentifier
The provisioned cluster.
.PARAMETER SecretArn
The secret with the database user's password; else temporary credentials of the caller's own.
.PARAMETER KeyPrefix
What the objects' keys begin with; each run has a folder of its own below it.
.PARAMETER Filter
Which files.
.PARAMETER KmsKeyId
The KMS key that the server encrypts with; else the account's own key for S3.
.PARAMETER IamRole
The role that the cluster reads the bucket by: an ARN, or default.
.PARAMETER SplitSize
About how large an object is to be, in bytes of the file.
.PARAMETER SliceCount
How many slices the cluster has.
.PARAMETER NoHeader
Says that the files' first record is data; else it is a header, which each object of a split file gets and COPY passes over.
.PARAMETER LoadedFolder
Where files are moved after they were loaded, into a folder of the run's own, so that the next run does not load them again.
.PARAMETER TimeoutMinutes
How long the statement may take until this script gives it up as failed. The statement itself is not stopped.
.PARAMETER PollSeconds
How often the statement is asked for.
.EXAMPLE
pwsh -NoProfile -NonInteractive -File Start-NightlyLoadByDataApi.ps1 -Path /export -BucketName acme-load -Table public.sales -Database dev -WorkgroupName load
#>
#Requires -Version 7.4
#Requires -Modules RedshiftEncryption, AWS.Tools.RedshiftDataAPIService
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
    [int] $TimeoutMinutes = 120,
    [int] $PollSeconds = 5
)
$ErrorActionPreference = 'Stop'
# No progress and no colors for a log.
if ([Console]::IsOutputRedirected) { $ProgressPreference = 'SilentlyContinue'; $PSStyle.OutputRendering = 'PlainText' }

$base = (Get-Item -LiteralPath $Path).FullName
$files = @(Get-ChildItem -LiteralPath $base -Filter $Filter -Recurse -File)
if (-not $files) { throw "There is nothing to load: no $Filter below '$base'." }

$started = [DateTime]::UtcNow
$folder = "$KeyPrefix/$($started.ToString('yyyyMMddTHHmmssZ'))"
$encryption = @{ ServerSideEncryption = 'aws:kms' }
if ($KmsKeyId) { $encryption.KmsKeyId = $KmsKeyId }

# These two belong together: COPY passes over one record of every object, also of those that a file was cut into.
$split, $ignore = @{ HeaderRow = 'Repeat' }, @{ IgnoreHeader = 1 }
if ($NoHeader) { $split = $ignore = @{} }

# Continue: tonight's log names every bad file, and not one a night. New-CopyManifest then refuses to write anything.
$manifest = $files |
    Send-EncryptedS3Object -BucketName $BucketName -KeyPrefix $folder -BasePath $base -NoClobber @encryption `
        -Compression Gzip -SplitSize $SplitSize -SliceCount $SliceCount -RecordFormat Csv @split -ErrorAction Continue |
    Test-EncryptedRoundTrip -ErrorAction Continue |
    New-CopyManifest -Uri "s3://$BucketName/$folder.manifest" -NoClobber
$statement = $manifest | Get-CopyStatement -Table $Table -IamRole $IamRole -Format Csv @ignore

$target = @{ Database = $Database }
if ($WorkgroupName) { $target.WorkgroupName = $WorkgroupName } else { $target.ClusterIdentifier = $ClusterIdentifier }
if ($SecretArn) { $target.SecretArn = $SecretArn }
# The token makes a repeated request the same statement, and not a second load.
$id = (Send-RSDStatement @target -Sql $statement.Text -StatementName $folder -ClientToken ([guid]::NewGuid()) -Select *).Id
do {
    $state = Get-RSDStatement -Id $id -Select *
    $isRunning = $state.Status -in 'SUBMITTED', 'PICKED', 'STARTED'
    if ($isRunning) {
        if ([DateTime]::UtcNow - $started -gt [TimeSpan]::FromMinutes($TimeoutMinutes)) { throw "Statement $id has not ended within $TimeoutMinutes minutes: $($state.Status)." }
        Start-Sleep -Seconds $PollSeconds
    }
} while ($isRunning)
if ($state.Status -ne 'FINISHED') { throw "Statement $id ended with $($state.Status): $($state.Error)" }

if ($LoadedFolder) {
    foreach ($file in $files) {
        $place = [IO.Path]::Combine($LoadedFolder, (Split-Path $folder -Leaf), [IO.Path]::GetRelativePath($base, $file.FullName))
        [void](New-Item -ItemType Directory -Path (Split-Path $place) -Force)
        Move-Item -LiteralPath $file.FullName -Destination $place
    }
}
[pscustomobject]@{
    Table     = $Table
    Files     = $files.Count
    Objects   = $manifest.EntryCount
    Bytes     = $manifest.Length
    Manifest  = $manifest.Uri
    Statement = $id
    Took      = [DateTime]::UtcNow - $started
}
