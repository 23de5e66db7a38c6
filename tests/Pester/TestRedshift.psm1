# A stand-in for Redshift for the tests of one file: its Data API on a PostgreSQL of its own, with the objects of LocalS3.
# TestServer.psm1 must have started LocalS3 before.

$script:Configuration = $env:REDSHIFT_ENCRYPTION_CONFIGURATION ? $env:REDSHIFT_ENCRYPTION_CONFIGURATION : 'Debug'
$script:Repository = (Get-Item "$PSScriptRoot/../..").FullName
$script:Processes = @()

function Start-TestRedshift {
    <# .SYNOPSIS Starts PostgreSQL and the stand-in, and points AWS_ENDPOINT_URL_REDSHIFT_DATA at it.. #>
    $postgres = Start-TestProcess bash "$script:Repository/tests/postgresql.sh"
    $script:Folder = $postgres.Line
    $standIn = Start-TestProcess dotnet "$script:Repository/tests/RedshiftStandIn/bin/$script:Configuration/net10.0/RedshiftStandIn.dll" '--postgres' $script:Folder '--access-key-id' $env:AWS_ACCESS_KEY_ID '--secret-access-key' $env:AWS_SECRET_ACCESS_KEY
    $script:Redshift = $standIn.Line | ConvertFrom-Json
    $env:AWS_ENDPOINT_URL_REDSHIFT_DATA = $script:Redshift.endpoint
    $env:AWS_REGION = 'us-east-1'
}

function Start-TestProcess {
    param([string] $Command, [Parameter(ValueFromRemainingArguments)] [string[]] $Arguments)
    $start = [Diagnostics.ProcessStartInfo]::new($Command, $Arguments)
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $script:Processes = @($process) + $script:Processes
    $line = $process.StandardOutput.ReadLine()
    if (-not $line) { throw "It did not start: $Command $Arguments" }
    @{ Process = $process; Line = $line }
}

function Stop-TestRedshift {
    <# .SYNOPSIS Ends both. #>
    foreach ($process in $script:Processes) {
        $process.StandardInput.Close()
        if (-not $process.WaitForExit(20000)) { $process.Kill($true) }
        $process.Dispose()
    }
    $script:Processes = @()
    Remove-Item Env:AWS_ENDPOINT_URL_REDSHIFT_DATA, Env:AWS_REGION -ErrorAction Ignore
}

function Invoke-TestSql {
    <# .SYNOPSIS Runs SQL on the PostgreSQL by its own psql, and returns the lines of its output. #>
    param([string] $Sql)
    $lines = $Sql | psql --no-psqlrc --host $script:Folder --username postgres --set ON_ERROR_STOP=1 --quiet --tuples-only --no-align --file -
    if ($LASTEXITCODE) { throw "psql failed: $Sql" }
    $lines
}

function Invoke-Control([string] $Method, [string] $Route, [hashtable] $Body) {
    $request = @{ Method = $Method; Uri = "$($script:Redshift.endpoint)/-/$Route" }
    if ($Body) { $request.Body = $Body | ConvertTo-Json; $request.ContentType = 'application/json' }
    Invoke-RestMethod @request -ProgressAction Ignore
}

function Add-TestRedshiftFault {
    <# .SYNOPSIS Lets the next request of an action go wrong: throttle, unavailable, page, lost, or an error code. #>
    param([string] $Action, [string] $Kind)
    Invoke-Control POST faults @{ Action = $Action; Kind = $Kind }
}

function Get-TestRedshiftAction {
    <# .SYNOPSIS The actions that were requested since the last call of Reset-TestRedshiftAction, in order. #>
    if ($script:Processes) { Invoke-Control GET requests | ForEach-Object { $_ } }
}

function Reset-TestRedshiftAction {
    <# .SYNOPSIS Forgets the requested actions. #>
    Invoke-Control DELETE requests
}

function Set-TestRedshiftAge {
    <# .SYNOPSIS Lets all runs have begun an hour earlier. #>
    Invoke-Control POST age
}

function Clear-TestRedshiftRun {
    <# .SYNOPSIS Lets the service forget all runs, as it does after 24 hours. #>
    Invoke-Control POST expire
}

Export-ModuleMember -Function *-Test*
