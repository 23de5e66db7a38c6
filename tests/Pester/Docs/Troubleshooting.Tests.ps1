# docs/guides/troubleshooting.md has an entry for each error id of the module, and for no other. The ids are taken from the
# sources: they are stable names that scripts compare, and each is a literal, a constant or the name of an enum's member.
BeforeAll {
    $root = (Get-Item "$PSScriptRoot/../../..").FullName

    # Ids that are an enum's members: the enum says so.
    function Get-EnumId {
        $fromEnum = 'each has an error id of its own'
        Get-ChildItem "$root/src" -Recurse -Filter *Fault.cs | Where-Object { $_.FullName -notmatch '[\\/](bin|obj)[\\/]' } | ForEach-Object {
            $text = Get-Content -Raw -LiteralPath $_.FullName
            if ($text -notmatch $fromEnum) { return }
            $body = [regex]::Match($text, '(?s)\benum \w+\s*\{(?<members>.*)\}').Groups['members'].Value -replace '(?m)//.*$'
            [regex]::Matches($body, '\b[A-Z][A-Za-z0-9]+\b(?=\s*(=[^,]*)?(,|\z|\s*\}))') | ForEach-Object Value
        }
    }

    # Ids that are literals: in these files a string of one PascalCase word is an id, and nothing else is.
    function Get-LiteralId {
        Get-ChildItem "$root/src/RedshiftEncryption/Errors" -Recurse -Filter *.cs | ForEach-Object {
            $code = (Get-Content -Raw -LiteralPath $_.FullName) -replace '(?m)^\s*//.*$'
            [regex]::Matches($code, '(?<![$@\w"])"(?<id>[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)?)"') | ForEach-Object { $_.Groups['id'].Value }
            [regex]::Matches($code, 'nameof\(\w*Fault\.(?<id>\w+)\)') | ForEach-Object { $_.Groups['id'].Value }
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

    $ids = @(Get-EnumId) + @(Get-LiteralId) | Sort-Object -Unique -CaseSensitive
    $entries = @(Get-Content "$root/docs/guides/troubleshooting.md" | ForEach-Object { if ($_ -cmatch '^### `?(?<id>[A-Za-z0-9]+)`?\s*$') { $Matches['id'] } })
}

Describe 'The ids in the sources' {
    It 'are found as literals, as an enum''s members, and by that enum''s own words' {
        $ids | Should -Contain NoEncryption
        $ids | Should -Contain SourceChanged
        $ids | Should -Contain ServerSideEncryptionIgnored
        Get-EnumId | Should -Contain KmsUnavailable -Because 'it is the last member'
        Get-EnumId | Should -Contain UnsafeKey -Because 'it is the first member'
        Get-EnumId | Should -Contain InvalidManifest
        $ids.Count | Should -BeGreaterThan 60
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
        $entries | Where-Object { $_ -cnotin $ids } | Should -BeNullOrEmpty
        $entries | Group-Object | Where-Object Count -GT 1 | ForEach-Object Name | Should -BeNullOrEmpty
        $entries.Count | Should -BeGreaterThan 0
    }
}
