# Finds the packages whose files are in the module, by the content of the files and not by the references of the projects.

function Get-ShippedPackage {
    <#
    .SYNOPSIS
    Gets the packages of the assemblies below bin/, with license, copyright and files, sorted by name.
    .DESCRIPTION
    NuGet's record of the restore (project.assets.json) contains the packages for a framework. An assembly belongs to the
    package that has a file of its name and content. An assembly that belongs to none is an error: a stale file.
    .PARAMETER ModulePath
    The folder of the module to pack.
    .PARAMETER SourcePath
    The folder of the projects.
    #>
    param([Parameter(Mandatory)] [string] $ModulePath, [Parameter(Mandatory)] [string] $SourcePath)

    $restores = Get-ChildItem "$SourcePath/*/obj/project.assets.json" | ForEach-Object { Get-Content -Raw $_ | ConvertFrom-Json -AsHashtable }
    $packages = @{}
    foreach ($file in Get-ChildItem "$ModulePath/bin" -Recurse -File -Filter *.dll | Where-Object Name -NotLike 'RedshiftEncryption.*') {
        $name = [IO.Path]::GetRelativePath($ModulePath, $file.FullName).Replace('\', '/')
        $found = Find-Package $file ($name -split '/')[1] $restores
        if (-not $found) { throw "No package that the projects reference has $name as it is here. Delete $(Join-Path (Split-Path $SourcePath) 'bin') and build again." }
        $package = $packages[$found.Key] ??= Read-Package $found
        $package.Files += $name
        $package.DependsOn = @($package.DependsOn + $found.DependsOn | Sort-Object -Unique)
        # The assembly may contain what the nuspec omits.
        $package.Copyright ??= [Diagnostics.FileVersionInfo]::GetVersionInfo($file.FullName).LegalCopyright
    }
    $packages.Values | ForEach-Object {
        $_.DependsOn = @($_.DependsOn | Where-Object { $packages.ContainsKey($_) })
        $_.Copyright ??= "Copyright $($_.Authors)"
        $_.Files = @($_.Files | Sort-Object)
        [pscustomobject]$_
    } | Sort-Object Name, Version
}

function Get-CompiledPackage {
    <#
    .SYNOPSIS
    Gets the packages that a native program is compiled from, and the compiler's own, which contains the .NET runtime.
    .PARAMETER RestorePath
    NuGet's record of the program's restore (project.assets.json).
    .PARAMETER Target
    The framework and the system of the program, such as net10.0/linux-x64.
    #>
    param([Parameter(Mandatory)] [string] $RestorePath, [Parameter(Mandatory)] [string] $Target)

    $restore = Get-Content -Raw $RestorePath | ConvertFrom-Json -AsHashtable
    $libraries = $restore.targets[$Target]
    if (-not $libraries) { throw "$RestorePath contains no $Target." }
    foreach ($key in $libraries.Keys | Sort-Object) {
        $isCode = @($libraries[$key].runtime.Keys) -like '*.dll'
        if ($restore.libraries[$key].type -ne 'package' -or -not ($isCode -or $key -like 'runtime.*.Microsoft.DotNet.ILCompiler/*')) { continue }
        $folder = $restore.packageFolders.Keys | ForEach-Object { Join-Path $_ $restore.libraries[$key].path } | Where-Object { Test-Path $_ } | Select-Object -First 1
        $package = Read-Package @{ Key = $key; Folder = $folder; Sha512 = $restore.libraries[$key].sha512 }
        $package.Copyright ??= "Copyright $($package.Authors)"
        [pscustomobject]$package
    }
}

function Find-Package($File, [string] $Framework, $Restores) {
    $hash = (Get-FileHash $File -Algorithm SHA256).Hash
    foreach ($restore in $Restores) {
        $target = $restore.targets[$Framework]
        foreach ($key in $target.Keys | Where-Object { $restore.libraries[$_].type -eq 'package' }) {
            $library = $restore.libraries[$key]
            foreach ($candidate in $library.files | Where-Object { $_ -like "*/$($File.Name)" }) {
                foreach ($folder in $restore.packageFolders.Keys) {
                    $path = Join-Path $folder $library.path $candidate
                    if ((Test-Path $path) -and (Get-FileHash $path -Algorithm SHA256).Hash -eq $hash) {
                        $dependencies = $target[$key].dependencies
                        return @{
                            Key       = $key
                            Folder    = Join-Path $folder $library.path
                            Sha512    = $library.sha512
                            # By the resolved versions, not by the requested ones.
                            DependsOn = @($target.Keys | Where-Object { $dependencies -and $dependencies.ContainsKey(($_ -split '/')[0]) })
                        }
                    }
                }
            }
        }
    }
}

function Read-Package($Found) {
    $metadata = ([xml](Get-Content -Raw "$($Found.Folder)/*.nuspec")).package.metadata
    $texts = Get-ChildItem $Found.Folder -File | Where-Object Name -Match '^licen[cs]e(\.txt|\.md)?$'
    $text = if ($texts) { (Get-Content -Raw $texts[0]).Replace("`r", '').Trim() }
    $notices = Get-ChildItem $Found.Folder -File | Where-Object Name -Match '^(third-party-notices|notice)(\.txt|\.md)?$'
    $license = if ($metadata.license.type -eq 'expression') { $metadata.license.'#text' } elseif ($text -match '^The MIT License') { 'MIT' }
    # Of a choice, the license that this repository has the text of is taken.
    if ($license -match ' OR ') { $license = $license -split ' OR ' | Where-Object { Test-Path "$PSScriptRoot/../licenses/$_.txt" } | Select-Object -First 1 }
    if (-not $license) { throw "$($Found.Key) does not state its license in a known form." }
    @{
        Key         = $Found.Key
        Name        = $metadata.id
        Version     = $metadata.version
        Authors     = $metadata.authors
        License     = $license
        LicenseText = $text
        Notice      = if ($notices) { ($notices | ForEach-Object { (Get-Content -Raw $_).Replace("`r", '').Trim() }) -join "`n`n" }
        Copyright   = $metadata.copyright
        Uri         = $metadata.projectUrl
        Sha512      = [Convert]::ToHexStringLower([Convert]::FromBase64String($Found.Sha512))
        DependsOn   = @()
        Files       = @()
    }
}

Export-ModuleMember -Function Get-ShippedPackage, Get-CompiledPackage
