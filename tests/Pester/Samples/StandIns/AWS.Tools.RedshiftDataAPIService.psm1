# Replaces the database, with the parameters that the AWS Tools document: records what was sent, and returns the states
# that STATEMENT_STATUS lists, one for each request.

function Send-RSDStatement {
    [CmdletBinding()]
    param([string] $Database, [string] $WorkgroupName, [string] $ClusterIdentifier, [string] $SecretArn, [string] $Sql, [string] $StatementName, [string] $ClientToken, [string] $Select)
    $PSBoundParameters | ConvertTo-Json | Set-Content "$env:RECORD.statement"
    "$env:AWS_ACCESS_KEY_ID" | Set-Content "$env:RECORD.accessKeyId"
    [pscustomobject]@{ Id = 'd9b6c0c9-0747-4bf4-b142-e8883122f766' }
}

function Get-RSDStatement {
    [CmdletBinding()]
    param([string] $Id, [string] $Select)
    Add-Content "$env:RECORD.questions" $Id
    $asked = @(Get-Content "$env:RECORD.questions").Count
    $states = $env:STATEMENT_STATUS -split ','
    [pscustomobject]@{ Id = $Id; Status = $states[[Math]::Min($asked, $states.Count) - 1]; Error = 'ERROR: Load into table failed'; RedshiftQueryId = 4711 }
}
