# The bill of materials, in CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/). It is written here and not by the
# CycloneDX tool (6.3.1 was tried), which lists what a project references, for all its frameworks: PowerShellStandard.Library
# too, which never ships, and Windows PowerShell's packages in a module without its build. It does not tell which file comes
# from which package, and writes a random number and the time of day, so that no two are the same.

function Get-BillOfMaterials {
    <#
    .SYNOPSIS
    The bill of materials as JSON: the module with its files, and the packages with theirs.
    .PARAMETER Package
    What Get-ShippedPackage gives.
    .PARAMETER ModulePath
    The module's folder, as it will be packed.
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
            # A name alone would be the reference of two packages' files.
            'bom-ref' = "file:$_"
            name      = $_
            hashes    = @([ordered]@{ alg = 'SHA-256'; content = (Get-FileHash (Join-Path $ModulePath $_) -Algorithm SHA256).Hash.ToLowerInvariant() })
        }
    }
}

Export-ModuleMember -Function Get-BillOfMaterials
