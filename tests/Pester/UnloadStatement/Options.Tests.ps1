BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)

    function Get-Statement([hashtable] $Given) {
        $all = @{ Query = 'select 1'; Uri = 's3://b-1/out_'; IamRole = 'default'; WarningAction = 'Ignore' }
        foreach ($name in $Given.Keys) { $all[$name] = $Given[$name] }
        Get-UnloadStatement @all
    }
}

Describe 'The UNLOAD statement' {
    It 'is this at the least' {
        $statement = Get-UnloadStatement 'select * from sales' s3://b-1/out_ -IamRole default
        $statement | Should -BeOfType RedshiftEncryption.UnloadStatement
        "$statement" | Should -BeExactly "UNLOAD ('select * from sales')`nTO 's3://b-1/out_'`nIAM_ROLE default;"
        ($statement | Out-String).Trim().ReplaceLineEndings("`n") | Should -BeExactly "$statement"
        $statement.Encrypted | Should -BeFalse
        $statement.To | Should -Be 's3://b-1/out_'
    }

    It 'has <Lines> for <Name>' -ForEach @(
        @{ Name = 'quotes in the query'; Given = @{ Query = "select 'it''s' from t" }; Lines = "UNLOAD ('select ''it''''s'' from t')" }
        @{ Name = 'a backslash in the query'; Given = @{ Query = "select '\N'" }; Lines = "UNLOAD ('select ''\\N''')" }
        @{ Name = '-Format Csv'; Given = @{ Format = 'Csv'; Header = $true }; Lines = 'FORMAT AS CSV', 'HEADER' }
        @{ Name = '-Format Parquet'; Given = @{ Format = 'Parquet'; RowGroupSize = '64MB' }; Lines = 'FORMAT AS PARQUET', 'ROWGROUPSIZE AS 64 MB' }
        @{ Name = '-Format Json'; Given = @{ Format = 'Json' }; Lines = 'FORMAT AS JSON' }
        @{ Name = '-PartitionBy'; Given = @{ PartitionBy = 'year', 'Sales Month' }; Lines = 'PARTITION BY (year, "Sales Month")' }
        @{ Name = '-Include'; Given = @{ PartitionBy = 'year'; Include = $true }; Lines = 'PARTITION BY (year) INCLUDE' }
        @{ Name = '-Manifest'; Given = @{ Manifest = $true }; Lines = 'MANIFEST' }
        @{ Name = '-ManifestVerbose'; Given = @{ Manifest = $true; ManifestVerbose = $true }; Lines = 'MANIFEST VERBOSE' }
        @{ Name = '-Delimiter'; Given = @{ Delimiter = "`t"; AddQuotes = $true; Escape = $true; NullAs = '' }; Lines = "DELIMITER AS '\t'", 'ADDQUOTES', "NULL AS ''", 'ESCAPE' }
        @{ Name = '-FixedWidth'; Given = @{ FixedWidth = 'id:3,name:25' }; Lines = "FIXEDWIDTH AS 'id:3,name:25'" }
        @{ Name = '-KmsKeyId'; Given = @{ KmsKeyId = 'alias/load' }; Lines = "KMS_KEY_ID 'alias/load'", 'ENCRYPTED' }
        @{ Name = '-EncryptedAuto'; Given = @{ EncryptedAuto = $true }; Lines = 'ENCRYPTED AUTO' }
        @{ Name = '-Encrypted'; Given = @{ Encrypted = $true }; Lines = "MASTER_SYMMETRIC_KEY '<root-key>'", 'ENCRYPTED' }
        @{ Name = '-Compression Gzip'; Given = @{ Compression = 'Gzip'; Extension = 'csv.gz' }; Lines = 'GZIP', "EXTENSION 'csv.gz'" }
        @{ Name = '-Compression Bzip2'; Given = @{ Compression = 'Bzip2' }; Lines = 'BZIP2' }
        @{ Name = '-Compression Zstd'; Given = @{ Compression = 'Zstd' }; Lines = 'ZSTD' }
        @{ Name = '-AllowOverwrite'; Given = @{ AllowOverwrite = $true; Parallel = 'On' }; Lines = 'ALLOWOVERWRITE', 'PARALLEL ON' }
        @{ Name = '-CleanPath'; Given = @{ CleanPath = $true; Parallel = 'Off' }; Lines = 'CLEANPATH', 'PARALLEL OFF' }
        @{ Name = '-MaxFileSize'; Given = @{ MaxFileSize = '6.2GB' }; Lines = 'MAXFILESIZE AS 6.2 GB' }
        @{ Name = '-Region'; Given = @{ Region = 'eu-central-1' }; Lines = "REGION AS 'eu-central-1'" }
    ) {
        $found = "$(Get-Statement $Given)".TrimEnd(';') -split "`n"
        foreach ($line in $Lines) { $found | Should -Contain $line }
    }

    It 'takes a size as it is typed' {
        "$(Get-UnloadStatement 'select 1' s3://b-1/k -IamRole default -MaxFileSize 100MB)" | Should -BeLike '*MAXFILESIZE AS 100 MB;'
    }

    It 'is refused with Redshift''s reason: <Says>' -ForEach @(
        @{ Given = @{ Format = 'Csv'; FixedWidth = 'a:1' }; Says = 'UNLOAD does not support FIXEDWIDTH with CSV:*' }
        @{ Given = @{ Format = 'Csv'; AddQuotes = $true }; Says = 'UNLOAD does not support ADDQUOTES with CSV:*' }
        @{ Given = @{ Format = 'Parquet'; Compression = 'Gzip' }; Says = 'UNLOAD does not support GZIP with PARQUET:*' }
        @{ Given = @{ Format = 'Parquet'; Header = $true }; Says = 'UNLOAD does not support HEADER with PARQUET:*' }
        @{ Given = @{ Format = 'Parquet'; Encrypted = $true }; Says = 'UNLOAD does not support MASTER_SYMMETRIC_KEY with PARQUET:*-KmsKeyId*' }
        @{ Given = @{ Format = 'Json'; Delimiter = '|' }; Says = 'UNLOAD does not support DELIMITER with JSON:*' }
        @{ Given = @{ FixedWidth = 'a:1'; Header = $true }; Says = 'UNLOAD does not support HEADER with FIXEDWIDTH:*' }
        @{ Given = @{ Format = 'FixedWidth' }; Says = '*requires FIXEDWIDTH:*' }
        @{ Given = @{ Include = $true }; Says = '*INCLUDE requires PARTITION BY:*' }
        @{ Given = @{ ManifestVerbose = $true }; Says = '*VERBOSE requires MANIFEST:*' }
        @{ Given = @{ KmsKeyId = 'k'; Encrypted = $true }; Says = 'UNLOAD does not support MASTER_SYMMETRIC_KEY with KMS_KEY_ID:*' }
        @{ Given = @{ KmsKeyId = 'k'; EncryptedAuto = $true }; Says = 'UNLOAD does not support KMS_KEY_ID with ENCRYPTED AUTO:*' }
        @{ Given = @{ KmsKeyId = 'k'; IamRole = 'arn:aws:iam::123456789012:role/a'; UseCredentialsString = $true }; Says = 'UNLOAD does not support CREDENTIALS with KMS_KEY_ID:*' }
        @{ Given = @{ CleanPath = $true; AllowOverwrite = $true }; Says = 'UNLOAD does not support ALLOWOVERWRITE with CLEANPATH:*' }
        @{ Given = @{ RowGroupSize = '64MB' }; Says = '*ROWGROUPSIZE requires PARQUET:*' }
        @{ Given = @{ MaxFileSize = '4MB' }; Says = '*MAXFILESIZE*5 MB to 6.2 GB*' }
        @{ Given = @{ MaxFileSize = '104857600' }; Says = '*MAXFILESIZE*MB*' }
        @{ Given = @{ Delimiter = '|~|' }; Says = '*DELIMITER must be one character*' }
        @{ Given = @{ Uri = 'https://b-1/k' }; Says = '*not a valid S3 URI*' }
        @{ Given = @{ Region = "eu' x" }; Says = '*is not an AWS region*' }
    ) {
        $failure = { Get-Statement $Given } | Should -Throw -PassThru
        Assert-TestError $failure InvalidUnloadOption InvalidArgument ($Given.Uri ?? 's3://b-1/out_')
        "$failure" | Should -BeLike $Says
    }

    It 'needs an authorization' {
        { Get-UnloadStatement 'select 1' s3://b-1/k } | Should -Throw '*UNLOAD requires IAM_ROLE or ACCESS_KEY_ID*'
    }
}

Describe 'The root key of an UNLOAD statement' {
    BeforeAll {
        $key = New-RootKey "$TestDrive/root.key" -Format Raw
        $bytes = [IO.File]::ReadAllBytes($key.Path)
    }

    It 'is in the result of GetCommandText, and nowhere else' {
        $statement = Get-UnloadStatement 'select 1' s3://b-1/k -IamRole default -RootKey $key.Path -WarningAction Ignore
        $statement.GetCommandText() | Should -BeLike "*`nMASTER_SYMMETRIC_KEY '$([Convert]::ToBase64String($bytes))'`nENCRYPTED;"
        $statement.RootKeyFingerprint | Should -Be $key.Fingerprint
        $statement | Export-Clixml "$TestDrive/statement.xml" -Depth 5
        foreach ($shown in "$statement", ($statement | Format-List * -Force | Out-String -Width 4096), ($statement | ConvertTo-Json -Depth 5), (Get-Content "$TestDrive/statement.xml" -Raw)) { Assert-NoTestKey $shown $bytes }
    }

    It 'is warned of: AWS ended it, and KMS is the way' {
        Get-UnloadStatement 'select 1' s3://b-1/k -IamRole default -RootKey $key -WarningVariable warned -WarningAction SilentlyContinue > $null
        $warned.Count | Should -Be 1
        "$warned" | Should -BeLike '*30 April 2026*-KmsKeyId*'
        Get-UnloadStatement 'select 1' s3://b-1/k -IamRole default -KmsKeyId k -WarningVariable none > $null
        $none | Should -BeNullOrEmpty
    }
}
