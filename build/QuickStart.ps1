# Builds the module and LocalS3, and runs samples/QuickStart.ps1 on this machine alone.
param([string] $Configuration = 'Release')

$root = Split-Path $PSScriptRoot
& (Join-Path $PSScriptRoot 'Build.ps1') -Configuration $Configuration
dotnet build (Join-Path $root 'tests/LocalS3/LocalS3.csproj') --configuration $Configuration --nologo --verbosity quiet -consoleLoggerParameters:NoSummary

$folder = New-Item -ItemType Directory -Path ([IO.Path]::Combine([IO.Path]::GetTempPath(), 'RedshiftEncryption-' + [IO.Path]::GetRandomFileName()))
$start = [Diagnostics.ProcessStartInfo]::new('dotnet')
Join-Path $root "tests/LocalS3/bin/$Configuration/net10.0/LocalS3.dll" | ForEach-Object { $start.ArgumentList.Add($_) }
'--exit-with-stdin', '--bucket', 'acme-load' | ForEach-Object { $start.ArgumentList.Add($_) }
$start.RedirectStandardInput = $true
$start.RedirectStandardOutput = $true
$server = [Diagnostics.Process]::Start($start)
# This may be somebody's own session: its AWS settings are put away meanwhile.
$kept = Get-ChildItem Env:AWS_* | Select-Object Name, Value
$kept | ForEach-Object { Remove-Item "Env:$($_.Name)" }
try {
    $connection = $server.StandardOutput.ReadLine() | ConvertFrom-Json
    $env:AWS_ENDPOINT_URL_S3 = $connection.endpoint
    $env:AWS_ACCESS_KEY_ID = $connection.accessKeyId
    $env:AWS_SECRET_ACCESS_KEY = $connection.secretAccessKey
    $env:AWS_REGION = 'eu-central-1'
    Write-Host "LocalS3 stands in for S3 at $($connection.endpoint), with a bucket acme-load; its data is gone afterwards.`n"

    Import-Module (Join-Path $root 'RedshiftEncryption.psd1')
    & (Join-Path $root 'samples/QuickStart.ps1') -BucketName acme-load -KeyPath (Join-Path $folder 'sales.key')
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
  samples/QuickStart.ps1   what has just run, as a script to start from; it needs a bucket of yours and AWS credentials
  README.md                what the root key protects and what it does not, and which statements Redshift still takes
  Get-Command -Module RedshiftEncryption
"@
