<#
.SYNOPSIS
Makes docs/terminal.svg of what samples/QuickStart.ps1 writes to a terminal.
.DESCRIPTION
Runs the quick start, which must be built, in a process whose colors are recorded, and draws its text: one
SVG line for each line, in the sixteen colors of a terminal and bold. Only the window and the command are added.
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
& '$(Join-Path $PSScriptRoot 'QuickStart.ps1')' -Configuration $Configuration
"@
$output = dotnet (Join-Path $PSHOME 'pwsh.dll') -NoProfile -NonInteractive -Command $script
if ($LASTEXITCODE -ne 0) { throw "The quick start ended with $LASTEXITCODE." }
$shown = [Collections.Generic.List[string]]::new()
$shown.Add("$([char]27)[32mPS>$([char]27)[0m ./build.ps1 -Task QuickStart")
$isShown = $false
foreach ($line in $output) {
    if ($line -like 'LocalS3 stands in*') { $isShown = $true }
    if ($line -like '*Where to go from here*') { break }
    if ($isShown) { $shown.Add($line) }
}
while ($shown[-1] -notmatch '\S') { $shown.RemoveAt($shown.Count - 1) }

# The sixteen colors of a terminal on a dark background.
$colors = '#1b1f24', '#f47067', '#57ab5a', '#daaa3f', '#539bf5', '#b083f0', '#39c5cf', '#adbac7',
    '#768390', '#ff938a', '#6bc46d', '#eac55f', '#6cb6ff', '#dcbdfb', '#56d4dd', '#ffffff'
$rowHeight, $cellWidth, $margin, $bar = 19, 8.4, 16, 34
$invariant = [cultureinfo]::InvariantCulture
$rows = [Collections.Generic.List[string]]::new()
$row = 0
foreach ($line in $shown) {
    # Column by column, like a terminal. Long lines continue in the next row.
    $color, $isBold, $column = $null, $false, 0
    foreach ($piece in [regex]::Split($line, '(\x1b\[[0-9;]*m)')) {
        if ($piece -match '^\x1b\[([0-9;]*)m$') {
            foreach ($code in ($Matches[1] -split ';' | ForEach-Object { [int]"0$_" })) {
                switch ($code) {
                    0 { $color, $isBold = $null, $false }
                    1 { $isBold = $true }
                    22 { $isBold = $false }
                    39 { $color = $null }
                    { $_ -in 30..37 } { $color = $colors[$_ - 30] }
                    { $_ -in 90..97 } { $color = $colors[$_ - 90 + 8] }
                }
            }
            continue
        }
        for ($rest = $piece; $rest; ) {
            $length = [Math]::Min($rest.Length, $columns - $column)
            $text = $rest.Substring(0, $length)
            $style = ($color ? " fill=`"$color`"" : '') + ($isBold ? ' font-weight="bold"' : '')
            # Each run of words has the position and the width of its columns, so that gaps stay in every font.
            foreach ($words in [regex]::Matches($text, '\S+(?: \S+)*')) {
                $rows.Add([string]::Format($invariant, '<text x="{0:0.#}" y="{1}" textLength="{2:0.#}"{3}>{4}</text>',
                        $margin + ($column + $words.Index) * $cellWidth, $bar + $margin + $row * $rowHeight, $words.Length * $cellWidth, $style, [Security.SecurityElement]::Escape($words.Value)))
            }
            $column += $length
            $rest = $rest.Substring($length)
            if ($rest) { $column = 0; $row++ }
        }
    }
    $row++
}

$width = [int]($columns * $cellWidth + 2 * $margin)
$height = $bar + 2 * $margin + ($row - 1) * $rowHeight
$svg = @"
<svg xmlns="http://www.w3.org/2000/svg" width="$width" height="$height" viewBox="0 0 $width $height" role="img" aria-label="The quick start in a terminal">
<rect width="$width" height="$height" rx="8" fill="#22272e"/>
<circle cx="18" cy="17" r="6" fill="#f47067"/><circle cx="38" cy="17" r="6" fill="#daaa3f"/><circle cx="58" cy="17" r="6" fill="#57ab5a"/>
<g font-family="'Cascadia Mono','SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14" fill="#cdd9e5">
$($rows -join "`n")
</g>
</svg>

"@
[IO.File]::WriteAllText($target, $svg)
Write-Host "${target}: $($shown.Count) lines of a real run."
