# The whole way from files to rows, with the stand-in for Redshift of tests/RedshiftStandIn. It is a PostgreSQL and proves what
# the module sends and how it handles responses, not that Redshift accepts the statements.
BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1"
    Import-Module "$PSScriptRoot/../TestRedshift.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer test
    Start-TestRedshift
    $base = (New-Item -ItemType Directory -Path "$TestDrive/export").FullName
    $database = @{ WorkgroupName = 'load'; Database = 'dev'; Region = 'us-east-1' }

    # Files by their names and lines, uploaded under a prefix of the test's own.
    function Send-Lines([string] $Prefix, [hashtable] $Files) {
        $folder = [IO.Directory]::CreateDirectory("$base/$Prefix").FullName
        foreach ($name in $Files.Keys) { [IO.File]::WriteAllLines("$folder/$name.csv", [string[]]$Files[$name]) }
        Get-ChildItem $folder | Send-EncryptedS3Object -BucketName test -KeyPrefix $Prefix -BasePath $folder -ServerSideEncryption AES256 | Test-EncryptedRoundTrip
    }

    # Files of 100 rows each.
    function Send-Rows([string] $Prefix, [int] $Count = 3) {
        $files = @{}
        foreach ($number in 1..$Count) { $files[$number] = 1..100 | ForEach-Object { "$($number * 1000 + $_),item $_,$($_ * 2)" } }
        Send-Lines $Prefix $files
    }

    function Get-Statement($Records, [string] $Prefix, [hashtable] $Options = @{}) {
        $Records | New-CopyManifest -Uri "s3://test/$Prefix.manifest" | Get-CopyStatement -Table sales -IamRole default -Format Csv @Options
    }
}

AfterAll {
    Stop-TestRedshift
    Stop-TestServer
}

Describe 'Invoke-CopyStatement' -Tag NotOnWine, Unix {
    BeforeEach {
        Invoke-TestSql 'DROP TABLE IF EXISTS sales; CREATE TABLE sales (id integer, name text, price integer);'
        Reset-TestRedshiftAction
    }

    It 'loads a directory by one pipeline' {
        $folder = "$base/pipeline"
        [void](Send-Rows pipeline)
        $result = Get-ChildItem $folder |
            Send-EncryptedS3Object -BucketName test -KeyPrefix pipeline -BasePath $folder -ServerSideEncryption AES256 |
            Test-EncryptedRoundTrip |
            New-CopyManifest -Uri s3://test/pipeline.manifest |
            Get-CopyStatement -Table sales -IamRole default -Format Csv |
            Invoke-CopyStatement @database
        $result.Status | Should -Be Finished
        $result.Command | Should -Be COPY
        $result.LoadedRows, $result.FileCount, $result.ErrorCount | Should -Be 300, 3, 0
        $result.LoadedBytes | Should -Be ((Get-ChildItem $folder | Measure-Object Length -Sum).Sum)
        $result.QueryId | Should -BeGreaterThan 0
        $result.Errors | Should -BeNullOrEmpty
        $result.WasJoined | Should -BeFalse
        Invoke-TestSql 'SELECT count(*), count(DISTINCT id), sum(id), sum(price) FROM sales' | Should -Be '300|300|615150|30300'
    }

    It 'names file, line and column of a broken row' {
        $records = Send-Lines broken @{ 1 = '1,good,1'; 2 = '1,good,1', '2,bad,price' }
        Get-Statement $records broken | Invoke-CopyStatement @database -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'LoadFailed,*'
        $failed[0].Exception.Message | Should -BeLike "COPY failed, and nothing was committed. s3://test/broken/2.csv, line 2, column 'price' (int4): *"
        $failed[0].Exception.Message | Should -Not -BeLike '*bad*'
        $result = $failed[0].TargetObject
        $result.Status, $result.ErrorCount | Should -Be Failed, 1
        $result.Errors[0].FileName, $result.Errors[0].LineNumber, $result.Errors[0].ColumnName | Should -Be s3://test/broken/2.csv, 2, price
        $result.Errors[0].RowText | Should -BeNullOrEmpty
        Invoke-TestSql 'SELECT count(*) FROM sales' | Should -Be 0
    }

    It 'reads the text of a broken row only if it is asked' {
        $records = Send-Lines text @{ 1 = '1,good,1', '2,bad,price' }
        Get-Statement $records text | Invoke-CopyStatement @database -IncludeRowText -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].TargetObject.Errors[0].RowText.Trim() | Should -Be '2,bad,price'
        $failed[0].Exception.Message | Should -Not -BeLike '*2,bad*'
    }

    It 'warns of rows that MAXERROR let pass' {
        $records = Send-Lines maxerror @{ 1 = '1,good,1', '2,bad,price', '3,good,3' }
        $result = Get-Statement $records maxerror @{ MaxError = 5 } | Invoke-CopyStatement @database -WarningVariable warned -WarningAction SilentlyContinue
        $result.LoadedRows, $result.ErrorCount | Should -Be 2, 1
        "$warned" | Should -BeLike '1 rows were not loaded. The first: s3://test/maxerror/1.csv, line 2*'
        Invoke-TestSql 'SELECT count(*) FROM sales' | Should -Be 2
    }

    It 'gives the statement''s own error where no row explains it' {
        $statement = Send-Rows missing 1 | New-CopyManifest -Uri s3://test/missing.manifest | Get-CopyStatement -Table nowhere -IamRole default -Format Csv
        $statement | Invoke-CopyStatement @database -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'StatementFailed,*'
        $failed[0].Exception.Message | Should -BeLike 'COPY failed: ERROR: relation "nowhere" does not exist*'
    }

    It 'runs -Before and -After in the transaction of the load' {
        Invoke-TestSql "INSERT INTO sales VALUES (1, 'old', 1); CREATE TABLE IF NOT EXISTS log (entry text); DELETE FROM log;"
        $result = Get-Statement (Send-Rows around 1) around | Invoke-CopyStatement @database -Before 'DELETE FROM sales' -After "INSERT INTO log VALUES ('a;b'); INSERT INTO log VALUES ('c')"
        $result.LoadedRows | Should -Be 100
        Get-TestRedshiftAction | Should -Contain BatchExecuteStatement
        Invoke-TestSql 'SELECT count(*) FROM sales; SELECT count(*) FROM log' | Should -Be 100, 2
    }

    It 'rolls back -Before if the load fails' {
        Invoke-TestSql "INSERT INTO sales VALUES (1, 'old', 1)"
        $records = Send-Lines rolled @{ 1 = '1,bad,price' }
        Get-Statement $records rolled | Invoke-CopyStatement @database -Before 'DELETE FROM sales' -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'LoadFailed,*'
        Invoke-TestSql 'SELECT name FROM sales' | Should -Be old
    }

    It 'rolls back a load with another number of rows than -ExpectedRows' {
        Get-Statement (Send-Rows counted 1) counted | Invoke-CopyStatement @database -ExpectedRows 99 -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'RowCountDiffers,*'
        $failed[0].Exception.Message | Should -BeLike 'COPY loaded 100 rows instead of 99. *nothing was committed.'
        Invoke-TestSql 'SELECT count(*) FROM sales' | Should -Be 0
    }

    It 'checks the number of records that Send counted' {
        $folder = (New-Item -ItemType Directory -Path "$base/split").FullName
        [IO.File]::WriteAllLines("$folder/big.csv", [string[]](@('id,name,price') + (1..5000 | ForEach-Object { "$_,""a`nb"",1" })))
        $records = Get-Item "$folder/big.csv" | Send-EncryptedS3Object -BucketName test -KeyPrefix split -ServerSideEncryption AES256 -SplitSize 20kb -HeaderRow Drop | Test-EncryptedRoundTrip
        $records.Count | Should -BeGreaterThan 2
        ($records | Measure-Object RowCount -Sum).Sum | Should -Be 5000
        $statement = Get-Statement $records split
        $statement.RowCount | Should -Be 5000
        ($statement | Invoke-CopyStatement @database).LoadedRows | Should -Be 5000
        Get-TestRedshiftAction | Should -Contain BatchExecuteStatement -Because 'the check is in the transaction'
        # The same statement for objects of which one is gone, as if it had never been sent.
        Invoke-TestSql 'DELETE FROM sales'
        $records[1] | New-CopyManifest -Uri s3://test/split.manifest > $null
        $statement | Invoke-CopyStatement @database -RunName part -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'RowCountDiffers,*'
        Invoke-TestSql 'SELECT count(*) FROM sales' | Should -Be 0
    }

    It 'joins the run that the same request has started, and loads once' {
        $statement = Get-Statement (Send-Rows joined 1) joined
        $first = $statement | Invoke-CopyStatement @database
        Set-TestRedshiftAge
        $second = $statement | Invoke-CopyStatement @database -WarningVariable warned -WarningAction SilentlyContinue
        $second.Id, $second.WasJoined | Should -Be $first.Id, $true
        "$warned" | Should -BeLike "The same request had started the run $($first.Id) at *"
        Invoke-TestSql 'SELECT count(*) FROM sales' | Should -Be 100
        $third = $statement | Invoke-CopyStatement @database -RunName again
        $third.Id | Should -Not -Be $first.Id
        Invoke-TestSql 'SELECT count(*) FROM sales' | Should -Be 200
    }

    It 'says that it joined a run that failed' {
        $statement = Send-Rows joinedfail 1 | New-CopyManifest -Uri s3://test/joinedfail.manifest | Get-CopyStatement -Table nowhere -IamRole default -Format Csv
        $statement | Invoke-CopyStatement @database -ErrorAction SilentlyContinue
        Set-TestRedshiftAge
        $statement | Invoke-CopyStatement @database -ErrorAction SilentlyContinue -ErrorVariable failed -WarningAction SilentlyContinue
        $failed[0].Exception.Message | Should -BeLike '* The same request had started it at *, and it was not run again.'
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*-RunName*'
    }

    It 'starts another run for a manifest that has changed' {
        $records = @(Send-Rows changed 2)
        $first = Get-Statement $records[0] changed | Invoke-CopyStatement @database
        $second = Get-Statement $records changed | Invoke-CopyStatement @database
        $second.Id | Should -Not -Be $first.Id
        # Without the record of the manifest, its ETag comes from S3.
        $third = Get-CopyStatement -Table sales -Uri s3://test/changed.manifest -Manifest -IamRole default -Format Csv | Invoke-CopyStatement @database -RunName uri
        $third.LoadedRows | Should -Be 200
    }

    It 'returns an ID with -NoWait, which -Id follows' {
        $started = Get-Statement (Send-Rows waiting 1) waiting | Invoke-CopyStatement @database -NoWait
        $started.Status | Should -Be Submitted
        $followed = Invoke-CopyStatement -Id $started.Id -Region us-east-1
        $followed.Status, $followed.LoadedRows | Should -Be Finished, 100
        Clear-TestRedshiftRun
        Invoke-CopyStatement -Id $started.Id -Region us-east-1 -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'StatementNotFound,*'
        $failed[0].Exception.Message | Should -BeLike '*forgets a run after 24 hours.'
    }

    It 'cancels the run after -TimeoutSeconds, and nothing is committed' {
        Get-Statement (Send-Rows slow 1) slow | Invoke-CopyStatement @database -After 'SELECT pg_sleep(120)' -TimeoutSeconds 2 -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'StatementTimedOut,*'
        $failed[0].Exception.Message | Should -BeLike '*did not end within 2 seconds. It was canceled, and nothing was committed.'
        Get-TestRedshiftAction | Should -Contain CancelStatement
        Invoke-TestSql 'SELECT count(*) FROM sales' | Should -Be 0
    }

    It 'cancels a COPY that waits' {
        $statement = Get-Statement (Send-Rows locked 1) locked
        Invoke-TestSql 'CREATE OR REPLACE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(120); RETURN NEW; END $$; CREATE TRIGGER wait BEFORE INSERT ON sales FOR EACH ROW EXECUTE FUNCTION wait();'
        $statement | Invoke-CopyStatement @database -TimeoutSeconds 2 -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].Exception.Message | Should -BeLike '*It was canceled, and nothing was committed.'
        $failed[0].TargetObject.Status | Should -Be Aborted
    }

    It 'does not take rows that MAXERROR let pass for the reason of another failure' {
        $records = Send-Lines afterwards @{ 1 = '1,good,1', '2,bad,price' }
        Get-Statement $records afterwards @{ MaxError = 5 } | Invoke-CopyStatement @database -After 'SELECT 1 FROM nowhere' -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'StatementFailed,*'
        $failed[0].Exception.Message | Should -BeLike 'A statement of the run failed, and nothing was committed: *nowhere*'
        Invoke-TestSql 'SELECT count(*) FROM sales' | Should -Be 0
    }

    It 'cancels the run when the pipeline is stopped, and says so' {
        $statement = Get-Statement (Send-Rows stopped 1) stopped
        $shell = [powershell]::Create()
        try {
            [void]$shell.AddScript({ param($Module, $Statement, $Database) Import-Module $Module; $Statement | Invoke-CopyStatement @Database -After 'SELECT pg_sleep(120)' }).AddArgument((Get-TestPath Module)).AddArgument($statement).AddArgument($database)
            $running = $shell.BeginInvoke()
            Wait-TestCondition { Get-TestRedshiftAction | Where-Object { $_ -eq 'DescribeStatement' } }
            $shell.Stop()
            Get-TestRedshiftAction | Should -Contain CancelStatement
            Invoke-TestSql 'SELECT count(*) FROM sales' | Should -Be 0
            Invoke-TestSql "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(120)%' AND state = 'active' AND pid <> pg_backend_pid()" | Should -Be 0
        }
        finally {
            $shell.Dispose()
        }
    }

    It 'survives <Kind> of <Action> and loads once' -ForEach @(
        @{ Kind = 'throttle'; Action = 'ExecuteStatement' }
        @{ Kind = 'lost'; Action = 'ExecuteStatement' }
        @{ Kind = 'unavailable'; Action = 'DescribeStatement' }
        @{ Kind = 'lost'; Action = 'GetStatementResult' }
    ) {
        $statement = Get-Statement (Send-Rows "fault-$Kind-$Action" 1) "fault-$Kind-$Action"
        Add-TestRedshiftFault $Action $Kind
        $result = $statement | Invoke-CopyStatement @database
        $result.LoadedRows | Should -Be 100
        Invoke-TestSql 'SELECT count(*) FROM sales' | Should -Be 100
    }

    It 'reports <Kind> as <Id>' -ForEach @(
        @{ Kind = 'page'; Id = 'RedshiftInvalidResponse' }
        @{ Kind = 'AccessDeniedException'; Id = 'RedshiftAccessDenied' }
        @{ Kind = 'ExpiredTokenException'; Id = 'RedshiftInvalidCredentials' }
        @{ Kind = 'ValidationException'; Id = 'RedshiftRequestRefused' }
    ) {
        $statement = Get-Statement (Send-Rows "refused-$Kind" 1) "refused-$Kind"
        Add-TestRedshiftFault ExecuteStatement $Kind
        $statement | Invoke-CopyStatement @database -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }

    It 'does not fail a load whose rows cannot be read' {
        $statement = Get-Statement (Send-Rows views 1) views
        Add-TestRedshiftFault GetStatementResult AccessDeniedException
        $result = $statement | Invoke-CopyStatement @database -WarningVariable warned -WarningAction SilentlyContinue
        $result.Status, $result.LoadedRows | Should -Be Finished, $null
        "$warned" | Should -BeLike "The rows of the run $($result.Id) are not known: Access to *"
    }

    It 'runs an UNLOAD' {
        Invoke-TestSql "INSERT INTO sales VALUES (1, 'it''s', 2), (2, 'b', 3)"
        $result = Get-UnloadStatement -Query "SELECT * FROM sales WHERE name <> 'x'" -Uri s3://test/unloaded/ -IamRole default | Invoke-CopyStatement @database
        $result.Command, $result.Status, $result.UnloadedRows, $result.FileCount | Should -Be UNLOAD, Finished, 2, 1
    }

    It 'is refused by a server that does not know the key' {
        $statement = Get-Statement (Send-Rows credentials 1) credentials
        $wrong = [pscredential]::new('AKIAIOSFODNN7EXAMPLE', (ConvertTo-SecureString 'x' -AsPlainText -Force))
        $statement | Invoke-CopyStatement @database -AwsCredential $wrong -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'RedshiftInvalidCredentials,*'
    }
}
