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
        @{ Name = '-Option'; Given = @{ Option = 'newoption 10', "NEWER AS '\\N'" }; Lines = 'NEWOPTION 10', "NEWER AS '\\N'" }
        @{ Name = '-Quote'; Given = @{ Format = 'Csv'; Quote = "'" }; Lines = 'FORMAT AS CSV', "QUOTE AS ''''" }
        @{ Name = '-FixedWidth'; Given = @{ FixedWidth = 'id:3,name:25' }; Lines = "FIXEDWIDTH 'id:3,name:25'" }
        @{ Name = '-Format FixedWidth'; Given = @{ Format = 'FixedWidth'; FixedWidth = 'id:3' }; Lines = "FIXEDWIDTH 'id:3'" }
        @{ Name = '-JsonOption noshred'; Given = @{ Format = 'Json'; JsonOption = 'noshred' }; Lines = "FORMAT AS JSON 'noshred'" }
        @{ Name = '-Format Avro'; Given = @{ Format = 'Avro' }; Lines = "FORMAT AS AVRO 'auto'" }
        @{ Name = '-AvroOption'; Given = @{ Format = 'Avro'; AvroOption = 'auto ignorecase' }; Lines = "FORMAT AS AVRO 'auto ignorecase'" }
        @{ Name = 'AVRO by JSONPaths'; Given = @{ Format = 'Avro'; AvroOption = 's3://b-1/paths.json' }; Lines = "FORMAT AS AVRO 's3://b-1/paths.json'" }
        @{ Name = '-Format Shapefile'; Given = @{ Format = 'Shapefile' }; Lines = 'FORMAT AS SHAPEFILE' }
        @{ Name = '-Simplify All'; Given = @{ Format = 'Shapefile'; Simplify = 'All'; SimplifyTolerance = 0.5 }; Lines = 'FORMAT AS SHAPEFILE', 'SIMPLIFY 0.5' }
        @{ Name = '-Simplify Auto'; Given = @{ Format = 'Shapefile'; Simplify = 'Auto' }; Lines = 'FORMAT AS SHAPEFILE', 'SIMPLIFY AUTO' }
        @{ Name = '-SimplifyTolerance'; Given = @{ Format = 'Shapefile'; Simplify = 'Auto'; SimplifyTolerance = 1.1e-5 }; Lines = 'SIMPLIFY AUTO 1.1E-05' }
        @{ Name = '-Format Parquet'; Given = @{ Format = 'Parquet'; SerializeToJson = $true; FillRecord = $true }; Lines = 'FORMAT AS PARQUET', 'SERIALIZETOJSON', 'FILLRECORD' }
        @{ Name = '-Format Orc'; Given = @{ Format = 'Orc'; AcceptInvChars = '^'; ExplicitIds = $true; StatUpdate = 'On' }; Lines = 'FORMAT AS ORC', "ACCEPTINVCHARS AS '^'", 'EXPLICIT_IDS', 'STATUPDATE ON' }
        @{ Name = 'the switches for dates and blanks'; Given = @{ AcceptAnyDate = $true; BlanksAsNull = $true; EmptyAsNull = $true; TrimBlanks = $true; TruncateColumns = $true; RoundEc = $true }; Lines = 'ACCEPTANYDATE', 'BLANKSASNULL', 'EMPTYASNULL', 'ROUNDEC', 'TRIMBLANKS', 'TRUNCATECOLUMNS' }
        @{ Name = 'the switches for records'; Given = @{ FillRecord = $true; IgnoreBlankLines = $true; RemoveQuotes = $true; Escape = $true; NoLoad = $true; IgnoreAllErrors = $true }; Lines = 'ESCAPE', 'FILLRECORD', 'IGNOREBLANKLINES', 'REMOVEQUOTES', 'IGNOREALLERRORS', 'NOLOAD' }
        @{ Name = '-DateFormat and -TimeFormat'; Given = @{ DateFormat = 'auto'; TimeFormat = 'epochmillisecs' }; Lines = "DATEFORMAT AS 'auto'", "TIMEFORMAT AS 'epochmillisecs'" }
        @{ Name = '-Encoding'; Given = @{ Encoding = 'Utf16LE' }; Lines = 'ENCODING AS UTF16LE' }
        @{ Name = '-Encoding ISO88591'; Given = @{ Encoding = 'ISO88591' }; Lines = 'ENCODING AS ISO88591' }
        @{ Name = '-NullAs \N'; Given = @{ NullAs = '\N' }; Lines = "NULL AS '\\N'" }
        @{ Name = '-NullAs NUL'; Given = @{ NullAs = "`0" }; Lines = "NULL AS '\000'" }
        @{ Name = '-NullAs nothing'; Given = @{ NullAs = '' }; Lines = "NULL AS ''" }
        @{ Name = '-CompRows'; Given = @{ CompRows = 1000000; CompUpdate = 'Preset' }; Lines = 'COMPROWS 1000000', 'COMPUPDATE PRESET' }
        @{ Name = '-MaxError'; Given = @{ MaxError = 0; CompUpdate = 'Off'; StatUpdate = 'Off' }; Lines = 'COMPUPDATE OFF', 'MAXERROR AS 0', 'STATUPDATE OFF' }
        @{ Name = '-JobName'; Given = @{ IamRole = 'arn:aws:iam::123456789012:role/Load'; JobName = 'nightly' }; Lines = 'JOB CREATE nightly' }
        @{ Name = '-AutoRun'; Given = @{ IamRole = 'arn:aws:iam::123456789012:role/Load'; JobName = 'nightly'; AutoRun = 'Off' }; Lines = 'JOB CREATE nightly', 'AUTO OFF' }
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

    It 'infers the compression of objects if all names agree, unless it is specified' {
        $records = 'a1.csv.gz', 'a2.csv.gz' | ForEach-Object { [pscustomobject]@{ BucketName = 'b-1'; Key = $_; Verified = $true } }
        "$($records | Get-CopyStatement t @common)" | Should -BeLike "*`nGZIP;"
        "$($records | Get-CopyStatement t -Compression None @common)" | Should -Not -BeLike '*GZIP*'
        "$($records + [pscustomobject]@{ BucketName = 'b-1'; Key = 'a3.csv'; Verified = $true } | Get-CopyStatement t -Compression Gzip @common)" | Should -BeLike "*`nGZIP;"
    }

    It 'cannot be written for <Name>' -ForEach @(
        @{ Name = 'another scheme'; Given = @{ Uri = 'https://b-1/k' } }
        @{ Name = 'no bucket'; Given = @{ Uri = 's3:///k' } }
        @{ Name = 'a role that is none'; Given = @{ IamRole = "default'; DROP TABLE t; --" } }
        @{ Name = 'a role without an account'; Given = @{ IamRole = 'arn:aws:iam::1:role/x' } }
        @{ Name = 'a region that is none'; Given = @{ Region = "eu' x" } }
        @{ Name = 'a delimiter with JSON'; Given = @{ Format = 'Json'; Delimiter = '|' } }
        @{ Name = 'an option that ends the statement'; Given = @{ Option = 'NEWOPTION 10; DROP TABLE t' } }
        @{ Name = 'an option in a comment'; Given = @{ Option = 'NEWOPTION 10 --' } }
        @{ Name = 'an option with an open literal'; Given = @{ Option = "NEWOPTION AS 'x" } }
        @{ Name = 'an option with credentials'; Given = @{ Option = "CREDENTIALS 'x'" } }
        @{ Name = 'an option with the root key'; Given = @{ Option = "MASTER_SYMMETRIC_KEY 'x'" } }
        @{ Name = 'an option with a parameter of its own'; Given = @{ Option = 'MAXERROR 10' } }
        @{ Name = 'an option that is none of COPY from S3'; Given = @{ Option = 'READRATIO 50' } }
        @{ Name = 'no widths'; Given = @{ Format = 'FixedWidth' } }
        @{ Name = 'widths that are none'; Given = @{ FixedWidth = 'id,name' } }
        @{ Name = 'a quotation mark of two characters'; Given = @{ Format = 'Csv'; Quote = '""' } }
        @{ Name = 'a replacement that is not ASCII'; Given = @{ AcceptInvChars = "`u{FFFD}" } }
        @{ Name = 'a JSON option that is none'; Given = @{ Format = 'Json'; JsonOption = 'automatic' } }
        @{ Name = 'noshred with AVRO'; Given = @{ Format = 'Avro'; AvroOption = 'noshred' } }
        @{ Name = 'NULL AS a line feed'; Given = @{ NullAs = "`n" } }
        @{ Name = 'a job with a hyphen'; Given = @{ JobName = 'a-b'; IamRole = 'arn:aws:iam::123456789012:role/Load' } }
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
