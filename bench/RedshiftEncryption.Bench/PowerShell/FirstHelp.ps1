# Imports a module and gets a command's help, as the first actions of this pwsh. Writes the milliseconds.
param([string] $Module, [string] $Command)
$ErrorActionPreference = 'Stop'
$null = [Console]::In.ReadLine()
$watch = [Diagnostics.Stopwatch]::StartNew()
Import-Module $Module
$help = Get-Help $Command
$watch.Stop()
if ($help.Name -ne $Command) { throw "There is no help for $Command." }
[Console]::Out.WriteLine($watch.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture))
