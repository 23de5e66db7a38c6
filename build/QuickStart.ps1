# Builds the module and LocalS3, and runs samples/QuickStart.ps1 on this machine only.
param(
    [string] $Configuration = 'Release',
    # Keeps the server running until Enter is pressed, for commands in another window.
    [switch] $KeepServer,
    # Uses the existing binaries.
    [switch] $NoBuild
)
$ErrorActionPreference = 'Stop'

$root = Split-Path $PSScriptRoot
if (-not $NoBuild) {
    Write-Host 'Building the module and LocalS3, a small S3 server for this machine. The first build downloads packages; later ones take seconds.'
    $total = [Diagnostics.Stopwatch]::StartNew()
    # Only the framework that runs here, and no analyzers: they take most of the time. Their own obj folder, so that the other
    # tasks do not take these results for theirs. The projects share nothing and are built concurrently.
    @{ Name = 'The module'; Path = 'src/RedshiftEncryption/RedshiftEncryption.csproj'; Only = @('--framework', 'net8.0') },
    @{ Name = 'LocalS3'; Path = 'tests/LocalS3/LocalS3.csproj'; Only = @() },
    @{ Name = 'The compiler of help'; Path = 'build/HelpCompiler/HelpCompiler.csproj'; Only = @() } | ForEach-Object -Parallel {
        $only = $_.Only
        $output = dotnet build (Join-Path $using:root $_.Path) @only --configuration $using:Configuration --nologo --verbosity quiet -consoleLoggerParameters:NoSummary -property:RunAnalyzers=false -property:IntermediateOutputPath=obj/QuickStart/ 2>&1
        @{ Name = $_.Name; ExitCode = $LASTEXITCODE; Output = $output }
    } | ForEach-Object {
        if ($_.ExitCode -ne 0) { throw "$($_.Name) was not built:`n$($_.Output -join "`n")" }
        Write-Host ('  {0} is built ({1:0} s).' -f $_.Name, $total.Elapsed.TotalSeconds)
    }
    & (Join-Path $PSScriptRoot 'Help.ps1') -Configuration $Configuration -NoBuild
    Write-Host ('  Get-Help has its pages ({0:0} s).' -f $total.Elapsed.TotalSeconds)
}

$folder = New-Item -ItemType Directory -Path ([IO.Path]::Combine([IO.Path]::GetTempPath(), 'RedshiftEncryption-' + [IO.Path]::GetRandomFileName()))
$start = [Diagnostics.ProcessStartInfo]::new('dotnet')
Join-Path $root "tests/LocalS3/bin/$Configuration/net10.0/LocalS3.dll" | ForEach-Object { $start.ArgumentList.Add($_) }
'--exit-with-stdin', '--bucket', 'acme-load' | ForEach-Object { $start.ArgumentList.Add($_) }
$start.RedirectStandardInput = $true
$start.RedirectStandardOutput = $true
$server = [Diagnostics.Process]::Start($start)
# This may be a user's own session: its AWS settings are restored afterward.
$kept = Get-ChildItem Env:AWS_* | Select-Object Name, Value
$kept | ForEach-Object { Remove-Item "Env:$($_.Name)" }
try {
    $connection = $server.StandardOutput.ReadLine() | ConvertFrom-Json
    $env:AWS_ENDPOINT_URL_S3 = $connection.endpoint
    $env:AWS_ACCESS_KEY_ID = $connection.accessKeyId
    $env:AWS_SECRET_ACCESS_KEY = $connection.secretAccessKey
    $env:AWS_REGION = 'eu-central-1'
    Write-Host "LocalS3 stands in for S3 at $($connection.endpoint), with a bucket acme-load. Its data is lost when it ends.`n"

    Import-Module (Join-Path $root 'RedshiftEncryption.psd1')
    & (Join-Path $root 'samples/QuickStart.ps1') -BucketName acme-load -KeyPath (Join-Path $folder 'sales.key')
    if ($KeepServer) {
        Write-Host @"

The server keeps running. Open PowerShell 7 in another window (pwsh, or: dotnet tool exec PowerShell@7.6.9 --yes), and type:
  `$env:AWS_ENDPOINT_URL_S3 = '$($connection.endpoint)'; `$env:AWS_REGION = 'eu-central-1'
  `$env:AWS_ACCESS_KEY_ID = '$($connection.accessKeyId)'; `$env:AWS_SECRET_ACCESS_KEY = '$($connection.secretAccessKey)'
  Import-Module '$(Join-Path $root 'RedshiftEncryption.psd1')'
  Get-EncryptedS3Object acme-load sales/ -RootKey '$(Join-Path $folder 'sales.key')'
  Receive-EncryptedS3Object acme-load sales/ -Destination ./received -RootKey '$(Join-Path $folder 'sales.key')'
  Convert-EncryptedS3Object acme-load sales/ -DestinationKeyPrefix converted/ -RootKey '$(Join-Path $folder 'sales.key')'
  Get-EncryptedS3Object acme-load | Group-Object Envelope, ServerSideEncryption -NoElement
  Get-Help Send-EncryptedS3Object -Examples
Press Enter here to stop the server and delete the key.
"@
        [void][Console]::In.ReadLine()
    }
}
finally {
    $server.StandardInput.Close()
    $server.WaitForExit()
    Remove-Item -LiteralPath $folder -Recurse
    Remove-Item Env:AWS_*
    $kept | ForEach-Object { Set-Item "Env:$($_.Name)" $_.Value }
}
Write-Host @"
Where to go from here
  Import-Module $(Join-Path $root 'RedshiftEncryption.psd1')
  samples/QuickStart.ps1   the script that has just run, to start from; it needs a bucket and AWS credentials of yours
  docs/guides/             one page for each job
  Get-Command -Module RedshiftEncryption
"@
