BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    $common = @{ IamRole = 'default'; WarningAction = 'Ignore' }

    function Get-WithDefault([hashtable] $Given) {
        $all = @{ Table = 't'; Uri = 's3://b-1/k' } + $common
        foreach ($name in $Given.Keys) { $all[$name] = $Given[$name] }
        Get-CopyStatement @all
    }
}

Describe 'The statement for a URI' {
    It 'has <Lines> for <Name>' -ForEach @(
        @{ Name = 'a prefix'; Given = @{ Uri = 's3://b-1/sales/' }; Lines = "FROM 's3://b-1/sales/'" }
        @{ Name = 'a whole bucket'; Given = @{ Uri = 's3://b-1' }; Lines = "FROM 's3://b-1/'" }
        @{ Name = 'a manifest'; Given = @{ Uri = 's3://b-1/m'; Manifest = $true }; Lines = "FROM 's3://b-1/m'", 'MANIFEST' }
        @{ Name = 'an encrypted manifest load'; Given = @{ Uri = 's3://b-1/m'; Manifest = $true; Encrypted = $true }; Lines = 'MANIFEST', "MASTER_SYMMETRIC_KEY '<root-key>'", 'ENCRYPTED' }
        @{ Name = '-Format Csv'; Given = @{ Format = 'Csv' }; Lines = 'FORMAT AS CSV' }
        @{ Name = '-Format Csv with -Delimiter'; Given = @{ Format = 'Csv'; Delimiter = ';' }; Lines = 'FORMAT AS CSV', "DELIMITER AS ';'" }
        @{ Name = 'a delimiter of several characters'; Given = @{ Delimiter = '|~|' }; Lines = "DELIMITER AS '|~|'" }
        @{ Name = 'a tab'; Given = @{ Delimiter = "`t" }; Lines = "DELIMITER AS '\t'" }
        @{ Name = '-Format Json'; Given = @{ Format = 'Json' }; Lines = "FORMAT AS JSON 'auto'" }
        @{ Name = '-JsonOption'; Given = @{ Format = 'Json'; JsonOption = 'auto ignorecase' }; Lines = "FORMAT AS JSON 'auto ignorecase'" }
        @{ Name = 'JSONPaths'; Given = @{ Format = 'Json'; JsonOption = 's3://b-1/paths.json' }; Lines = "FORMAT AS JSON 's3://b-1/paths.json'" }
        @{ Name = '-IgnoreHeader'; Given = @{ IgnoreHeader = 1 }; Lines = 'IGNOREHEADER AS 1' }
        @{ Name = '-Region'; Given = @{ Region = 'eu-central-1' }; Lines = "REGION AS 'eu-central-1'" }
        @{ Name = '-IamRole'; Given = @{ IamRole = 'arn:aws:iam::123456789012:role/Load' }; Lines = "IAM_ROLE 'arn:aws:iam::123456789012:role/Load'" }
        @{ Name = '-IamRole DEFAULT'; Given = @{ IamRole = 'DEFAULT' }; Lines = 'IAM_ROLE default' }
        @{ Name = 'a name in .gz'; Given = @{ Uri = 's3://b-1/a.csv.gz' }; Lines = 'GZIP' }
        @{ Name = 'a name in .BZ2'; Given = @{ Uri = 's3://b-1/a.BZ2' }; Lines = 'BZIP2' }
        @{ Name = 'a name in .lzo'; Given = @{ Uri = 's3://b-1/a.lzo' }; Lines = 'LZOP' }
        @{ Name = 'a name in .zst'; Given = @{ Uri = 's3://b-1/a.zst' }; Lines = 'ZSTD' }
        @{ Name = '-Compression'; Given = @{ Compression = 'Gzip' }; Lines = 'GZIP' }
        @{ Name = '-Option'; Given = @{ Option = 'maxerror 10', "NULL AS '\\N'", 'TRUNCATECOLUMNS' }; Lines = 'MAXERROR 10', "NULL AS '\\N'", 'TRUNCATECOLUMNS' }
        @{ Name = '-Column'; Given = @{ Column = 'id', 'Name', 'group', 'a b', 'x"y' }; Lines = 'COPY t (id, Name, "group", "a b", "x""y")' }
    ) {
        $statement = Get-WithDefault $Given
        $found = "$statement".TrimEnd(';') -split "`n"
        foreach ($line in $Lines) { $found | Should -Contain $line }
        "$statement" | Should -Match ';\z'
    }

    It 'has no GZIP for -Compression None, nor for a manifest by its name' {
        "$(Get-CopyStatement t -Uri s3://b-1/a.gz -Compression None @common)" | Should -Not -BeLike '*GZIP*'
        "$(Get-CopyStatement t -Uri s3://b-1/a.gz -Manifest @common)" | Should -Not -BeLike '*GZIP*'
    }

    It 'infers the compression of objects when all names agree, unless it is said' {
        $records = 'a1.csv.gz', 'a2.csv.gz' | ForEach-Object { [pscustomobject]@{ BucketName = 'b-1'; Key = $_ } }
        "$($records | Get-CopyStatement t @common)" | Should -BeLike "*`nGZIP;"
        "$($records | Get-CopyStatement t -Compression None @common)" | Should -Not -BeLike '*GZIP*'
        "$($records + [pscustomobject]@{ BucketName = 'b-1'; Key = 'a3.csv' } | Get-CopyStatement t -Compression Gzip @common)" | Should -BeLike "*`nGZIP;"
    }

    It 'cannot be written for <Name>' -ForEach @(
        @{ Name = 'another scheme'; Given = @{ Uri = 'https://b-1/k' } }
        @{ Name = 'no bucket'; Given = @{ Uri = 's3:///k' } }
        @{ Name = 'a role that is none'; Given = @{ IamRole = "default'; DROP TABLE t; --" } }
        @{ Name = 'a role without an account'; Given = @{ IamRole = 'arn:aws:iam::1:role/x' } }
        @{ Name = 'a region that is none'; Given = @{ Region = "eu' x" } }
        @{ Name = 'a delimiter with JSON'; Given = @{ Format = 'Json'; Delimiter = '|' } }
        @{ Name = 'an option that ends the statement'; Given = @{ Option = 'MAXERROR 10; DROP TABLE t' } }
        @{ Name = 'an option in a comment'; Given = @{ Option = 'MAXERROR 10 --' } }
        @{ Name = 'an option with an open literal'; Given = @{ Option = "NULL AS 'x" } }
        @{ Name = 'an option with credentials'; Given = @{ Option = "CREDENTIALS 'x'" } }
        @{ Name = 'an option with the root key'; Given = @{ Option = "MASTER_SYMMETRIC_KEY 'x'" } }
        @{ Name = 'a table of four parts'; Given = @{ Table = 'a.b.c.d' } }
        @{ Name = 'a column without a name'; Given = @{ Column = 'id', '""' } }
    ) {
        $failure = { Get-WithDefault $Given } | Should -Throw -PassThru
        Assert-TestError $failure InvalidCopyOption InvalidArgument ($Given.Table ?? 't')
    }

    It 'takes no -Manifest without -Uri' {
        { Get-CopyStatement t -BucketName b -Key k -Manifest @common } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
    }
}
