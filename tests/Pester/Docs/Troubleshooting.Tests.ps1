# docs/guides/troubleshooting.md has an entry for each error id of the module, and for no other. The ids are taken from the
# sources: they are stable names that scripts compare, and each is a literal, a constant or the name of an enum's member.
BeforeAll {
    $root = (Get-Item "$PSScriptRoot/../../..").FullName

    # Every id has a row in the table of categories and remedies; making a record of any other fails.
    function Get-TableId {
        $code = Get-Content -Raw "$root/src/RedshiftEncryption/Errors/ErrorTable.cs"
        [regex]::Matches($code, '\["(?<id>\w+)"\] =') | ForEach-Object { $_.Groups['id'].Value }
    }

    # The members of the enums whose names are ids, but for those that ObjectStoreException names otherwise.
    function Get-EnumId {
        $renamed = [regex]::Matches((Get-Content -Raw "$root/src/RedshiftEncryption.Core/Storage/ObjectStoreException.cs"), '(?<!nameof\()ObjectStoreFault\.(?<name>\w+) (?:=>|or)') + [regex]::Matches((Get-Content -Raw "$root/src/RedshiftEncryption.Core/Storage/ObjectStoreException.cs"), 'or ObjectStoreFault\.(?<name>\w+)') | ForEach-Object { $_.Groups['name'].Value }
        foreach ($enum in 'ObjectStoreFault', 'DestinationFault', 'EnvelopeFault', 'CopyManifestFault', 'BatchManifestFault', 'KeyProtectionFault', 'RedshiftDataFault', 'StatementRunFault', 'ShareListFault') {
            $file = @(Get-ChildItem "$root/src" -Recurse -Filter "$enum.cs")
            if ($file.Count -ne 1) { throw "There is not one file of the enum $enum." }
            $body = [regex]::Match((Get-Content -Raw -LiteralPath $file.FullName) -replace '(?m)//.*$', "(?s)\benum $enum\s*\{(?<members>.*?)\}").Groups['members'].Value
            $body -split ',' | ForEach-Object { ($_ -split '=')[0].Trim() } | Where-Object { $_ -and $_ -notin $renamed }
        }
    }

    # Ids that other tests assert: what the sources are searched with must find them all.
    function Get-AssertedId {
        Get-ChildItem "$root/tests/Pester" -Recurse -Filter *.Tests.ps1 | ForEach-Object {
            $ast = [Management.Automation.Language.Parser]::ParseFile($_.FullName, [ref]$null, [ref]$null)
            $ast.FindAll({ param($node) $node -is [Management.Automation.Language.CommandAst] -and $node.GetCommandName() -eq 'Assert-TestError' }, $true) | ForEach-Object {
                $id = $_.CommandElements[2]
                if ($id -is [Management.Automation.Language.StringConstantExpressionAst]) { $id.Value }
            }
        }
    }

    # PowerShell's own id for an argument that a parameter refuses, such as a key typed as text.
    $others = @('ParameterArgumentTransformationError')
    $ids = @(Get-TableId) | Sort-Object -Unique -CaseSensitive
    $entries = @(Get-Content "$root/docs/guides/troubleshooting.md" | ForEach-Object { if ($_ -cmatch '^### `?(?<id>[A-Za-z0-9]+)`?\s*$') { $Matches['id'] } })
}

Describe 'The ids in the sources' {
    It 'have rows in the table, those of the enums too' {
        $ids | Should -Contain NoEncryption
        $ids | Should -Contain ServerSideEncryptionIgnored
        $ids.Count | Should -BeGreaterThan 60
        $members = @(Get-EnumId)
        $members | Should -Contain KmsUnavailable -Because 'it is the last member'
        $members | Should -Contain UnsafeKey -Because 'it is the first member'
        $members | Should -Not -Contain Unavailable -Because 'that member has an id of another name, EndpointUnavailable'
        $members | Where-Object { $_ -cnotin $ids } | Should -BeNullOrEmpty
    }

    It 'are all that other tests assert' {
        $asserted = @(Get-AssertedId | Sort-Object -Unique)
        $asserted.Count | Should -BeGreaterThan 25
        $asserted | Where-Object { $_ -cnotin $ids } | Should -BeNullOrEmpty
    }
}

Describe 'docs/guides/troubleshooting.md' {
    It 'has an entry for each error id' {
        $ids | Where-Object { $_ -cnotin $entries } | Should -BeNullOrEmpty
    }

    It 'has no entry for an id that does not exist, and none twice' {
        $entries | Where-Object { $_ -cnotin $ids + $others } | Should -BeNullOrEmpty
        $entries | Group-Object | Where-Object Count -GT 1 | ForEach-Object Name | Should -BeNullOrEmpty
        $entries.Count | Should -BeGreaterThan 0
    }
}
