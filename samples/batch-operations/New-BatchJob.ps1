<#
.SYNOPSIS
Creates a job of S3 Batch Operations that invokes the RedshiftEncryption function for each object of a manifest.
.DESCRIPTION
Reads the ETag of the manifest and creates the job with the AWS Tools for PowerShell (AWS.Tools.S3 and AWS.Tools.S3Control). The job
waits until you confirm it in the S3 console, unless -Run is specified. Returns the ID of the job.
.PARAMETER StackName
Specifies the CloudFormation stack of template.yaml.
.PARAMETER ManifestBucketName
Specifies the bucket of the manifest and of the completion report.
.PARAMETER ManifestKey
Specifies the key of the manifest: a CSV file with bucket and URL-encoded key, and optionally the version, without a header.
.PARAMETER ReportPrefix
Specifies the prefix of the completion report, without a slash at its end.
.PARAMETER WithVersion
Indicates that the manifest has a third column with the versions.
.PARAMETER Argument
Specifies the arguments of the job, such as @{ destinationPrefix = 'clean/' }, for what the function's environment leaves open.
.PARAMETER Run
Indicates that the job starts without a confirmation.
.EXAMPLE
./New-BatchJob.ps1 -StackName redshift-encryption -ManifestBucketName acme-jobs -ManifestKey batch/2025.csv
#>
#Requires -Version 7.4
#Requires -Modules AWS.Tools.CloudFormation, AWS.Tools.S3, AWS.Tools.S3Control, AWS.Tools.SecurityToken
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $StackName,
    [Parameter(Mandatory)] [string] $ManifestBucketName,
    [Parameter(Mandatory)] [string] $ManifestKey,
    [string] $ReportPrefix = 'batch/reports',
    [switch] $WithVersion,
    [hashtable] $Argument = @{},
    [switch] $Run
)
$ErrorActionPreference = 'Stop'

$outputs = @{}
(Get-CFNStack -StackName $StackName).Outputs | ForEach-Object { $outputs[$_.OutputKey] = $_.OutputValue }
# A manifest that is overwritten afterward makes the job fail, and not process other objects.
$manifest = Get-S3ObjectMetadata -BucketName $ManifestBucketName -Key $ManifestKey
$job = @{
    AccountId                             = (Get-STSCallerIdentity).Account
    RoleArn                               = $outputs.JobRoleArn
    Priority                              = 10
    Description                           = "$StackName $ManifestKey"
    ConfirmationRequired                  = -not $Run
    ClientRequestToken                    = (New-Guid).ToString()
    LambdaInvoke_FunctionArn              = $outputs.FunctionArn
    LambdaInvoke_InvocationSchemaVersion  = '2.0'
    Location_ObjectArn                    = "arn:aws:s3:::$ManifestBucketName/$ManifestKey"
    Location_ETag                         = $manifest.ETag.Trim('"')
    Spec_Format                           = 'S3BatchOperations_CSV_20180820'
    Spec_Field                            = $WithVersion ? ('Bucket', 'Key', 'VersionId') : ('Bucket', 'Key')
    Report_Enabled                        = $true
    Report_Bucket                         = "arn:aws:s3:::$ManifestBucketName"
    Report_Prefix                         = $ReportPrefix
    Report_Format                         = 'Report_CSV_20180820'
    Report_ReportScope                    = 'AllTasks'
}
if ($Argument.Count) { $job.LambdaInvoke_UserArgument = $Argument }
New-S3CJob @job -Force
