# Checks the spelling of the documents, the samples and the code (comments, strings and names) by cspell, with cspell.json and the
# words of build/spelling: words.txt, and for the build, the tests and the benchmarks also tools.txt. It needs Node.js, which
# tests/install.sh installs as root on Debian.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
$root = Split-Path $PSScriptRoot
$folder = Join-Path $PSScriptRoot 'spelling'

& (Join-Path $PSScriptRoot 'NodePackages.ps1') $folder

Push-Location $root
try {
    node (Join-Path $folder 'node_modules/cspell/bin.mjs') lint --config cspell.json --no-progress --relative | Out-Host
    if ($LASTEXITCODE -ne 0) { throw 'There are unknown words. Correct them; a word that is right goes into build/spelling/words.txt or tools.txt.' }
}
finally {
    Pop-Location
}
