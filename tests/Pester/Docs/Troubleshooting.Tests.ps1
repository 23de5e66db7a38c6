# docs/guides/troubleshooting.md has an entry for each error id of the module, and for no other. The ids are taken from the
# sources: they are stable names that scripts compare, and each is a literal, a constant or the name of an enum's member.
BeforeAll {
    $root = (Get-Item "$PSScriptRoot/../../..").FullName

    # Ids that are the members of an enum: of those that an error record names by nameof.
    function Get-EnumId {
        $enums = Get-ChildItem "$root/src/RedshiftEncryption/Errors" -Recurse -Filter *.cs | ForEach-Object {
            [regex]::Matches((Get-Content -Raw -LiteralPath $_.FullName), 'nameof\((?<enum>\w+Fault)\.\w+\)') | ForEach-Object { $_.Groups['enum'].Value }
        }
        foreach ($enum in $enums | Sort-Object -Unique) {
            $file = @(Get-ChildItem "$root/src" -Recurse -Filter "$enum.cs")
            if ($file.Count -ne 1) { throw "There is not one file of the enum $enum." }
            $body = [regex]::Match((Get-Content -Raw -LiteralPath $file.FullName) -replace '(?m)//.*$', "(?s)\benum $enum\s*\{(?<members>.*?)\}").Groups['members'].Value
            $body -split ',' | ForEach-Object { ($_ -split '=')[0].Trim() } | Where-Object { $_ }
        }
    }

    # Ids that are literals: in these files a string of one PascalCase word is an id, and nothing else is.
    function Get-LiteralId {
        Get-ChildItem "$root/src/RedshiftEncryption/Errors" -Recurse -Filter *.cs | ForEach-Object {
            $code = (Get-Content -Raw -LiteralPath $_.FullName) -replace '(?m)^\s*//.*$'
            [regex]::Matches($code, '(?<![$@\w"])"(?<id>[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)?)"') | ForEach-Object { $_.Groups['id'].Value }
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
    $ids = @(Get-EnumId) + @(Get-LiteralId) | Sort-Object -Unique -CaseSensitive
    $entries = @(Get-Content "$root/docs/guides/troubleshooting.md" | ForEach-Object { if ($_ -cmatch '^### `?(?<id>[A-Za-z0-9]+)`?\s*$') { $Matches['id'] } })
}

Describe 'The ids in the sources' {
    It 'are found as literals and as the members of enums' {
        $ids | Should -Contain NoEncryption
        $ids | Should -Contain SourceChanged
        $ids | Should -Contain ServerSideEncryptionIgnored
        Get-EnumId | Should -Contain KmsUnavailable -Because 'it is the last member'
        Get-EnumId | Should -Contain UnsafeKey -Because 'it is the first member'
        Get-EnumId | Should -Contain InvalidManifest
        $ids.Count | Should -BeGreaterThan 60
        $ids | Should -Not -Contain Unavailable -Because 'that member has an id of another name, EndpointUnavailable'
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
