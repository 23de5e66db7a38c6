<#
.SYNOPSIS
The one entry to this repository: builds the module, tests it, packs it, or shows it at work.
.DESCRIPTION
On a machine without pwsh the .NET 10 SDK runs it:
    dotnet tool exec PowerShell@7.6.9 --yes -- ./build.ps1 -Task QuickStart
.PARAMETER Task
Build: the module's binaries, where Import-Module ./RedshiftEncryption.psd1 finds them.
Test: all suites against real servers, which it installs as root and names otherwise.
Package: the module's folder and its .nupkg, symbols and bill of materials, under artifacts/.
Lambda: the function for S3 Batch Operations, compiled for AWS Lambda, as a .zip under artifacts/. On Linux only.
QuickStart: the main job on sample files and a small S3 server on this machine.
Bench: the transfer engine against the plain AWS SDK, in ratios of one run.
.PARAMETER Configuration
Release or Debug.
.PARAMETER Full
With Test: runs everything in PowerShell for Windows on Wine too, and not only what differs on Windows.
.PARAMETER KeepServer
With QuickStart: keeps the local S3 server running until Enter is pressed, and shows commands to try.
.PARAMETER ProjectUri
With Package: where the repository is on the web, in GitHub's layout; the package's manifest
then names it and its icon, and Get-Help -Online opens the pages there.
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Package', 'Lambda', 'QuickStart', 'Bench')] [string] $Task = 'Build',
    [ValidateSet('Release', 'Debug')] [string] $Configuration = 'Release',
    [uri] $ProjectUri,
    [switch] $KeepServer,
    [switch] $Full
)
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$arguments = @{ Configuration = $Configuration }
if ($ProjectUri) { $arguments.ProjectUri = $ProjectUri }
if ($KeepServer) { $arguments.KeepServer = $true }
if ($Full) { $arguments.Full = $true }
& (Join-Path $PSScriptRoot "build/$Task.ps1") @arguments
# The caller or CI gets the exit code of the task.
exit $LASTEXITCODE
