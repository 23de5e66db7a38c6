# Builds the module and its help: RedshiftEncryption.psd1 finds its binaries below bin/, Get-Help its texts in en-US/.
param([string] $Configuration = 'Release')

$root = Split-Path $PSScriptRoot
# An assembly of an earlier build, or under an earlier name, must not be shipped.
Remove-Item (Join-Path $root 'bin/*/lib') -Recurse -ErrorAction Ignore
dotnet build (Join-Path $root 'src/RedshiftEncryption/RedshiftEncryption.csproj') --configuration $Configuration --nologo --verbosity quiet -consoleLoggerParameters:NoSummary
& (Join-Path $PSScriptRoot 'Help.ps1') -Configuration $Configuration
Write-Host "Built $Configuration. Import-Module $(Join-Path $root 'RedshiftEncryption.psd1')"
