# Installs the packages of a folder with a package-lock.json, unless they are there.
param([Parameter(Mandatory, Position = 0)] [string] $Folder)
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false

$missing = @('node', 'npm' | Where-Object { -not (Get-Command $_ -CommandType Application -ErrorAction Ignore) })
if ($missing) { throw "The checks need Node.js 18 or later. Not found: $($missing -join ', ')." }

# npm records what it installed in a second lock file, next to the packages.
$wanted, $installed = (Join-Path $Folder 'package-lock.json'), (Join-Path $Folder 'node_modules/.package-lock.json')
if (-not (Test-Path $installed) -or (Get-Item -Force $installed).LastWriteTimeUtc -lt (Get-Item $wanted).LastWriteTimeUtc) {
    npm ci --prefix $Folder --no-audit --no-fund --loglevel error | Out-Host
    if ($LASTEXITCODE -ne 0) { throw "npm could not install the packages of $Folder (exit code $LASTEXITCODE)." }
}
