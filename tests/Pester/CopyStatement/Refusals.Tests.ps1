BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    $arn = 'arn:aws:iam::123456789012:role/Load'
    $credential = [pscredential]::new('AKIAIOSFODNN7EXAMPLE', (ConvertTo-SecureString 'sEcReT' -AsPlainText -Force))
    $token = ConvertTo-SecureString 'tOkEn' -AsPlainText -Force

    function Get-Statement([hashtable] $Given) {
        $all = @{ Table = 't'; Uri = 's3://b-1/k'; WarningAction = 'Ignore' } + $Given
        if (-not $all.ContainsKey('IamRole') -and -not $all.ContainsKey('AwsCredential')) { $all.IamRole = 'default' }
        if ($all.IamRole -eq 'none') { $all.Remove('IamRole') }
        Get-CopyStatement @all
    }
}

Describe 'What Redshift refuses' {
    It 'is refused with its reason: <Says>' -ForEach @(
        @{ Given = @{ Format = 'Csv'; FixedWidth = 'a:1' }; Says = 'COPY does not support FIXEDWIDTH with CSV:*' }
        @{ Given = @{ Format = 'Csv'; Escape = $true }; Says = 'COPY does not support ESCAPE with CSV:*' }
        @{ Given = @{ Format = 'Csv'; RemoveQuotes = $true }; Says = 'COPY does not support REMOVEQUOTES with CSV:*' }
        @{ Given = @{ Quote = '%' }; Says = "COPY's QUOTE requires CSV:*-Format Csv*" }
        @{ Given = @{ FixedWidth = 'a:1'; Delimiter = '|' }; Says = 'COPY does not support DELIMITER with FIXEDWIDTH:*' }
        @{ Given = @{ FixedWidth = 'a:1'; Escape = $true }; Says = 'COPY does not support ESCAPE with FIXEDWIDTH:*' }
        @{ Given = @{ FixedWidth = 'a:1'; Encoding = 'Utf16' }; Says = 'COPY does not support ENCODING*FIXEDWIDTH:*UTF-8*' }
        @{ Given = @{ FixedWidth = 'a:1'; Format = 'Delimited' }; Says = 'COPY does not support -Format Delimited with FIXEDWIDTH:*' }
        @{ Given = @{ Format = 'Json'; Delimiter = '|' }; Says = 'COPY does not support DELIMITER with JSON:*' }
        @{ Given = @{ Format = 'Json'; NullAs = 'x' }; Says = 'COPY does not support NULL AS with JSON:*' }
        @{ Given = @{ Format = 'Json'; FillRecord = $true }; Says = 'COPY does not support FILLRECORD with JSON:*' }
        @{ Given = @{ Format = 'Avro'; Escape = $true }; Says = 'COPY does not support ESCAPE with AVRO:*' }
        @{ Given = @{ JsonOption = 'auto' }; Says = "*requires JSON:*-Format Json*" }
        @{ Given = @{ Format = 'Json'; AvroOption = 'auto' }; Says = '*requires AVRO:*' }
        @{ Given = @{ Format = 'Shapefile'; RemoveQuotes = $true }; Says = 'COPY does not support REMOVEQUOTES with SHAPEFILE:*' }
        @{ Given = @{ Format = 'Csv'; Simplify = 'All' }; Says = "COPY's SIMPLIFY requires SHAPEFILE:*" }
        @{ Given = @{ Format = 'Shapefile'; SimplifyTolerance = 1 }; Says = '*requires SIMPLIFY:*' }
        @{ Given = @{ Format = 'Csv'; SerializeToJson = $true }; Says = "COPY's SERIALIZETOJSON requires PARQUET or ORC:*" }
        @{ Given = @{ Format = 'Parquet'; Encrypted = $true }; Says = 'COPY does not support * with PARQUET:*server-side*' }
        @{ Given = @{ Format = 'Orc'; Region = 'eu-west-1' }; Says = "COPY does not support REGION with ORC:*cluster's own region*" }
        @{ Given = @{ Format = 'Parquet'; Compression = 'Gzip' }; Says = 'COPY does not support GZIP with PARQUET:*' }
        @{ Given = @{ Format = 'Parquet'; MaxError = 1 }; Says = 'COPY does not support MAXERROR with PARQUET:*' }
        @{ Given = @{ Format = 'Parquet'; CompUpdate = 'On' }; Says = 'COPY does not support COMPUPDATE with PARQUET:*' }
        @{ Given = @{ IgnoreAllErrors = $true; MaxError = 1 }; Says = 'COPY does not support MAXERROR with IGNOREALLERRORS:*' }
        @{ Given = @{ AutoRun = 'On' }; Says = "COPY's AUTO requires JOB CREATE:*" }
        @{ Given = @{ JobName = 'j'; IamRole = 'default' }; Says = 'COPY does not support IAM_ROLE default with JOB CREATE:*' }
        @{ Given = @{ JobName = 'j'; IamRole = 'arn:aws:iam::123456789012:role/Load'; Manifest = $true }; Says = 'COPY does not support MANIFEST with JOB CREATE:*' }
        @{ Given = @{ JobName = 'j'; IamRole = 'arn:aws:iam::123456789012:role/Load'; MaxError = 1 }; Says = 'COPY does not support MAXERROR with JOB CREATE:*' }
        @{ Given = @{ JobName = 'j'; IamRole = 'arn:aws:iam::123456789012:role/Load'; IgnoreAllErrors = $true }; Says = 'COPY does not support IGNOREALLERRORS with JOB CREATE:*' }
        @{ Given = @{ IamRole = 'none' }; Says = 'COPY requires IAM_ROLE or ACCESS_KEY_ID:*' }
        @{ Given = @{ UseCredentialsString = $true }; Says = 'COPY does not support IAM_ROLE default with CREDENTIALS:*' }
    ) {
        $failure = { Get-Statement $Given } | Should -Throw -PassThru
        Assert-TestError $failure InvalidCopyOption InvalidArgument t
        "$failure" | Should -BeLike $Says
    }

    It 'is refused for credentials: <Says>' -ForEach @(
        @{ Given = { @{ IamRole = 'default'; AwsCredential = $credential } }; Says = 'COPY does not support ACCESS_KEY_ID with IAM_ROLE:*' }
        @{ Given = { @{ IamRole = 'none'; SessionToken = $token } }; Says = "COPY's SESSION_TOKEN requires ACCESS_KEY_ID:*" }
        @{ Given = { @{ IamRole = $arn; SessionToken = $token } }; Says = "COPY's SESSION_TOKEN requires ACCESS_KEY_ID:*" }
        @{ Given = { @{ AwsCredential = $credential; JobName = 'j' } }; Says = 'COPY does not support ACCESS_KEY_ID with JOB CREATE:*' }
        @{ Given = { @{ AwsCredential = $credential; Format = 'Parquet' } }; Says = 'COPY does not support ACCESS_KEY_ID with PARQUET:*' }
        @{ Given = { @{ IamRole = $arn; UseCredentialsString = $true; JobName = 'j' } }; Says = 'COPY does not support CREDENTIALS with JOB CREATE:*' }
    ) {
        $failure = { Get-Statement (& $Given) } | Should -Throw -PassThru
        Assert-TestError $failure InvalidCopyOption InvalidArgument t
        "$failure" | Should -BeLike $Says
    }

    It 'is refused by the binder where a number is out of bounds: <_>' -ForEach @{ MaxError = 100001 }, @{ MaxError = -1 }, @{ CompRows = 999 }, @{ IgnoreHeader = -1 }, @{ SimplifyTolerance = -1 } {
        { Get-Statement $_ } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }
}

Describe 'The parameters' {
    It 'complete: <Line>' -ForEach @(
        @{ Line = 'Get-CopyStatement -Format '; Words = 'Avro', 'Csv', 'Delimited', 'FixedWidth', 'Json', 'Orc', 'Parquet', 'Shapefile' }
        @{ Line = 'Get-CopyStatement -Compression '; Words = 'Bzip2', 'Gzip', 'Lzop', 'None', 'Zstd' }
        @{ Line = 'Get-CopyStatement -Encoding U'; Words = 'Utf16', 'Utf16BE', 'Utf16LE', 'Utf8' }
        @{ Line = 'Get-CopyStatement -CompUpdate '; Words = 'Off', 'On', 'Preset' }
        @{ Line = 'Get-CopyStatement -StatUpdate '; Words = 'Off', 'On' }
        @{ Line = 'Get-CopyStatement -AutoRun '; Words = 'Off', 'On' }
        @{ Line = 'Get-CopyStatement -Simplify '; Words = 'All', 'Auto' }
        @{ Line = 'Get-CopyStatement -JsonOption '; Words = 'auto', "'auto ignorecase'", 'noshred' }
        @{ Line = "Get-CopyStatement -AvroOption 'auto "; Words = , "'auto ignorecase'" }
        @{ Line = 'Get-CopyStatement -TimeFormat e'; Words = 'epochsecs', 'epochmillisecs' }
        @{ Line = 'Get-CopyStatement -DateFormat a'; Words = , 'auto' }
        @{ Line = 'Get-CopyStatement -IamRole d'; Words = , 'default' }
        @{ Line = 'Get-UnloadStatement -Format '; Words = 'Csv', 'Delimited', 'FixedWidth', 'Json', 'Parquet' }
        @{ Line = 'Get-UnloadStatement -Compression '; Words = 'Bzip2', 'Gzip', 'None', 'Zstd' }
        @{ Line = 'Get-UnloadStatement -Parallel '; Words = 'Off', 'On' }
        @{ Line = 'Get-UnloadStatement -RowGroupSize '; Words = '32MB', '64MB', '128MB' }
    ) {
        [Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches.CompletionText | Should -BeExactly $Words
    }

    It 'do not complete ARNs' {
        $line = 'Get-CopyStatement -IamRole arn'
        [Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.Where{ $_.ResultType -eq 'ParameterValue' } | Should -BeNullOrEmpty
    }
}

Describe 'A job' {
    It 'is warned of: it does not load what is there' {
        Get-CopyStatement t -Uri s3://b-1/p/ -IamRole $arn -JobName nightly -WarningVariable warned -WarningAction SilentlyContinue | ForEach-Object JobName | Should -Be nightly
        $warned.Count | Should -Be 1
        "$warned" | Should -BeLike '*after it was created*'
    }
}
