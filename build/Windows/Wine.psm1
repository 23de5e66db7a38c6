# Wine with a prefix of its own: the folder that holds its registry, its drive C: and the links that are its other drives.

# .NET's runtime ends by itself on Wine 8 if it protects the code that it generates (0x80131506, in finalizers of dynamic
# methods). Without the override, making a prefix asks whether to install an HTML engine. File names are UTF-8.
$script:Environment = @{ WINEDEBUG = '-all'; WINEDLLOVERRIDES = 'mshtml='; DOTNET_EnableWriteXorExecute = '0'; LC_ALL = 'C.UTF-8' }

# These would come in with Unix paths, and no window is to be drawn.
$script:Foreign = 'PSModulePath', 'TEMP', 'TMP', 'TMPDIR', 'DISPLAY'

function Start-Wine([string] $Prefix, [string[]] $ArgumentList, [hashtable] $Environment = @{}, [string] $Command = 'wine') {
    $start = [Diagnostics.ProcessStartInfo]::new($Command, $ArgumentList)
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    foreach ($name in $script:Foreign) { [void]$start.Environment.Remove($name) }
    foreach ($given in $script:Environment, @{ WINEPREFIX = $Prefix }, $Environment) {
        foreach ($name in $given.Keys) { $start.Environment[$name] = $given[$name] }
    }
    $process = [Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    $process
}

function Invoke-Wine {
    <# .SYNOPSIS Runs a program in the prefix; gives its exit code, null if it did not end in time, and all that it wrote. #>
    param(
        [Parameter(Mandatory)] [string] $Prefix,
        [Parameter(Mandatory)] [string[]] $ArgumentList,
        [hashtable] $Environment = @{},
        [int] $TimeoutSeconds = 120
    )
    $process = Start-Wine $Prefix $ArgumentList $Environment
    $output, $errors = $process.StandardOutput.ReadToEndAsync(), $process.StandardError.ReadToEndAsync()
    $ended = $process.WaitForExit($TimeoutSeconds * 1000)
    if (-not $ended) { $process.Kill($true) }
    # A process that it left behind may keep the pipes open.
    [void][Threading.Tasks.Task]::WaitAll(@($output, $errors), 10000)
    [pscustomobject]@{
        ExitCode = $ended ? $process.ExitCode : $null
        Output   = ($output, $errors | Where-Object IsCompletedSuccessfully | ForEach-Object Result) -join ''
    }
}

function New-WinePrefix {
    <#
    .SYNOPSIS Makes a prefix that poses as Windows 10, and has the given folder as its drive R:.
    .PARAMETER Repository The folder.
    #>
    param([Parameter(Mandatory)] [string] $Prefix, [Parameter(Mandatory)] [string] $Repository)
    if (Test-Path $Prefix) { Remove-WinePrefix $Prefix }
    $null = New-Item -ItemType Directory "$Prefix/dosdevices"
    $null = New-Item -ItemType Directory "$Prefix/drive_c"
    # Wine reads its drives when the first process starts. The share is the one that Windows has for administrators.
    $drives = [ordered]@{ 'c:' = '../drive_c'; 'z:' = '/'; 'r:' = $Repository; 'unc/localhost/c$' = '../../../drive_c' }
    $null = New-Item -ItemType Directory "$Prefix/dosdevices/unc/localhost"
    foreach ($name in $drives.Keys) { [void][IO.File]::CreateSymbolicLink("$Prefix/dosdevices/$name", $drives[$name]) }
    # No window is drawn, and a crash ends the process with an exit code that is not 0.
    $settings = Join-Path $Prefix 'settings.reg'
    Set-Content -LiteralPath $settings @'
Windows Registry Editor Version 5.00

[HKEY_CURRENT_USER\Software\Wine\Drivers]
"Graphics"="null"

[HKEY_LOCAL_MACHINE\Software\Microsoft\Windows NT\CurrentVersion\AeDebug]
"Debugger"="false"
'@
    foreach ($step in @('wineboot', '-i'), @('winecfg', '-v', 'win10'), @('regedit', '/S', "Z:$settings")) {
        $result = Invoke-Wine $Prefix $step -TimeoutSeconds 300
        if ($result.ExitCode -ne 0) { throw "wine $step ended with exit code $($result.ExitCode):`n$($result.Output)" }
    }
}

function Stop-Wine {
    <# .SYNOPSIS Ends every process in the prefix, and waits for that. #>
    param([Parameter(Mandatory)] [string] $Prefix)
    foreach ($option in '-k', '-w') {
        $process = Start-Wine $Prefix $option -Command wineserver
        if (-not $process.WaitForExit(60000)) { throw "wineserver $option did not end." }
    }
}

function Remove-WinePrefix {
    <# .SYNOPSIS Ends its processes and deletes it. #>
    param([Parameter(Mandatory)] [string] $Prefix)
    Stop-Wine $Prefix
    # The drives are links, which are not to be followed.
    Get-ChildItem "$Prefix/dosdevices" -Force -Recurse -ErrorAction Ignore | Where-Object LinkTarget | ForEach-Object { [IO.File]::Delete($_.FullName) }
    [IO.Directory]::Delete($Prefix, $true)
}

Export-ModuleMember -Function Invoke-Wine, New-WinePrefix, Stop-Wine, Remove-WinePrefix
