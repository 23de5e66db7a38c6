# Writes zip files whose bytes depend only on their content.

function Write-Archive {
    <#
    .SYNOPSIS
    Writes a zip file: entries in the order of their names, all with the same time.
    .PARAMETER Content
    The entries' bytes by their names.
    .PARAMETER Executable
    The names of entries that are programs on Unix.
    #>
    param([Parameter(Mandatory)] [string] $Path, [Parameter(Mandatory)] [Collections.IDictionary] $Content, [string[]] $Executable)

    $names = [string[]]$Content.Keys
    [Array]::Sort($names, [StringComparer]::Ordinal)
    $archive = [IO.Compression.ZipArchive]::new([IO.File]::Create($Path), 'Create')
    try {
        foreach ($name in $names) {
            $entry = $archive.CreateEntry($name, 'SmallestSize')
            # The earliest time in the format.
            $entry.LastWriteTime = [DateTimeOffset]::new(1980, 1, 1, 0, 0, 0, 0)
            # A regular file, which everyone may read and execute. The mode is in the upper half.
            if ($name -cin $Executable) { $entry.ExternalAttributes = [Convert]::ToInt32('100755', 8) -shl 16 }
            $stream = $entry.Open()
            $stream.Write($Content[$name], 0, $Content[$name].Length)
            $stream.Dispose()
        }
    }
    finally {
        $archive.Dispose()
    }
}

function Read-Archive {
    <# .SYNOPSIS Returns the bytes of a zip file's entries by name. #>
    param([Parameter(Mandatory)] [string] $Path)

    $content = @{}
    $archive = [IO.Compression.ZipFile]::OpenRead($Path)
    try {
        foreach ($entry in $archive.Entries) {
            $buffer = [IO.MemoryStream]::new()
            $stream = $entry.Open()
            $stream.CopyTo($buffer)
            $stream.Dispose()
            $content[$entry.FullName] = $buffer.ToArray()
        }
    }
    finally {
        $archive.Dispose()
    }
    $content
}

Export-ModuleMember -Function Write-Archive, Read-Archive
