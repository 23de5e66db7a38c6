# Runs every suite: spelling, formatting, xunit on Core, xunit on real servers, Pester on the package. As root it installs the
# servers, Ruby and Wine first. Otherwise it names the packages and skips the tests that need them. In CI (CI=true) none is skipped.
# Pester runs once more, in PowerShell for Windows on Wine. On Windows itself it runs once, and tests with servers are skipped.
param(
    [string] $Configuration = 'Release',
    # Every Pester folder and Core's tests on Wine, and not only what differs on Windows.
    [switch] $Full
)

$root = Split-Path $PSScriptRoot
$results = New-Item -ItemType Directory -Force -Path (Join-Path $root 'artifacts/test-results')
Remove-Item (Join-Path $results '*') -Recurse -ErrorAction Ignore
$totals = [ordered]@{ Passed = 0; Failed = 0; Skipped = 0 }
# What the closing line does not tell: how many tests are not applicable, and how many ran on Wine.
$notes = [Collections.Generic.List[string]]::new()
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

# Its tests wait for servers, processes and time limits more than they compute, so it runs beside the other suites.
function Start-PesterSuite {
    dotnet restore (Join-Path $root 'tests/Pester/PesterTests.csproj') --verbosity quiet
    $pester = dotnet msbuild (Join-Path $root 'tests/Pester/PesterTests.csproj') -getProperty:PkgPester
    $run = @{ Report = Join-Path $results 'Pester.json'; ExitCode = $null }
    # In its own process: the module is imported into a new one, and its assemblies are not locked here.
    $script = Join-Path $root 'tests/Pester/Invoke-PesterSuite.ps1'
    $run.Job = Start-ThreadJob {
        $run = $using:run
        dotnet $env:REDSHIFT_ENCRYPTION_PWSH -NoProfile -NonInteractive -File $using:script -PesterPath $using:pester -ResultPath $run.Report -Configuration $using:Configuration 2>&1 | ForEach-Object { "$_" }
        $run.ExitCode = $LASTEXITCODE
    }
    $run
}

function Complete-PesterSuite($Run) {
    Step 'Pester'
    Receive-Job $Run.Job -Wait -AutoRemoveJob | Out-Host
    if (-not (Test-Path $Run.Report)) {
        Write-Host 'Pester ran no test.' -ForegroundColor Red
        $totals.Failed++
        return
    }
    $summary = Get-Content -Raw $Run.Report | ConvertFrom-Json
    foreach ($name in @($totals.Keys)) { $totals[$name] += $summary.$name }
    if ($Run.ExitCode -ne 0 -and $summary.Failed -eq 0) { $totals.Failed++ }
    $notes.Add("$($summary.NotApplicable) Pester tests are about other systems, and not applicable here.")
}

function Invoke-WindowsSuite {
    Step 'Pester on Wine'
    if (-not (Get-Command wine -ErrorAction Ignore) -or -not $env:REDSHIFT_ENCRYPTION_MODULE) {
        Write-Host 'Wine or the package is missing: nothing ran as on Windows.' -ForegroundColor Yellow
        $notes.Add('Nothing ran on Wine.')
        if ($env:CI -eq 'true') { $totals.Failed++ }
        return
    }
    $report = Join-Path $results 'Windows.json'
    try {
        & (Join-Path $PSScriptRoot 'Windows.ps1') -Configuration $Configuration -ModulePath $env:REDSHIFT_ENCRYPTION_MODULE -ResultPath $report -Full:$Full
    }
    catch {
        Write-Host "The tests on Wine failed: $_" -ForegroundColor Red
        $totals.Failed++
        return
    }
    $summary = Get-Content -Raw $report | ConvertFrom-Json
    foreach ($name in @($totals.Keys)) { $totals[$name] += $summary.$name }
    $notes.Add("On Wine: $($summary.Passed) of the passed, $($summary.Failed) of the failed and $($summary.Skipped) of the skipped tests; $($summary.NotApplicable) more are not applicable there.")
}

Step 'Servers, Ruby and Wine'
if ($IsWindows) { Write-Host 'They run on Linux. What needs them is skipped.' -ForegroundColor Yellow }
else {
    bash (Join-Path $root 'tests/install.sh')
    if ($LASTEXITCODE -ne 0) {
        Write-Host 'What needs them is skipped.' -ForegroundColor Yellow
        if ($env:CI -eq 'true') { $totals.Failed++ }
    }
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

# The integration tests run the program that AWS Lambda runs.
Step 'Lambda function'
if ($IsWindows) { Write-Host 'It is compiled on Linux only.' -ForegroundColor Yellow }
else {
    try {
        & (Join-Path $PSScriptRoot 'Lambda.ps1') -Configuration $Configuration
    }
    catch {
        Write-Host "The Lambda function failed: $_" -ForegroundColor Red
        $totals.Failed++
    }
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
Invoke-Xunit 'RedshiftEncryption.Core.Tests'
$pesterRun = Start-PesterSuite
if (-not $IsWindows) {
    try {
        Invoke-Xunit 'RedshiftEncryption.Integration.Tests'
    }
    finally {
        foreach ($variant in 'host', 'trixie') {
            bash $radosgw stop --variant $variant
            Assert-Step "Stopping radosgw ($variant)"
        }
    }
}
if (-not $IsWindows) { Invoke-WindowsSuite }
Complete-PesterSuite $pesterRun

Write-Host ''
$notes | ForEach-Object { Write-Host $_ }
Write-Host "$($totals.Passed) passed, $($totals.Failed) failed, $($totals.Skipped) skipped"
if ($totals.Failed -gt 0) { exit 1 }
