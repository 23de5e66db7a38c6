# Writes the bill of materials in CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/). The CycloneDX tool is not used.
# Version 6.3.1 lists what a project references, for all its frameworks, which includes PowerShellStandard.Library,
# which never ships, and the packages of Windows PowerShell in a module without its build. It does not map files
# to packages, and it writes a random number and the time of day, so that no two results are the same.

function Get-BillOfMaterials {
    <#
    .SYNOPSIS
    Returns the bill of materials as JSON: the module and the packages, each with its files.
    .PARAMETER Package
    The result of Get-ShippedPackage.
    .PARAMETER ModulePath
    The folder of the module to pack.
    .PARAMETER Manifest
    The module's manifest.
    .PARAMETER Version
    The module's version.
    #>
    param([Parameter(Mandatory)] $Package, [Parameter(Mandatory)] [string] $ModulePath, [Parameter(Mandatory)] $Manifest, [Parameter(Mandatory)] [string] $Version)

    $reference = "RedshiftEncryption@$Version"
    $own = Get-ChildItem $ModulePath -Recurse -File | ForEach-Object { [IO.Path]::GetRelativePath($ModulePath, $_.FullName).Replace('\', '/') } |
        Where-Object { $_ -notin $Package.Files } | Sort-Object
    $all = $Package | ForEach-Object Key
    $indirect = $Package | ForEach-Object DependsOn
    [ordered]@{
        '$schema'    = 'http://cyclonedx.org/schema/bom-1.6.schema.json'
        bomFormat    = 'CycloneDX'
        specVersion  = '1.6'
        version      = 1
        metadata     = [ordered]@{
            component = [ordered]@{
                type        = 'library'
                'bom-ref'   = $reference
                name        = 'RedshiftEncryption'
                version     = $Version
                description = $Manifest.Description
                licenses    = @(@{ license = @{ id = 'MIT' } })
                copyright   = $Manifest.Copyright
                components  = @(Get-FileComponent $own $ModulePath)
            }
        }
        components   = @($Package | ForEach-Object {
            [ordered]@{
                type               = 'library'
                'bom-ref'          = Get-PackageReference $_.Key
                publisher          = $_.Authors
                name               = $_.Name
                version            = $_.Version
                hashes             = @([ordered]@{ alg = 'SHA-512'; content = $_.Sha512 })
                licenses           = @(@{ license = @{ id = $_.License } })
                copyright          = $_.Copyright
                purl               = Get-PackageReference $_.Key
                externalReferences = @([ordered]@{ type = 'website'; url = $_.Uri })
                components         = @(Get-FileComponent $_.Files $ModulePath)
            }
        })
        dependencies = @(
            [ordered]@{ ref = $reference; dependsOn = @($all | Where-Object { $_ -notin $indirect } | ForEach-Object { Get-PackageReference $_ }) }
            $Package | ForEach-Object { [ordered]@{ ref = Get-PackageReference $_.Key; dependsOn = @($_.DependsOn | ForEach-Object { Get-PackageReference $_ }) } }
        )
    } | ConvertTo-Json -Depth 10
}

function Get-PackageReference([string] $Key) { 'pkg:nuget/' + $Key.Replace('/', '@') }

function Get-FileComponent([string[]] $File, [string] $ModulePath) {
    $File | ForEach-Object {
        [ordered]@{
            type      = 'file'
            # A name alone could refer to files of two packages.
            'bom-ref' = "file:$_"
            name      = $_
            hashes    = @([ordered]@{ alg = 'SHA-256'; content = (Get-FileHash (Join-Path $ModulePath $_) -Algorithm SHA256).Hash.ToLowerInvariant() })
        }
    }
}

Export-ModuleMember -Function Get-BillOfMaterials
