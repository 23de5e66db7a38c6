<#
.SYNOPSIS
Makes docs/terminal.svg of what samples/QuickStart.ps1 writes to a terminal.
.DESCRIPTION
Runs the quick start, which has to be built, in a process that writes its colours down, and draws the text as it came: one
line of SVG a line, the sixteen colours of a terminal and bold. Nothing is added but the window and the command.
.PARAMETER Configuration
Release or Debug.
#>
[CmdletBinding()]
param([ValidateSet('Release', 'Debug')] [string] $Configuration = 'Release')
$ErrorActionPreference = 'Stop'

$root = Split-Path $PSScriptRoot
$target = Join-Path $root 'docs/terminal.svg'
$columns = 100
$script = @"
`$PSStyle.OutputRendering = 'Ansi'
`$ProgressPreference = 'SilentlyContinue'
`$Host.UI.RawUI.BufferSize = [Management.Automation.Host.Size]::new($columns, 1000)
& '$(Join-Path $PSScriptRoot 'QuickStart.ps1')' -Configuration $Configuration
"@
$output = dotnet (Join-Path $PSHOME 'pwsh.dll') -NoProfile -NonInteractive -Command $script
if ($LASTEXITCODE -ne 0) { throw "The quick start ended with $LASTEXITCODE." }
$output | Write-Host
