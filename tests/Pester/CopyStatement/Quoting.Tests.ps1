BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    $common = @{ IamRole = 'default'; WarningAction = 'Ignore' }

    # What is left of a statement when literals, delimited identifiers and plain words are taken away.
    function Get-Remainder([string] $Statement) {
        $Statement -replace "'(?:[^'\\]|''|\\\\)*'" -replace '"(?:[^"]|"")*"' -replace '[A-Za-z0-9_$]+'
    }
}

Describe 'A hostile name' {
    It 'stays one identifier: the table <_>' -ForEach 't; DROP TABLE users; --', 't" (a) FROM x; --', "t' OR 'x'='x", 't/* x */', "t`u{2019}x", 'sel ect', 'SELECT', '1t', 't"."x', 'a.b;c', '"a.b".c' {
        $name = $_
        try { $statement = "$(Get-CopyStatement $name -Uri s3://b-1/k @common)" }
        catch {
            # The only other way out: it is refused as the name that it is not.
            Assert-TestError $_ InvalidCopyOption InvalidArgument $name
            return
        }
        $statement.Split("`n").Count | Should -Be 3
        (Get-Remainder $statement).Trim() -replace '\s' -replace '\.' | Should -Be ';'
    }

    It 'is quoted as Redshift takes it: <Table> is <Text>' -ForEach @(
        @{ Table = 'public.sales'; Text = 'public.sales' }
        @{ Table = 'public."Sales 2026"'; Text = 'public."Sales 2026"' }
        @{ Table = 'public.Sales 2026'; Text = 'public."Sales 2026"' }
        @{ Table = 'order'; Text = '"order"' }
        @{ Table = '"a.b"."c""d"'; Text = '"a.b"."c""d"' }
        @{ Table = "t; DROP TABLE users; --"; Text = '"t; DROP TABLE users; --"' }
        @{ Table = "`u{65E5}`u{672C}"; Text = "`"`u{65E5}`u{672C}`"" }
    ) {
        (Get-CopyStatement $Table -Uri s3://b-1/k @common).Text.Split("`n")[0] | Should -BeExactly "COPY $Text"
    }

    It 'with a control character, or too long for Redshift, is refused (<Name>)' -ForEach @(
        @{ Name = 'line feed'; Table = "t`nx" }
        @{ Name = 'NUL'; Table = "t`0x" }
        @{ Name = '128 bytes'; Table = 'x' * 128 }
    ) {
        { Get-CopyStatement $Table -Uri s3://b-1/k @common } | Should -Throw -ErrorId 'InvalidCopyOption,*'
    }

    It 'stays one literal: the key <Key>' -ForEach @(
        @{ Key = "it's.csv"; Text = "it''s.csv" }
        @{ Key = "'; DROP TABLE t; --"; Text = "''; DROP TABLE t; --" }
        @{ Key = 'back\slash'; Text = 'back\\slash' }
        @{ Key = "\'; DROP TABLE t; --"; Text = "\\''; DROP TABLE t; --" }
        @{ Key = "new`nline"; Text = "new`nline" }
        @{ Key = "emoji `u{1F600}"; Text = "emoji `u{1F600}" }
    ) {
        $statement = Get-CopyStatement t -BucketName b-1 -Key $Key @common
        $statement.Text | Should -BeExactly "COPY t`nFROM 's3://b-1/$Text'`nIAM_ROLE default;"
        $statement.From | Should -BeExactly "s3://b-1/$Key"
    }

    It 'of a bucket is refused' {
        { Get-CopyStatement t -BucketName "b'; --" -Key k @common } | Should -Throw -ErrorId 'InvalidBucketName,*'
    }

    It 'does not cut an emoji in two where keys differ' {
        $records = "p`u{1F600}", "p`u{1F601}" | ForEach-Object { [pscustomobject]@{ BucketName = 'b-1'; Key = $_; Verified = $true } }
        ($records | Get-CopyStatement t @common).From | Should -BeExactly 's3://b-1/p'
    }
}
