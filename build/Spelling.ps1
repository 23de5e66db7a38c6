# Checks the spelling of the documents, of the samples and of the C# sources (comments, strings and names) by cspell, with
# cspell.json and the words of build/spelling/words.txt. It needs Node.js, which tests/install.sh installs as root on Debian.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
$root = Split-Path $PSScriptRoot
$folder = Join-Path $PSScriptRoot 'spelling'

$missing = @('node', 'npm' | Where-Object { -not (Get-Command $_ -CommandType Application -ErrorAction Ignore) })
if ($missing) { throw "The spelling check needs Node.js 18 or later. Not found: $($missing -join ', ')." }

# npm records what it installed in a second lock file, next to the packages.
$wanted, $installed = (Join-Path $folder 'package-lock.json'), (Join-Path $folder 'node_modules/.package-lock.json')
if (-not (Test-Path $installed) -or (Get-Item -Force $installed).LastWriteTimeUtc -lt (Get-Item $wanted).LastWriteTimeUtc) {
    npm ci --prefix $folder --no-audit --no-fund --loglevel error | Out-Host
    if ($LASTEXITCODE -ne 0) { throw "npm could not install cspell (exit code $LASTEXITCODE)." }
}

Push-Location $root
try {
    node (Join-Path $folder 'node_modules/cspell/bin.mjs') lint --config cspell.json --no-progress --relative | Out-Host
    if ($LASTEXITCODE -ne 0) { throw 'There are unknown words. Correct them; a word that is right goes into build/spelling/words.txt.' }
}
finally {
    Pop-Location
}
