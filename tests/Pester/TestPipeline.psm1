# Pipelines in a runspace or a process of their own, with time limits: what is tested here may hang when it is wrong.

Import-Module "$PSScriptRoot/TestServer.psm1"

function Start-TestPipeline {
    <# .SYNOPSIS Runs a script in a new runspace that has the module and the variables. #>
    param([scriptblock] $Script, [hashtable] $Variable = @{})
    $shell = [powershell]::Create()
    $Variable.Keys | ForEach-Object { $shell.Runspace.SessionStateProxy.SetVariable($_, $Variable[$_]) }
    [void]$shell.AddScript("Import-Module '$(Get-TestPath Module)'; & { $Script }")
    $output = [Management.Automation.PSDataCollection[psobject]]::new()
    $running = $shell.BeginInvoke($output, $output)
    [pscustomobject]@{ Shell = $shell; Running = $running; Output = $output; Failure = $null }
}

function Wait-TestPipeline {
    <# .SYNOPSIS Waits for its end, and returns it with the exception that ended it, if any. #>
    param($Pipeline, [int] $TimeoutSeconds = 20)
    Wait-TestCondition { $Pipeline.Running.IsCompleted } $TimeoutSeconds
    try { [void]$Pipeline.Shell.EndInvoke($Pipeline.Running) } catch { $Pipeline.Failure = $_.Exception.InnerException }
    $Pipeline
}

function Remove-TestPipeline {
    <# .SYNOPSIS Stops it, if it still runs, and closes its runspace. #>
    param($Pipeline)
    if ($Pipeline.Running.IsCompleted) { $Pipeline.Shell.Dispose() } else { [void]$Pipeline.Shell.BeginStop($null, $null) }
}

function Invoke-TestCommand {
    <# .SYNOPSIS Runs a command in the current environment. Returns its exit code and its output. #>
    param([string] $Command, [string[]] $ArgumentList = @(), [int] $TimeoutSeconds = 60)
    $start = [Diagnostics.ProcessStartInfo]::new($Command)
    $ArgumentList | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $start.Environment['NO_COLOR'] = '1'
    $process = [Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    $output, $errors = $process.StandardOutput.ReadToEndAsync(), $process.StandardError.ReadToEndAsync()
    if (-not $process.WaitForExit($TimeoutSeconds * 1000)) { $process.Kill($true); throw "$Command did not end within $TimeoutSeconds s: $ArgumentList" }
    [pscustomobject]@{ ExitCode = $process.ExitCode; Output = $output.Result; Error = $errors.Result }
}

function Invoke-TestProcess {
    <# .SYNOPSIS Runs a script in a new pwsh, or with a command that starts it. Returns its exit code and its output. #>
    param([scriptblock] $Script, [string[]] $ArgumentList = @(), [int] $TimeoutSeconds = 60, [string[]] $Through = @())
    $file = Join-Path ([IO.Path]::GetTempPath()) "$([IO.Path]::GetRandomFileName()).ps1"
    [IO.File]::WriteAllText($file, $Script)
    # The tool package's pwsh is run by dotnet, an installed one by itself.
    $prefix = [IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -eq 'dotnet' ? @("$PSHOME/pwsh.dll") : @()
    $command, $arguments = $Through + [Environment]::ProcessPath + $prefix + '-NoProfile', '-NonInteractive', '-File', $file + $ArgumentList
    try {
        Invoke-TestCommand $command $arguments -TimeoutSeconds $TimeoutSeconds
    }
    finally {
        Remove-Item -LiteralPath $file
    }
}

Export-ModuleMember -Function *-Test*
