# Links in the file system. Wine's CreateSymbolicLink reports success and makes nothing, and it refuses junctions. It shows a link
# that a Unix program made as a reparse point without a tag, and follows it.

Import-Module "$PSScriptRoot/TestServer.psm1"

# Wine runs a Unix program, and does not wait for it.
function Invoke-Unix([string] $Program, [string[]] $ArgumentList) {
    $null = [Diagnostics.Process]::Start("Z:\bin\$Program", $ArgumentList)
}

function ConvertTo-UnixPath([string] $Path) { "$env:WINEPREFIX/drive_c" + [IO.Path]::GetFullPath($Path).Substring(2).Replace('\', '/') }

function New-TestLink {
    <# .SYNOPSIS Makes a link to a file or a folder: a junction to a folder on Windows, where a symbolic link needs a privilege. #>
    param([string] $Path, [string] $Target)
    if ($env:WINEPREFIX) {
        Invoke-Unix ln '-s', (ConvertTo-UnixPath $Target), (ConvertTo-UnixPath $Path)
        Wait-TestCondition { [IO.Path]::Exists($Path) }
    }
    else { $null = New-Item -ItemType ($IsWindows -and [IO.Directory]::Exists($Target) ? 'Junction' : 'SymbolicLink') $Path -Target $Target }
}

function Remove-TestFolder {
    <# .SYNOPSIS Deletes a folder that may contain links to folders, which Wine's own deletion would follow. #>
    param([string] $Path)
    if ($env:WINEPREFIX) {
        Invoke-Unix rm '-r', (ConvertTo-UnixPath $Path)
        Wait-TestCondition { -not [IO.Directory]::Exists($Path) }
    }
    else { [IO.Directory]::Delete($Path, $true) }
}

Export-ModuleMember -Function *-Test*
