# The package as build.ps1 -Task Package makes it. Without REDSHIFT_ENCRYPTION_MODULE there is none to look at.
BeforeDiscovery {
    $absent = -not $env:REDSHIFT_ENCRYPTION_MODULE
}

Describe 'The package' -Skip:$absent {
    BeforeAll {
        Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestPipeline.psm1"
        $repository = (Get-Item "$PSScriptRoot/../../..").FullName
        $folder = Split-Path (Get-TestPath Module)
        $artifacts = (Get-Item "$folder/../..").FullName
        $manifest = & ([scriptblock]::Create((Get-Content -Raw "$folder/RedshiftEncryption.psd1")))
        $version = $manifest.ModuleVersion + ($manifest.PrivateData.PSData.Prerelease ? "-$($manifest.PrivateData.PSData.Prerelease)" : '')
        $package = "$artifacts/RedshiftEncryption.$version.nupkg"
        $bill = Get-Content -Raw "$artifacts/RedshiftEncryption.$version.cdx.json" | ConvertFrom-Json
        $files = Get-ChildItem $folder -Recurse -File | ForEach-Object { [IO.Path]::GetRelativePath($folder, $_.FullName).Replace('\', '/') } | Sort-Object
        Import-Module "$repository/build/Package/Archive.psm1"
    }

    It 'has what a module needs, and nothing else' {
        $files | Where-Object { $_ -notmatch '^bin/(net8\.0|netstandard2\.0)/(lib/)?[\w.]+\.dll$' -and $_ -notlike 'en-US/*' } |
            Should -Be 'LICENSE', 'README.md', 'RedshiftEncryption.Format.ps1xml', 'RedshiftEncryption.psd1', 'THIRD-PARTY-NOTICES.txt'
        $own = $files -match '/RedshiftEncryption[^/]*\.dll$' -replace '^bin/[^/]+/'
        $own | Sort-Object -Unique | Should -Be 'lib/RedshiftEncryption.Aws.dll', 'lib/RedshiftEncryption.Compression.dll', 'lib/RedshiftEncryption.Csv.dll', 'RedshiftEncryption.Core.dll', 'RedshiftEncryption.dll'
        $files | Should -Contain 'en-US/RedshiftEncryption.dll-Help.xml'
        @($files -like 'bin/netstandard2.0/*').Count -gt 0 | Should -Be ($manifest.CompatiblePSEditions -contains 'Desktop')
    }

    It 'has what people look for in its manifest' {
        $info = Test-ModuleManifest "$folder/RedshiftEncryption.psd1"
        $info.Guid | Should -Be '9f1c7a52-6b0e-4d0b-9e2b-3a8d2c51e7f4'
        $info.CompatiblePSEditions | Should -Contain 'Core'
        $info.PowerShellVersion | Should -Not -BeNullOrEmpty
        $info.Description | Should -Not -BeNullOrEmpty
        $info.Tags | Should -Contain 'Redshift'
        $info.LicenseUri | Should -Be 'https://spdx.org/licenses/MIT.html'
        $info.ReleaseNotes | Should -BeLike '*``Send-EncryptedS3Object``*'
        Get-Content -Raw "$repository/CHANGELOG.md" | Should -BeLike "*$([WildcardPattern]::Escape($info.ReleaseNotes))*"
    }

    It 'has the version of the manifest, in <_> too' -ForEach 'RedshiftEncryption', 'RedshiftEncryption.Core', 'lib/RedshiftEncryption.Aws', 'lib/RedshiftEncryption.Compression', 'lib/RedshiftEncryption.Csv' {
        $file = [Diagnostics.FileVersionInfo]::GetVersionInfo("$folder/bin/net8.0/$_.dll")
        ($file.ProductVersion -split '\+')[0] | Should -Be $version
        $file.FileVersion | Should -Be "$($manifest.ModuleVersion).0"
        Split-Path $folder -Leaf | Should -Be $manifest.ModuleVersion
    }

    It 'describes each file and its origin in its bill of materials' {
        $inside = @($bill.metadata.component.components) + @($bill.components.components)
        $inside.name | Sort-Object | Should -Be $files
        foreach ($file in $inside) {
            (Get-FileHash "$folder/$($file.name)" -Algorithm SHA256).Hash | Should -Be $file.hashes[0].content
        }
        $bill.components.purl | Should -Contain "pkg:nuget/AWSSDK.S3@$(($bill.components | Where-Object name -EQ AWSSDK.S3).version)"
        $bill.metadata.component.components.name -like 'bin/*' -notlike '*/RedshiftEncryption.*' | Should -BeNullOrEmpty
        # Compiled against, or into nothing: no file comes from them.
        $bill.components.name | Should -Not -Contain 'PowerShellStandard.Library'
        $bill.components.name | Should -Not -Contain 'NETStandard.Library'
    }

    It 'names every package, its license and its copyright in the notice' {
        $notice = Get-Content -Raw "$folder/THIRD-PARTY-NOTICES.txt"
        foreach ($component in $bill.components) {
            $notice | Should -BeLike "*$($component.name) $($component.version)`n  $($component.copyright)`n  License: $($component.licenses[0].license.id)`n*"
        }
        $notice | Should -BeLike '*TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION*'
        $notice | Should -BeLike '*Oleg Stepanischev*Permission is hereby granted, free of charge*'
    }

    It 'has its symbols apart: for each own assembly the ones it was built with' {
        $symbols = Read-Archive "$artifacts/RedshiftEncryption.$version.symbols.zip"
        $own = $files -like 'bin/*/RedshiftEncryption*.dll'
        $symbols.Keys | Sort-Object | Should -Be ($own -replace '\.dll$', '.pdb')
        foreach ($name in $own) {
            $reader = [Reflection.PortableExecutable.PEReader]::new([IO.File]::OpenRead("$folder/$name"))
            try {
                $entry = $reader.ReadDebugDirectory() | Where-Object Type -EQ CodeView
                $data = $reader.ReadCodeViewDebugDirectoryData($entry)
            }
            finally { $reader.Dispose() }
            $provider = [Reflection.Metadata.MetadataReaderProvider]::FromPortablePdbStream([IO.MemoryStream]::new($symbols[$name -replace '\.dll$', '.pdb']))
            try {
                [guid]::new([byte[]]$provider.GetMetadataReader().DebugMetadataHeader.Id[0..15]) | Should -Be $data.Guid
            }
            finally { $provider.Dispose() }
        }
    }

    # Wine has no dotnet and none of the packages that the build restored.
    It 'has the same bytes when it is packed again' -Tag NotOnWine {
        $run = Invoke-TestProcess -TimeoutSeconds 120 -ArgumentList "$repository/build/Package.ps1", "$TestDrive/again", ($env:REDSHIFT_ENCRYPTION_CONFIGURATION ?? 'Release') {
            & $args[0] -OutputPath $args[1] -Configuration $args[2] -NoBuild
        }
        $run.ExitCode | Should -Be 0 -Because ($run.Output + $run.Error)
        foreach ($file in 'nupkg', 'symbols.zip', 'cdx.json') {
            (Get-FileHash "$TestDrive/again/RedshiftEncryption.$version.$file").Hash | Should -Be (Get-FileHash "$artifacts/RedshiftEncryption.$version.$file").Hash -Because $file
        }
    }
}

Describe 'Installed from a repository into an empty module path' -Skip:$absent {
    BeforeAll {
        Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestPipeline.psm1"
        $folder = Split-Path (Get-TestPath Module)
        $package = (Get-Item "$folder/../../RedshiftEncryption.*.nupkg").FullName
        Start-TestServer
        New-TestFile "$TestDrive/a.csv" 100000 > $null

        # PSResourceGet keeps its list of repositories, and its modules, below the home folder; the user's own stays as it is.
        $names = 'HOME', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'PSModulePath'
        $saved = $names | ForEach-Object { [Environment]::GetEnvironmentVariable($_) }
        # Not [Environment]::SetEnvironmentVariable: PowerShell passes an empty text for $null.
        function Set-Environment([string] $Name, $Value) {
            if ([string]::IsNullOrEmpty($Value)) { Remove-Item "Env:$Name" -ErrorAction Ignore } else { Set-Item "Env:$Name" $Value }
        }
        function Use-EmptyHome([string] $Path) {
            # Without a folder for settings NuGet writes its own into the current directory.
            $null = New-Item -ItemType Directory -Path "$Path/repository", "$Path/.config"
            $names | ForEach-Object { Set-Environment $_ $null }
            $env:HOME = $Path
        }
    }

    AfterEach {
        0..($names.Count - 1) | ForEach-Object { Set-Environment $names[$_] $saved[$_] }
    }

    AfterAll {
        Stop-TestServer
    }

    It 'imports, works and is removed, <How>' -Tag Unix -ForEach @(
        @{ How = 'published as a folder'; Place = 'folder'; Publish = { $folder } }
        @{ How = 'published as the .nupkg'; Place = 'package'; Publish = { $package } }
        @{ How = 'from the folder of the .nupkg, as in the README'; Place = 'unpublished'; Publish = { '' } }
    ) {
        $there = "$TestDrive/$Place"
        Use-EmptyHome $there
        $from = & $Publish
        $repository = $from ? "$there/repository" : (Split-Path $package)
        $run = Invoke-TestProcess -TimeoutSeconds 120 -ArgumentList $from, $repository, "$TestDrive/a.csv", "$there/sales.key" {
            param($Package, $Repository, $File, $Key)
            $ErrorActionPreference = 'Stop'
            $ProgressPreference = 'SilentlyContinue'
            Register-PSResourceRepository -Name local -Uri $Repository -Trusted
            if ($Package) {
                $by = (Test-Path $Package -PathType Leaf) ? 'NupkgPath' : 'Path'
                $publish = @{ $by = $Package; Repository = 'local' }
                Publish-PSResource @publish
            }
            "found: $((Find-PSResource RedshiftEncryption -Repository local -Prerelease).Includes.Cmdlet.Count)"
            Install-PSResource RedshiftEncryption -Repository local -Prerelease
            # By name alone: from the module path.
            New-RootKey $Key > $null
            "from: $((Get-Module RedshiftEncryption).Path)"
            "cmdlets: $((Get-Command -Module RedshiftEncryption).Name -join ' ')"
            "verified: $(Send-EncryptedS3Object $File -BucketName test -KeyPrefix installed/ -RootKey $Key | Test-EncryptedRoundTrip -RootKey $Key -Quiet)"
            "help: $((Get-Help New-RootKey -Full).Examples.Example.Count -ge 3)"
            "sdk: $([AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.GetName().Name -eq 'AWSSDK.Core' }.Location)"
            Remove-Module RedshiftEncryption
            "left: $(@(Get-Module RedshiftEncryption).Count)"
        }
        $run.ExitCode | Should -Be 0 -Because ($run.Output + $run.Error)
        $manifest = & ([scriptblock]::Create((Get-Content -Raw "$folder/RedshiftEncryption.psd1")))
        $installed = "$there/.local/share/powershell/Modules/RedshiftEncryption/$($manifest.ModuleVersion)"
        $run.Output.Trim() -split '\r?\n' | Should -Be @(
            "found: $($manifest.CmdletsToExport.Count)"
            "from: $installed/bin/net8.0/RedshiftEncryption.dll"
            "cmdlets: $($manifest.CmdletsToExport -join ' ')"
            'verified: True'
            'help: True'
            "sdk: $installed/bin/net8.0/lib/AWSSDK.Core.dll"
            'left: 0')
    }
}
