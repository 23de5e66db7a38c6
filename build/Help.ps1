# Compiles docs/cmdlets and docs/about_RedshiftEncryption.md to en-US, where Get-Help looks. Needs the built module, because
# the metadata of a cmdlet (syntax, types, defaults) is read from it and is not in the pages.
param(
    [string] $Configuration = 'Release',
    [string] $OutputPath = (Join-Path (Split-Path $PSScriptRoot) 'en-US'),
    # The folder of the published pages. Without it, Get-Help does not offer -Online.
    [string] $OnlineVersion,
    # Uses the existing compiler.
    [switch] $NoBuild
)
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

$root = Split-Path $PSScriptRoot
if (-not $NoBuild) { dotnet build (Join-Path $PSScriptRoot 'HelpCompiler/HelpCompiler.csproj') --configuration $Configuration --nologo --verbosity quiet -consoleLoggerParameters:NoSummary }
$online = @($OnlineVersion | Where-Object { $_ })
$metadata = [IO.Path]::GetTempFileName()
try {
    # In its own process, so that the module's assemblies are not locked here and the next build can overwrite them.
    dotnet ($env:REDSHIFT_ENCRYPTION_PWSH ?? (Join-Path $PSHOME 'pwsh.dll')) -NoProfile -NonInteractive -File (Join-Path $PSScriptRoot 'HelpCompiler/Export-CommandMetadata.ps1') -ModulePath (Join-Path $root 'RedshiftEncryption.psd1') -Path $metadata
    dotnet (Join-Path $PSScriptRoot "HelpCompiler/bin/$Configuration/net10.0/HelpCompiler.dll") $metadata (Join-Path $root 'docs') $OutputPath @online
}
finally {
    Remove-Item -LiteralPath $metadata
}
