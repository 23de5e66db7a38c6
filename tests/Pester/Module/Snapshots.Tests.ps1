# What scripts depend on, as text: a change of it shows in the diff of a snapshot. To accept one, run this file with
# REDSHIFT_ENCRYPTION_UPDATE_SNAPSHOTS=1.

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1"
    Import-Module (Get-TestPath Module)
    $commands = Get-Command -Module RedshiftEncryption -CommandType Cmdlet | Sort-Object Name
    $common = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters

    function Assert-Snapshot([string] $Name, [string[]] $Lines) {
        $path = "$PSScriptRoot/Snapshots/$Name.txt"
        $Lines.Count | Should -BeGreaterThan 10
        if ($env:REDSHIFT_ENCRYPTION_UPDATE_SNAPSHOTS) { [IO.File]::WriteAllText($path, ($Lines -join "`n") + "`n") }
        $difference = Compare-Object ([IO.File]::ReadAllLines($path)) $Lines -SyncWindow 20
        ($difference | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" }) -join "`n" | Should -BeNullOrEmpty
    }

    function Get-SetText($Parameter) {
        $Parameter.ParameterSets.GetEnumerator() | Sort-Object Key | ForEach-Object {
            $facts = @($_.Value.IsMandatory ? 'mandatory' : $null) + @($_.Value.Position -ge 0 ? "position $($_.Value.Position)" : $null) + @($_.Value.ValueFromPipeline ? 'pipeline' : $null) + @($_.Value.ValueFromPipelineByPropertyName ? 'property' : $null)
            "$($_.Key)$(($facts | Where-Object { $_ } | ForEach-Object { " $_" }) -join ',')"
        }
    }

    function Get-TypeText([type] $Type) {
        $declared = [Reflection.BindingFlags]'Public, Instance, Static, DeclaredOnly'
        "$Type : $($Type.BaseType)"
        if ($Type.IsEnum) { return [Enum]::GetNames($Type) | ForEach-Object { "  $_" } }
        $Type.GetMembers($declared) | Where-Object { $_ -isnot [Reflection.MethodInfo] -or -not $_.IsSpecialName } | ForEach-Object { "  $_" } | Sort-Object
    }
}

Describe 'Snapshots' {
    It 'of every cmdlet''s parameters' {
        Assert-Snapshot parameters @($commands | ForEach-Object {
            "$($_.Name) [$($_.DefaultParameterSet)] -> $(($_.OutputType.Name | Sort-Object -Unique) -join ', ')"
            $_.Parameters.Values | Where-Object Name -NotIn $common | Sort-Object Name | ForEach-Object {
                "  -$($_.Name) <$($_.ParameterType)>$(if ($_.Aliases) { " ($($_.Aliases -join ', '))" }): $((Get-SetText $_) -join '; ')"
            }
        })
    }

    It 'of the public types' {
        $assemblies = [RedshiftEncryption.RootKey].Assembly, [RedshiftEncryption.Commands.NewRootKeyCommand].Assembly
        Assert-Snapshot types @($assemblies | ForEach-Object { $_.GetExportedTypes() | Sort-Object FullName | ForEach-Object { Get-TypeText $_ } })
    }

    It 'of the views' {
        $views = [xml](Get-Content -Raw "$(Split-Path (Get-TestPath Module))/RedshiftEncryption.Format.ps1xml")
        Assert-Snapshot views @($views.Configuration.ViewDefinitions.View | ForEach-Object {
            "$($_.Name): $($_.ViewSelectedBy.TypeName -join ', ')"
            $_.SelectNodes('.//TableColumnHeader/Label | .//ListItem/Label | .//ListItem[not(Label)]/PropertyName') | ForEach-Object { "  $($_.InnerText)" }
        })
    }
}
