# In place of the AWS Tools, by the parameters that they document: records which object was to be deleted, and whether psql
# had received the statement by then. Keys that match REMOVE_REFUSED are refused.

function Remove-S3Object {
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
    param([Parameter(Mandatory)] [string] $BucketName, [Parameter(Mandatory)] [string] $Key, [switch] $Force)
    if (-not $Force -and -not $PSCmdlet.ShouldProcess($Key)) { return }
    if ($env:REMOVE_REFUSED -and $Key -match $env:REMOVE_REFUSED) { throw 'Access Denied' }
    $isHandedOver = Test-Path "$env:RECORD.psql.input"
    @{ Url = "s3://$BucketName/$Key"; IsHandedOver = $isHandedOver } | ConvertTo-Json -Compress | Add-Content "$env:RECORD.removed"
}
