# Runs the samples as users do: in their own process, with the module installed on the module path. Recorders replace
# what is not a part of this module: a psql on the PATH of the samples, and functions of the AWS Tools, of Task Scheduler and of
# Azure Automation. They prove what is passed to these services, but not what the services do with it.

Import-Module "$PSScriptRoot/TestServer.psm1"

$script:Samples = (Get-Item "$PSScriptRoot/../../samples").FullName

function Get-TestSamplePath {
    <# .SYNOPSIS A sample's path. #>
    param([string] $Name)
    Join-Path $script:Samples $Name
}

function Start-TestSample {
    <# .SYNOPSIS Puts the module and the recorders into a folder, and that into the environment of processes to come. #>
    param([string] $Folder)
    $script:Saved = @{ PSModulePath = $env:PSModulePath; AWS_REGION = $env:AWS_REGION }
    $script:Folder = $Folder
    $modules = [IO.Directory]::CreateDirectory("$Folder/modules").FullName
    $module = Split-Path (Get-TestPath Module)
    # A link on Windows needs a privilege.
    if ($IsWindows) { Copy-Item -LiteralPath $module "$modules/RedshiftEncryption" -Recurse }
    else { [void](New-Item -ItemType SymbolicLink -Path "$modules/RedshiftEncryption" -Target $module) }
    foreach ($name in 'AWS.Tools.S3', 'Automation', 'ScheduledTasks') {
        [void][IO.Directory]::CreateDirectory("$modules/$name")
        Copy-Item "$PSScriptRoot/Samples/StandIns/$name.psm1" "$modules/$name"
    }
    [void][IO.Directory]::CreateDirectory("$Folder/bin")
    # A shell script: what needs it has the tag Unix.
    Copy-Item "$PSScriptRoot/Samples/StandIns/psql" "$Folder/bin"
    if (-not $IsWindows) { [IO.File]::SetUnixFileMode("$Folder/bin/psql", 'UserRead, UserWrite, UserExecute') }
    $env:PSModulePath = "$modules$([IO.Path]::PathSeparator)$env:PSModulePath"
    $env:AWS_REGION = 'eu-central-1'
    $env:RECORD = "$Folder/record"
    Reset-TestSample
}

function Stop-TestSample {
    <# .SYNOPSIS Restores the environment. #>
    $script:Saved.Keys | ForEach-Object { Set-Item "Env:$_" $script:Saved[$_] }
    'RECORD', 'PSQL_EXIT', 'REMOVE_REFUSED' | ForEach-Object { Remove-Item "Env:$_" -ErrorAction Ignore }
}

function Reset-TestSample {
    <# .SYNOPSIS Forgets what was recorded; the next statements succeed. #>
    # Not by a pattern in the path: on Wine, NAME.* matches nothing.
    Get-ChildItem (Split-Path $env:RECORD) | Where-Object Name -Like "$(Split-Path -Leaf $env:RECORD).*" | Remove-Item
    $env:PSQL_EXIT = 0
    $env:REMOVE_REFUSED = $null
}

function Get-TestSampleRecord {
    <# .SYNOPSIS Returns the input of a recorder; null if it was not called. #>
    param([string] $Name)
    if (Test-Path "$env:RECORD.$Name") { [IO.File]::ReadAllText("$env:RECORD.$Name") }
}

function Invoke-TestSample {
    <# .SYNOPSIS Runs a sample with pwsh -File. Returns its exit code and its output. #>
    param([string] $Name, [hashtable] $Parameter = @{}, [string[]] $Switch = @(), [int] $TimeoutSeconds = 90)
    $path = [IO.Path]::IsPathRooted($Name) ? $Name : (Get-TestSamplePath $Name)
    $list = @($Parameter.Keys | ForEach-Object { "-$_"; "$($Parameter[$_])" }) + $Switch
    Invoke-TestShell (@('-File', $path) + $list) $TimeoutSeconds
}

function Invoke-TestShell {
    <# .SYNOPSIS Runs pwsh with these arguments. #>
    param([string[]] $ArgumentList, [int] $TimeoutSeconds = 90)
    $prefix = [IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -eq 'dotnet' ? @("$PSHOME/pwsh.dll") : @()
    $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
    $prefix + '-NoProfile' + '-NonInteractive' + $ArgumentList | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $start.WorkingDirectory = $script:Folder
    # For the samples alone: Invoke-TestSql needs the real psql.
    $start.Environment['PATH'] = "$script:Folder/bin$([IO.Path]::PathSeparator)$env:PATH"
    $process = [Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    $output, $errors = $process.StandardOutput.ReadToEndAsync(), $process.StandardError.ReadToEndAsync()
    if (-not $process.WaitForExit($TimeoutSeconds * 1000)) { $process.Kill($true); throw "Not within $TimeoutSeconds s: pwsh $ArgumentList" }
    [pscustomobject]@{ ExitCode = $process.ExitCode; Output = $output.Result; Error = $errors.Result; All = $output.Result + $errors.Result }
}

Export-ModuleMember -Function *-Test*
