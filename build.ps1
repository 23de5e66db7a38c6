<#
.SYNOPSIS
The one entry to this repository: builds the module, tests it, or shows it at work.
.DESCRIPTION
On a machine without pwsh the .NET 10 SDK runs it:
    dotnet tool exec PowerShell@7.6.9 --yes -- ./build.ps1 -Task QuickStart
.PARAMETER Task
Build: the module's binaries, where Import-Module ./RedshiftEncryption.psd1 finds them.
Test: all suites against real servers, which it installs as root and names otherwise.
QuickStart: the main job on sample files and a small S3 server on this machine.
Bench: the transfer engine against the plain AWS SDK, in ratios of one run.
.PARAMETER Configuration
Release or Debug.
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'QuickStart', 'Bench')] [string] $Task = 'Build',
    [ValidateSet('Release', 'Debug')] [string] $Configuration = 'Release'
)
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
& (Join-Path $PSScriptRoot "build/$Task.ps1") -Configuration $Configuration
# Whatever the task exited with is what a caller or CI sees.
exit $LASTEXITCODE
