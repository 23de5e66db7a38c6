# Measures the transfer engine against the plain AWS SDK, in ratios of one run; the table goes to artifacts/bench.md too.
# For numbers to keep, run it on a machine that is otherwise idle. The exit code is 1 if a row misses its limit.
param(
    [string] $Configuration = 'Release',
    [ValidateSet('upload-network', 'upload-sink', 'upload-https', 'upload-directory', 'upload-slow-connections', 'reader', 'small-files', 'unchanged', 'manifest', 'inventory', 'latency', 'verify', 'convert', 'gcm', 'memory', 'allocations', 'import', 'retries', 'simulation', 'scale-inventory', 'scale-convert', 'scale-rekey')] [string[]] $Row = @()
)
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

$root = Split-Path $PSScriptRoot
foreach ($project in 'src/RedshiftEncryption/RedshiftEncryption.csproj', 'tests/LocalS3/LocalS3.csproj', 'bench/RedshiftEncryption.Bench/RedshiftEncryption.Bench.csproj') {
    dotnet build (Join-Path $root $project) --configuration $Configuration --nologo --verbosity quiet -consoleLoggerParameters:NoSummary
}

$inputs = New-Item -ItemType Directory -Path ([IO.Path]::Combine([IO.Path]::GetTempPath(), 'RedshiftEncryption-bench-' + [IO.Path]::GetRandomFileName()))
$changed = git -C $root status --porcelain
$arguments = @(
    Join-Path $root "bench/RedshiftEncryption.Bench/bin/$Configuration/net8.0/RedshiftEncryption.Bench.dll"
    '--repository', $root
    '--configuration', $Configuration
    '--inputs', $inputs
    '--report', (Join-Path $root 'artifacts/bench.md')
    '--commit', ((git -C $root rev-parse --short HEAD) + ($changed ? ' with changes' : ''))
    $Row | ForEach-Object { '--row', $_ }
)
$previous = $env:SSL_CERT_FILE, $env:REDSHIFT_ENCRYPTION_PWSH
# This very pwsh, for the rows that start one, unless the caller names another: from a tool package it is an assembly that dotnet runs.
$env:REDSHIFT_ENCRYPTION_PWSH ??= Join-Path $PSHOME 'pwsh.dll'
# LocalS3 writes its throw-away certificate there.
$env:SSL_CERT_FILE = Join-Path $inputs 'https/localhost.pem'
$PSNativeCommandUseErrorActionPreference = $false
try {
    dotnet $arguments
}
finally {
    $env:SSL_CERT_FILE, $env:REDSHIFT_ENCRYPTION_PWSH = $previous
    Remove-Item -LiteralPath $inputs -Recurse
}
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
