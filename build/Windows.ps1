# Runs the Pester suite in PowerShell for Windows on Wine: what differs on Windows, and by -Full all of it and the tests of Core.
# Whatever passes here is known to pass on Wine, which is not Windows. On Windows itself Test.ps1 runs the suites without this.
param(
    [string] $Configuration = 'Release',
    # The manifest of the module under test, below the root of the repository.
    [Parameter(Mandatory)] [string] $ModulePath,
    # Where the counts are written as JSON: Passed, Failed, Skipped, NotApplicable.
    [Parameter(Mandatory)] [string] $ResultPath,
    # Every folder and every class. Without it, those whose code differs on Windows.
    [switch] $Full,
    # Fewer files or folders than that, relative to tests/Pester.
    [string[]] $Path
)
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$root = Split-Path $PSScriptRoot
$output = Join-Path $root 'artifacts/windows'
$prefix = Join-Path $output 'prefix'
$reports = Join-Path $output 'reports'
Import-Module (Join-Path $PSScriptRoot 'Windows/Wine.psm1')

# The folders with paths, files, access lists and processes. Two run at a time, so the longest come first.
$differing = 'Send', 'Receive', 'Module', 'CopyManifest', 'RootKey', 'Windows', 'RoundTrip'
$isWhole = $Full -and -not $Path
if (-not $Path) {
    $folders = Get-ChildItem (Join-Path $root 'tests/Pester/*/*.Tests.ps1') | ForEach-Object { $_.Directory.Name } | Sort-Object -Unique
    $Path = $differing + @($Full ? ($folders | Where-Object { $_ -notin $differing }) : 'Samples/ScheduledTask.Tests.ps1')
}

function ConvertTo-DrivePath([string] $UnixPath, [string] $Base = $root) { 'R:\' + [IO.Path]::GetRelativePath($Base, $UnixPath).Replace('/', '\') }

function Publish-ForWindows([string] $Project, [string] $Name) {
    $folder = Join-Path $output $Name
    # The projects themselves know by this property for what they are published. A -runtime would be for their references too.
    dotnet publish (Join-Path $root $Project) --configuration $Configuration -p:ForWindows=true --output $folder --nologo --verbosity quiet -consoleLoggerParameters:NoSummary | Out-Host
    $folder
}

if (-not (Get-Command wine -ErrorAction Ignore)) { throw 'Wine is not installed. On Debian: apt-get install --no-install-recommends wine wine64' }
$null = New-Item -ItemType Directory -Force $output
Remove-Item $reports -Recurse -ErrorAction Ignore
$null = New-Item -ItemType Directory $reports

try {
    # The prefix takes a while in which it hardly computes.
    $making = Start-ThreadJob {
        Import-Module $using:PSScriptRoot/Windows/Wine.psm1
        New-WinePrefix $using:prefix -Repository $using:root
    }
    $shell = Publish-ForWindows tests/WindowsHost pwsh
    $server = Publish-ForWindows tests/LocalS3 LocalS3
    # The package of the SDK has no modules. Those of the tool's Windows build are the same as an installed PowerShell's.
    $tool = dotnet tool exec "PowerShell@$($PSVersionTable.PSVersion)" --yes -- -NoProfile -Command '$PSHOME'
    Copy-Item (Join-Path (Split-Path $tool) 'win/Modules') $shell -Recurse -Force
    dotnet restore (Join-Path $root 'tests/Pester/PesterTests.csproj') --verbosity quiet
    $pester = dotnet msbuild (Join-Path $root 'tests/Pester/PesterTests.csproj') -getProperty:PkgPester
    Receive-Job $making -Wait -AutoRemoveJob

    $environment = @{
        REDSHIFT_ENCRYPTION_MODULE  = ConvertTo-DrivePath $ModulePath
        REDSHIFT_ENCRYPTION_LOCALS3 = ConvertTo-DrivePath (Join-Path $server 'LocalS3.exe')
    }
    $suite = @("$shell/pwsh.exe", '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File', 'R:\tests\Pester\Invoke-PesterSuite.ps1', '-PesterPath', "Z:$pester", '-Configuration', $Configuration)
    $planned = @(foreach ($item in $Path) {
            $name = $item.Replace('/', '.')
            @{ Name = $name; Timeout = 1200; Arguments = $suite + '-ResultPath', "R:\artifacts\windows\reports\$name.json", '-Path', "R:\tests\Pester\$($item.Replace('/', '\'))" }
        })
    if ($isWhole) {
        $core = Join-Path (Publish-ForWindows tests/RedshiftEncryption.Core.Tests Core.Tests) 'RedshiftEncryption.Core.Tests.exe'
        $classes = (Invoke-Wine $prefix $core, '-list', 'classes').Output -split '\r?\n' | Where-Object { $_ -match '^RedshiftEncryption\.' }
        if (-not $classes) { throw "$core lists no class." }
        # One process a class: on Wine, one for all of them does not end, or ends with "SuspendThread failed".
        $planned += foreach ($class in $classes) {
            $name = $class -replace '^RedshiftEncryption\.Tests\.', 'Core.'
            @{ Name = $name; MayHang = $true; Timeout = 120; Arguments = $core, '-class', $class, '-trait-', 'Category=NotOnWine', '-maxThreads', 'unlimited', '-noColor', '-result-ctrf', "R:\artifacts\windows\reports\$name.json" }
        }
    }
    $runs = $planned | ForEach-Object -ThrottleLimit 2 -Parallel {
        Import-Module $using:PSScriptRoot/Windows/Wine.psm1
        $name = $_.Name
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $result = Invoke-Wine $using:prefix $_.Arguments -Environment $using:environment -TimeoutSeconds $_.Timeout
        Set-Content -LiteralPath "$using:reports/$name.log" $result.Output
        $counts = Get-Content -Raw "$using:reports/$name.json" -ErrorAction Ignore | ConvertFrom-Json
        # Core's tests skip what Windows does not have, and nothing else.
        if ($counts.results) { $counts = [pscustomobject]@{ Passed = $counts.results.summary.passed; Failed = $counts.results.summary.failed; Skipped = 0; NotApplicable = $counts.results.summary.skipped } }
        # Wine's SuspendThread, which the garbage collector needs, may stop a process of xunit for ever. So may a test that fails.
        elseif ($null -eq $counts -and $null -eq $result.ExitCode -and $_.ContainsKey('MayHang') -and $result.Output -notmatch '\[FAIL\]') { $counts = [pscustomobject]@{ Passed = 0; Failed = 0; Skipped = 0; NotApplicable = 1 } }
        $counts ??= [pscustomobject]@{ Passed = 0; Failed = 1; Skipped = 0; NotApplicable = 0 }
        if ($null -ne $result.ExitCode -and $result.ExitCode -ne 0 -and $counts.Failed -eq 0) { $counts.Failed = 1 }
        if ($null -eq $result.ExitCode -and -not $_.ContainsKey('MayHang')) { $counts.Failed++ }
        if ($counts.Failed) { Write-Host $result.Output }
        $ended = $null -eq $result.ExitCode ? 'did not end in time' : "exit code $($result.ExitCode)"
        Write-Host ("{0}: {1} passed, {2} failed, {3} skipped, {4} not applicable in {5:N0} s ({6})" -f $name, $counts.Passed, $counts.Failed, $counts.Skipped, $counts.NotApplicable, $clock.Elapsed.TotalSeconds, $ended)
        $counts
    }
}
finally {
    if (Test-Path $prefix) { Remove-WinePrefix $prefix }
}

$totals = [ordered]@{}
foreach ($name in 'Passed', 'Failed', 'Skipped', 'NotApplicable') { $totals[$name] = [int]($runs | Measure-Object $name -Sum).Sum }
$totals | ConvertTo-Json -Compress | Set-Content -LiteralPath $ResultPath
