# Builds the module: RedshiftEncryption.psd1 finds its binaries below bin/.
param([string] $Configuration = 'Release')

$root = Split-Path $PSScriptRoot
dotnet build (Join-Path $root 'src/RedshiftEncryption/RedshiftEncryption.csproj') --configuration $Configuration --nologo --verbosity quiet -consoleLoggerParameters:NoSummary
Write-Host "Built $Configuration. Import-Module $(Join-Path $root 'RedshiftEncryption.psd1')"
