# Writes the notices of third-party assemblies.

function Get-ThirdPartyNotice {
    <#
    .SYNOPSIS
    Returns the text of the notice: the packages, then each license and each package's own notices once.
    .PARAMETER Package
    The result of Get-ShippedPackage or Get-CompiledPackage.
    .PARAMETER LicensePath
    The folder with the texts of licenses, named by SPDX identifier, for packages that only name their license.
    .PARAMETER Content
    The sentence about what contains the packages.
    #>
    param(
        [Parameter(Mandatory)] $Package,
        [Parameter(Mandatory)] [string] $LicensePath,
        [string] $Content = 'The module contains assemblies of the packages below, unchanged.'
    )

    $rule = '=' * 80
    'Third-party notices for RedshiftEncryption'
    ''
    "$Content Their licenses follow."
    $Package | ForEach-Object {
        ''
        "$($_.Name) $($_.Version)"
        "  $($_.Copyright)"
        "  License: $($_.License)"
        "  $($_.Uri)"
        $_.Files | ForEach-Object { "  $_" }
    }
    $Package | Group-Object { $_.LicenseText ?? (Get-LicenseText $_ $LicensePath) } | Sort-Object { $_.Group[0].Name } | ForEach-Object {
        ''
        $rule
        "$($_.Group[0].License): $(($_.Group | ForEach-Object { "$($_.Name) $($_.Version)" }) -join ', ')"
        $rule
        ''
        $_.Name
    }
    $Package | Where-Object Notice | Group-Object Notice | Sort-Object { $_.Group[0].Name } | ForEach-Object {
        ''
        $rule
        "Notices that come with $(($_.Group | ForEach-Object { "$($_.Name) $($_.Version)" }) -join ', ')"
        $rule
        ''
        $_.Name
    }
}

function Get-LicenseText($Package, [string] $LicensePath) {
    $path = Join-Path $LicensePath "$($Package.License).txt"
    if (-not (Test-Path $path)) { throw "$($Package.Key) is under $($Package.License) and brings no text of it; put one at $path." }
    (Get-Content -Raw $path).Trim("`r", "`n").Replace('<copyright>', $Package.Copyright)
}

Export-ModuleMember -Function Get-ThirdPartyNotice
