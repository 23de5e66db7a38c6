# Runs every suite: spelling, formatting, xunit on Core, xunit on real servers, Pester on the package. As root it installs the
# servers and Ruby first. Otherwise it names the packages and skips the tests that need them. In CI (CI=true) none is skipped.
param([string] $Configuration = 'Release')

$root = Split-Path $PSScriptRoot
$results = New-Item -ItemType Directory -Force -Path (Join-Path $root 'artifacts/test-results')
Remove-Item (Join-Path $results '*') -Recurse -ErrorAction Ignore
$totals = [ordered]@{ Passed = 0; Failed = 0; Skipped = 0 }
$PSNativeCommandUseErrorActionPreference = $false

function Step([string] $Name) { Write-Host "`n== $Name" -ForegroundColor Cyan }

# A failed step counts as one failed test, so that the results of a suite cannot hide it.
function Assert-Step([string] $Name) {
    if ($LASTEXITCODE -ne 0) {
        Write-Host "$Name failed with exit code $LASTEXITCODE." -ForegroundColor Red
        $totals.Failed++
    }
}

function Invoke-Xunit([string] $Project) {
    Step $Project
    $report = "$Project.ctrf.json"
    dotnet test --project (Join-Path $root "tests/$Project") --configuration $Configuration --no-build --results-directory $results --report-xunit-ctrf --report-xunit-ctrf-filename $report | Out-Host
    $exitCode = $LASTEXITCODE
    $path = Join-Path $results $report
    if (-not (Test-Path $path)) {
        Write-Host "$Project ran no test." -ForegroundColor Red
        $totals.Failed++
        return
    }
    $summary = (Get-Content -Raw $path | ConvertFrom-Json).results.summary
    $totals.Passed += $summary.passed
    $totals.Failed += $summary.failed
    $totals.Skipped += $summary.skipped + $summary.pending + $summary.other
    if ($exitCode -ne 0 -and $summary.failed -eq 0) { $totals.Failed++ }
}

function Invoke-PesterSuite {
    Step 'Pester'
    dotnet restore (Join-Path $root 'tests/Pester/PesterTests.csproj') --verbosity quiet
    $pester = dotnet msbuild (Join-Path $root 'tests/Pester/PesterTests.csproj') -getProperty:PkgPester
    $report = Join-Path $results 'Pester.json'
    # In its own process: the module is imported into a new one, and its assemblies are not locked here.
    dotnet $env:REDSHIFT_ENCRYPTION_PWSH -NoProfile -NonInteractive -File (Join-Path $root 'tests/Pester/Invoke-PesterSuite.ps1') -PesterPath $pester -ResultPath $report -Configuration $Configuration | Out-Host
    $exitCode = $LASTEXITCODE
    if (-not (Test-Path $report)) {
        Write-Host 'Pester ran no test.' -ForegroundColor Red
        $totals.Failed++
        return
    }
    $summary = Get-Content -Raw $report | ConvertFrom-Json
    $totals.Passed += $summary.Passed
    $totals.Failed += $summary.Failed
    $totals.Skipped += $summary.Skipped
    if ($exitCode -ne 0 -and $summary.Failed -eq 0) { $totals.Failed++ }
}

Step 'Servers and Ruby'
bash (Join-Path $root 'tests/install.sh')
if ($LASTEXITCODE -ne 0) {
    Write-Host 'What needs them is skipped.' -ForegroundColor Yellow
    if ($env:CI -eq 'true') { $totals.Failed++ }
}

Step 'Build'
dotnet build (Join-Path $root 'RedshiftEncryption.sln') --configuration $Configuration --nologo --verbosity quiet -consoleLoggerParameters:NoSummary
Assert-Step 'The build'

Step 'Help'
try {
    & (Join-Path $PSScriptRoot 'Help.ps1') -Configuration $Configuration
}
catch {
    Write-Host "The help failed: $_" -ForegroundColor Red
    $totals.Failed++
}

Step 'Package'
try {
    & (Join-Path $PSScriptRoot 'Package.ps1') -Configuration $Configuration -NoBuild
    # Pester imports the package that users get, not the output of the build.
    $env:REDSHIFT_ENCRYPTION_MODULE = (Get-Item (Join-Path $root 'artifacts/RedshiftEncryption/*/RedshiftEncryption.psd1')).FullName
}
catch {
    Write-Host "The package failed: $_" -ForegroundColor Red
    $env:REDSHIFT_ENCRYPTION_MODULE = $null
    $totals.Failed++
}

Step 'Formatting'
dotnet tool exec csharpier@1.3.0 --yes -- check @('src', 'tests', 'bench', 'build' | ForEach-Object { Join-Path $root $_ })
Assert-Step 'The formatting'

Step 'Spelling'
try {
    & (Join-Path $PSScriptRoot 'Spelling.ps1')
}
catch {
    Write-Host "The spelling failed: $_" -ForegroundColor Red
    $totals.Failed++
}

# This very pwsh, for the suites that start one: from a tool package it is an assembly that dotnet runs.
$env:REDSHIFT_ENCRYPTION_PWSH = Join-Path $PSHOME 'pwsh.dll'
$radosgw = Join-Path $root 'tests/radosgw/radosgw.sh'
try {
    Invoke-Xunit 'RedshiftEncryption.Core.Tests'
    Invoke-Xunit 'RedshiftEncryption.Integration.Tests'
    Invoke-PesterSuite
}
finally {
    foreach ($variant in 'host', 'trixie') {
        bash $radosgw stop --variant $variant
        Assert-Step "Stopping radosgw ($variant)"
    }
}

Write-Host "`n$($totals.Passed) passed, $($totals.Failed) failed, $($totals.Skipped) skipped"
if ($totals.Failed -gt 0) { exit 1 }
