<#
.SYNOPSIS
Loads a directory of files into a Redshift table: encrypted, uploaded, proven, and copied by psql.
.DESCRIPTION
Sends every file below a directory, compressed and split for the cluster's slices, reads each object back and compares it
with its file, writes a manifest and has psql run the COPY statement. Where one file cannot be sent or proven nothing is
loaded: all bad files are named, no manifest is written, no statement run, and the exit code is not zero.

Where the cluster is psql learns from its own settings (PGHOST, PGPORT, PGDATABASE, PGUSER, a password file), and S3's
region and credentials are those that the AWS SDK finds. PGSSLMODE is verify-full unless it is set: then psql needs the
authority that signed the cluster's certificate (PGSSLROOTCERT; "system" from psql 16 on).

The statement goes to psql's standard input, and never to a command line or a log, for with -RootKeyPath it holds the key.
.PARAMETER Path
The directory.
.PARAMETER BucketName
The bucket to load from.
.PARAMETER Table
The table, for example public.sales.
.PARAMETER KeyPrefix
What the objects' keys begin with; each run has a folder of its own below it.
.PARAMETER Filter
Which files.
.PARAMETER KmsKeyId
The KMS key that the server encrypts with; else the account's own key for S3.
.PARAMETER RootKeyPath
Encrypts on the client by the root key in this file, where Redshift still takes such statements. On a machine with a
vault, (Get-Secret SalesKey) takes its place below.
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
    [string] $LoadedFolder
)
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
# No progress and no colors for a log.
if ([Console]::IsOutputRedirected) { $ProgressPreference = 'SilentlyContinue'; $PSStyle.OutputRendering = 'PlainText' }

# What the end needs is looked for before hours of uploading.
[void](Get-Command psql -CommandType Application)
$base = (Get-Item -LiteralPath $Path).FullName
$files = @(Get-ChildItem -LiteralPath $base -Filter $Filter -Recurse -File)
if (-not $files) { throw "There is nothing to load: no $Filter below '$base'." }

$started = [DateTime]::UtcNow
$folder = "$KeyPrefix/$($started.ToString('yyyyMMddTHHmmssZ'))"
$opens = @{}
$encryption = @{ ServerSideEncryption = 'aws:kms' }
if ($RootKeyPath) { $encryption = $opens = @{ RootKey = $RootKeyPath } }
elseif ($KmsKeyId) { $encryption.KmsKeyId = $KmsKeyId }

# These two belong together: COPY passes over one record of every object, also of those that a file was cut into.
$split, $ignore = @{ HeaderRow = 'Repeat' }, @{ IgnoreHeader = 1 }
if ($NoHeader) { $split = $ignore = @{} }

# Continue: tonight's log names every bad file, and not one a night. New-CopyManifest then refuses to write anything.
$manifest = $files |
    Send-EncryptedS3Object -BucketName $BucketName -KeyPrefix $folder -BasePath $base -NoClobber @encryption `
        -Compression Gzip -SplitSize $SplitSize -SliceCount $SliceCount -RecordFormat Csv @split -ErrorAction Continue |
    Test-EncryptedRoundTrip @opens -ErrorAction Continue |
    New-CopyManifest -Uri "s3://$BucketName/$folder.manifest" -NoClobber
$statement = $manifest | Get-CopyStatement -Table $Table -IamRole $IamRole -Format Csv @ignore @opens

# Terse: psql's longer messages quote the statement.
$env:PGSSLMODE ??= 'verify-full'
$statement.GetCommandText() | psql --no-psqlrc --no-password --quiet --set ON_ERROR_STOP=1 --set VERBOSITY=terse

if ($LoadedFolder) {
    foreach ($file in $files) {
        $target = [IO.Path]::Combine($LoadedFolder, (Split-Path $folder -Leaf), [IO.Path]::GetRelativePath($base, $file.FullName))
        [void](New-Item -ItemType Directory -Path (Split-Path $target) -Force)
        Move-Item -LiteralPath $file.FullName -Destination $target
    }
}
[pscustomobject]@{
    Table    = $Table
    Files    = $files.Count
    Objects  = $manifest.EntryCount
    Bytes    = $manifest.Length
    Manifest = $manifest.Uri
    Took     = [DateTime]::UtcNow - $started
}
