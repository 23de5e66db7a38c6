# The database of Start-NightlyLoad.ps1 is a psql that records its input: see TestSample.psm1. That of
# Start-NightlyLoadByDataApi.ps1 is the stand-in for Redshift of tests/RedshiftStandIn.
BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1", "$PSScriptRoot/../TestSample.psm1", "$PSScriptRoot/../TestRedshift.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer load
    Start-TestSample "$TestDrive/standins"
    $key = New-RootKey "$TestDrive/sales.key"
    $bytes = [Convert]::FromBase64String((Get-Content $key.Path))

    function New-Export {
        $folder = "$TestDrive/export $(New-Guid)"
        foreach ($name in 'may/a.csv', 'june/b.csv', 'june/c.csv') {
            [void][IO.Directory]::CreateDirectory((Split-Path "$folder/$name"))
            'id,name' + "`n" + ((1..2000 | ForEach-Object { "$_,$name" }) -join "`n") | Set-Content "$folder/$name"
        }
        $folder
    }

    # The objects of the manifest that a statement names.
    function Get-ManifestUrl([string] $Sql) {
        $key = ([regex]"s3://load/(nightly/[^']+)").Match($Sql).Groups[1].Value
        ([Text.Encoding]::UTF8.GetString((Get-TestObject -BucketName load -Key $key).Bytes) | ConvertFrom-Json).entries.url
    }

    # The objects that the stand-in of the AWS Tools was asked to delete.
    function Get-Removed {
        (Get-TestSampleRecord removed) -split "`n" | Where-Object { $_ } | ConvertFrom-Json
    }

    # The lines of the objects that a statement loads, by object.
    function Get-LoadedLine([string] $Sql) {
        $key = ([regex]"s3://load/(nightly/[^']+)").Match($Sql).Groups[1].Value
        foreach ($entry in ([Text.Encoding]::UTF8.GetString((Get-TestObject -BucketName load -Key $key).Bytes) | ConvertFrom-Json).entries) {
            $object = Get-TestObject -BucketName load -Key ($entry.url -replace '^s3://load/')
            $text = [IO.StreamReader]::new([IO.Compression.GZipStream]::new([IO.MemoryStream]::new($object.Bytes), [IO.Compression.CompressionMode]::Decompress)).ReadToEnd()
            , @($text -split "`n" | Where-Object { $_ })
        }
    }
}

AfterAll {
    Stop-TestSample
    Stop-TestServer
}

Describe 'Start-NightlyLoad.ps1' -Tag Unix {
    BeforeEach {
        Reset-TestServer
        Reset-TestSample
        $export = New-Export
        $common = @{ Path = $export; BucketName = 'load'; Table = 'public.sales'; SplitSize = 8192; SliceCount = 2 }
    }

    It 'loads a directory: split, compressed, encrypted by the server, by one manifest' {
        $run = Invoke-TestSample Start-NightlyLoad.ps1 ($common + @{ KmsKeyId = 'alias/load' })
        $run.ExitCode | Should -Be 0 -Because $run.All
        $sql = Get-TestSampleRecord psql.input
        $sql | Should -Match "^COPY public.sales\s+FROM 's3://load/nightly/\d{8}T\d{6}Z\.manifest'"
        $sql | Should -BeLike '*MANIFEST*'
        $sql | Should -BeLike '*GZIP*'
        $sql | Should -BeLike '*CSV*'
        $sql | Should -Not -BeLike '*ENCRYPTED*'
        $keys = ([regex]"s3://load/(nightly/[^']+)").Match($sql).Groups[1].Value
        $entries = ([Text.Encoding]::UTF8.GetString((Get-TestObject -BucketName load -Key $keys).Bytes) | ConvertFrom-Json).entries
        $entries.Count | Should -BeGreaterThan 5
        $entries.url | Should -BeLike 's3://load/nightly/*Z/*.csv.gz'
        $entries.mandatory | Should -Not -Contain $false
        (Get-TestSampleRecord psql.arguments) -split "`n" | Should -Contain 'ON_ERROR_STOP=1'
        Get-TestSampleRecord psql.environment | Should -BeLike 'PGSSLMODE=verify-full*'
        $run.Output | Should -Match 'Files\s+: 3'
        $bytes3 = (Get-ChildItem $export -Recurse -File | Measure-Object Length -Sum).Sum
        $stamp = '(?m)^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ '
        $run.Output | Should -Match "${stamp}Sending 3 files, $bytes3 bytes, from '$([regex]::Escape($export))' to s3://load/nightly/\d{8}T\d{6}Z/\."
        $run.Output | Should -Match "${stamp}Verified $($entries.Count) objects, \d+ bytes\. The manifest is $([regex]::Escape("s3://load/$keys"))\."
        $run.Output | Should -Match "${stamp}Loaded $($entries.Count) objects into public\.sales\."
        $run.Output | Should -Not -Match 'ERROR|sys_load'
        Get-TestSampleRecord removed | Should -BeNullOrEmpty -Because 'this is opt-in'
        $run.Error | Should -BeNullOrEmpty
        $run.Output | Should -Not -Match "`e" -Because 'it is a log'
    }

    It 'loads every record once, and no header, of files that were cut' {
        (Invoke-TestSample Start-NightlyLoad.ps1 $common).ExitCode | Should -Be 0
        $sql = Get-TestSampleRecord psql.input
        $sql | Should -BeLike '*IGNOREHEADER AS 1*'
        $objects = Get-LoadedLine $sql
        $objects.Count | Should -BeGreaterThan 5
        $loaded = $objects | ForEach-Object { $_ | Select-Object -Skip 1 }
        $expected = Get-ChildItem $export -Recurse -File | ForEach-Object { Get-Content $_ | Select-Object -Skip 1 }
        $expected.Count | Should -Be 6000
        Compare-Object ($loaded | Sort-Object) ($expected | Sort-Object) | Should -BeNullOrEmpty
    }

    It 'loads the first record too where the files have no header' {
        (Invoke-TestSample Start-NightlyLoad.ps1 $common -Switch '-NoHeader').ExitCode | Should -Be 0
        $sql = Get-TestSampleRecord psql.input
        $sql | Should -Not -BeLike '*IGNOREHEADER*'
        (Get-LoadedLine $sql | ForEach-Object { $_ }).Count | Should -Be 6003
    }

    It 'hands the root key to psql, on its standard input, and to nothing else' {
        $run = Invoke-TestSample Start-NightlyLoad.ps1 ($common + @{ RootKeyPath = $key.Path })
        $run.ExitCode | Should -Be 0 -Because $run.All
        $sql = Get-TestSampleRecord psql.input
        $sql | Should -BeLike "*MASTER_SYMMETRIC_KEY '$([Convert]::ToBase64String($bytes))'*ENCRYPTED*"
        Assert-NoTestKey ($run.All + (Get-TestSampleRecord psql.arguments)) $bytes
    }

    It 'loads nothing where one file cannot be sent, and names all that cannot' {
        Add-TestFault @{ operation = 'PutObject'; keyContains = 'june/'; kind = 'error'; status = 403; code = 'AccessDenied' }
        $run = Invoke-TestSample Start-NightlyLoad.ps1 ($common + @{ LoadedFolder = "$TestDrive/loaded none" })
        $run.ExitCode | Should -Be 1
        $run.All | Should -Match 'june/b\.0001'
        $run.All | Should -Match 'june/c\.0001'
        # Each error with its recommended action, and New-CopyManifest's own.
        $log = $run.Output -split '\r?\n'
        $errors = @($log | Select-String '^\S+ \S+Z ERROR ')
        @($errors | Where-Object { $_ -match 'june/[bc]\.0001' }).Count | Should -Be 2
        $errors.Count | Should -BeGreaterThan 2
        foreach ($line in $errors) { $log[$line.LineNumber] | Should -Match '^\S+ \S+Z +Recommendation: \S.+' -Because $line }
        $errors[-1] | Should -Match 'failed'
        $run.Output | Should -Match 'Nothing was loaded'
        Get-TestSampleRecord psql.input | Should -BeNullOrEmpty
        Get-TestRequest | Where-Object target -Like '*.manifest*' | Should -BeNullOrEmpty
        (Get-ChildItem $export -Recurse -File).Count | Should -Be 3
    }

    It 'loads nothing where an object is not what its file is' {
        Add-TestFault @{ operation = 'GetObject'; keyContains = 'b.'; kind = 'error'; status = 403; code = 'AccessDenied' }
        $run = Invoke-TestSample Start-NightlyLoad.ps1 $common
        $run.ExitCode | Should -Be 1
        Get-TestSampleRecord psql.input | Should -BeNullOrEmpty
    }

    It 'fails when the statement does, and leaves the files where they are' {
        $env:PSQL_EXIT = 3
        $run = Invoke-TestSample Start-NightlyLoad.ps1 ($common + @{ RootKeyPath = $key.Path; LoadedFolder = "$TestDrive/loaded failed" })
        $run.ExitCode | Should -Be 1
        $run.All | Should -BeLike '*S3ServiceException*'
        $sql = Get-TestSampleRecord psql.input
        $uri = ([regex]"s3://load/nightly/\d{8}T\d{6}Z\.manifest").Match($sql).Value
        $uri | Should -Not -BeNullOrEmpty
        $run.Output | Should -Match "The load failed\..*The manifest is $([regex]::Escape($uri))\."
        $run.Output | Should -BeLike "*FROM sys_load_error_detail WHERE file_name LIKE '$($uri -replace '\.manifest$')/%' *"
        Get-ManifestUrl $sql | Should -BeLike "$($uri -replace '\.manifest$')/*" -Because 'the query finds the rows of these'
        $run.Output | Should -Match "FROM sys_load_history WHERE start_time >= '\d{4}-\d\d-\d\d \d\d:\d\d:\d\d'"
        $run.Output | Should -Not -Match 'Loaded \d'
        Assert-NoTestKey $run.All $bytes
        (Get-ChildItem $export -Recurse -File).Count | Should -Be 3
        Test-Path "$TestDrive/loaded failed" | Should -BeFalse
    }

    It 'moves what was loaded, so that the next run finds nothing, which is a failure' {
        $loaded = "$TestDrive/loaded"
        (Invoke-TestSample Start-NightlyLoad.ps1 ($common + @{ LoadedFolder = $loaded })).ExitCode | Should -Be 0
        (Get-ChildItem $export -Recurse -File).Count | Should -Be 0
        (Get-Item "$loaded/*Z/*/*.csv").Name | Sort-Object | Should -Be a.csv, b.csv, c.csv
        Reset-TestSample
        $run = Invoke-TestSample Start-NightlyLoad.ps1 ($common + @{ LoadedFolder = $loaded })
        $run.ExitCode | Should -Be 1
        $run.All | Should -BeLike '*There is nothing to load*'
        Get-TestSampleRecord psql.input | Should -BeNullOrEmpty
    }

    It 'deletes with -RemoveLoadedObjects what the manifest lists, after the load' {
        $run = Invoke-TestSample Start-NightlyLoad.ps1 ($common + @{ LoadedFolder = "$TestDrive/loaded removed" }) -Switch '-RemoveLoadedObjects'
        $run.ExitCode | Should -Be 0 -Because $run.All
        $urls = Get-ManifestUrl (Get-TestSampleRecord psql.input)
        $urls.Count | Should -BeGreaterThan 5
        (Get-Removed).Url | Should -Be $urls
        (Get-Removed).IsHandedOver | Should -Not -Contain $false
        $run.Output | Should -Match "Deleted $($urls.Count) of $($urls.Count) objects"
    }

    It 'deletes nothing where the load failed, or a file could not be sent' {
        $env:PSQL_EXIT = 3
        (Invoke-TestSample Start-NightlyLoad.ps1 $common -Switch '-RemoveLoadedObjects').ExitCode | Should -Be 1
        Get-TestSampleRecord psql.input | Should -BeLike 'COPY*'
        Get-TestSampleRecord removed | Should -BeNullOrEmpty
        Reset-TestSample
        Add-TestFault @{ operation = 'PutObject'; keyContains = 'june/b'; kind = 'error'; status = 403; code = 'AccessDenied' }
        (Invoke-TestSample Start-NightlyLoad.ps1 $common -Switch '-RemoveLoadedObjects').ExitCode | Should -Be 1
        Get-TestSampleRecord removed | Should -BeNullOrEmpty
    }

    It 'deletes the others if one object cannot be deleted, fails, and reports that the load succeeded' {
        $env:REMOVE_REFUSED = 'may/a\.0001'
        $run = Invoke-TestSample Start-NightlyLoad.ps1 ($common + @{ LoadedFolder = "$TestDrive/loaded refused" }) -Switch '-RemoveLoadedObjects'
        $run.ExitCode | Should -Be 1
        $urls = Get-ManifestUrl (Get-TestSampleRecord psql.input)
        (Get-Removed).Url | Should -Be ($urls -notmatch 'may/a\.0001')
        $run.Output | Should -Match "ERROR 's3://load/nightly/\S+/may/a\.0001\S+' was not deleted: Access Denied"
        $run.Error | Should -Match 'The load succeeded'
        (Get-ChildItem $export -Recurse -File).Count | Should -Be 0 -Because 'the next night must not load it again'
    }
}

Describe 'Remove-LoadedObject.ps1' {
    BeforeEach {
        Reset-TestServer
        Reset-TestSample
        $prefix = "run $(New-Guid)/"
        $file = New-TestFile "$TestDrive/r/a.csv" 10
        $sent = 'a.csv', 'b.csv' | ForEach-Object { Send-EncryptedS3Object $file -BucketName load -Key "$prefix$_" -ServerSideEncryption aws:kms }
        # Below the prefix too, and not in the manifest.
        [void](Send-EncryptedS3Object $file -BucketName load -Key "${prefix}c.csv" -ServerSideEncryption aws:kms)
        $manifest = $sent | Test-EncryptedRoundTrip | New-CopyManifest -Uri "s3://load/$prefix.manifest"
        $common = @{ ManifestUri = $manifest.Uri; KeyPrefix = $prefix }
    }

    It 'deletes what the manifest lists, and neither other objects nor the manifest' {
        $run = Invoke-TestSample Remove-LoadedObject.ps1 $common -Switch '-Confirm:$false'
        $run.ExitCode | Should -Be 0 -Because $run.All
        (Get-Removed).Url | Should -Be "s3://load/${prefix}a.csv", "s3://load/${prefix}b.csv"
        Get-TestRequest | Where-Object operation -In ListObjectsV2, DeleteObject | Should -BeNullOrEmpty
    }

    It 'deletes nothing with -WhatIf, and asks otherwise' {
        $run = Invoke-TestSample Remove-LoadedObject.ps1 $common -Switch '-WhatIf'
        $run.ExitCode | Should -Be 0 -Because $run.All
        $run.Output | Should -BeLike "*2 objects that '$($manifest.Uri)' lists*"
        (Invoke-TestSample Remove-LoadedObject.ps1 $common).ExitCode | Should -Be 1 -Because 'there is no user to ask'
        Get-TestSampleRecord removed | Should -BeNullOrEmpty
    }

    It 'deletes nothing where <What>' -ForEach @(
        @{ What = 'one entry is elsewhere'; Change = { $common.KeyPrefix += 'a' } }
        @{ What = 'there is no manifest'; Change = { $common.ManifestUri += '.none' } }
        @{ What = 'the manifest is not one'; Change = { $common.ManifestUri = "s3://load/${prefix}c.csv" } }
    ) {
        . $Change
        $run = Invoke-TestSample Remove-LoadedObject.ps1 $common -Switch '-Confirm:$false'
        $run.ExitCode | Should -Be 1 -Because $run.All
        Get-TestSampleRecord removed | Should -BeNullOrEmpty
    }
}

Describe 'Start-NightlyLoadByDataApi.ps1' -Tag NotOnWine, Unix {
    BeforeAll {
        Start-TestRedshift
        $uuid = '[a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}'

        # Ends with the files and the objects where they were.
        function Invoke-FailingLoad([hashtable] $Parameter = @{}) {
            $run = Invoke-TestSample Start-NightlyLoadByDataApi.ps1 ($common + @{ WorkgroupName = 'wg'; LoadedFolder = "$TestDrive/not moved" } + $Parameter) -Switch '-RemoveLoadedObjects'
            $run.ExitCode | Should -Be 1 -Because $run.All
            $run.Output | Should -Not -Match 'Loaded \d'
            (Get-ChildItem $export -Recurse -File).Count | Should -Be 3
            Test-Path "$TestDrive/not moved" | Should -BeFalse
            Get-TestSampleRecord removed | Should -BeNullOrEmpty
            $run
        }
    }

    AfterAll {
        Stop-TestRedshift
    }

    BeforeEach {
        Reset-TestServer
        Reset-TestSample
        Invoke-TestSql 'SET client_min_messages = warning; DROP TABLE IF EXISTS public.sales; CREATE TABLE public.sales (id integer, name text);'
        Reset-TestRedshiftAction
        $export = New-Export
        $common = @{ Path = $export; BucketName = 'load'; Table = 'public.sales'; SplitSize = 8192; Database = 'dev' }
    }

    It 'loads each record once and moves the files' {
        $run = Invoke-TestSample Start-NightlyLoadByDataApi.ps1 ($common + @{ ClusterIdentifier = 'c1'; SecretArn = 'arn:aws:secretsmanager:::x'; LoadedFolder = "$TestDrive/sent" })
        $run.ExitCode | Should -Be 0 -Because $run.All
        Get-TestRedshiftAction | Should -Contain BatchExecuteStatement -Because 'the number of rows is compared in the transaction'
        Invoke-TestSql 'SELECT count(*), count(DISTINCT (id, name)), sum(id) FROM public.sales' | Should -Be '6000|6000|6003000'
        (Get-Item "$TestDrive/sent/*Z/*/*.csv").Count | Should -Be 3
        $run.Output | Should -Match '(?m)^\S+ \S+Z Sending 3 files, \d+ bytes'
        $run.Output | Should -Match 'Z Verified 12 objects, \d+ bytes\. The manifest is s3://load/nightly/\d{8}T\d{6}Z\.manifest\.'
        $run.Output | Should -Match "Z Started the run $uuid\."
        $run.Output | Should -Match 'Z Loaded 6000 rows of 12 objects into public\.sales\.'
        $run.Output | Should -Match '(?m)^Rows +: 6000'
        $run.Output | Should -Not -Match 'ERROR'
        $run.Error | Should -BeNullOrEmpty
        Get-TestSampleRecord removed | Should -BeNullOrEmpty -Because 'this is opt-in'
    }

    It 'logs each row that Redshift rejected, and loads nothing' {
        $bad = "$export/june/c.csv"
        (Get-Content $bad) -replace '^3,', 'three,' | Set-Content $bad
        $run = Invoke-FailingLoad
        $run.Output | Should -Match "Z ERROR COPY failed, and nothing was committed\. s3://load/nightly/\S+/june/c\.0001\.csv\.gz, line 4, column 'id'"
        $run.Output | Should -Match 'Z +Recommendation: \S'
        $run.Output | Should -Match "Z Rows that Redshift rejected:\s+\S+ \S+Z +s3://load/nightly/\S+/june/c\.0001\.csv\.gz, line 4, column 'id' \(int4\): \S.*\(code \d+\)"
        $run.Output | Should -Match "Z Started the run $uuid\."
        $run.Output | Should -Match 'Z The load failed\..* The manifest is s3://load/nightly/\S+\.manifest\.'
        $run.Output | Should -Match 'run this script again'
        Invoke-TestSql 'SELECT count(*) FROM public.sales' | Should -Be 0
    }

    It 'logs the reason where no row explains it' {
        Invoke-TestSql 'DROP TABLE public.sales'
        $run = Invoke-FailingLoad
        $run.Output | Should -Match 'Z ERROR COPY failed: ERROR: relation "public\.sales" does not exist'
        $run.Output | Should -Match 'Z The load failed\.'
        $run.Output | Should -Not -Match 'Rows that Redshift rejected'
    }

    It 'cancels the run after its time limit' {
        # The stand-in counts the rows of a table before COPY.
        Invoke-TestSql 'CREATE VIEW public.waiting AS SELECT 1 FROM pg_sleep(120)'
        $common.Table = 'public.waiting'
        $run = Invoke-FailingLoad @{ TimeoutMinutes = '0.03' }
        $run.Output | Should -Match 'Z ERROR The run \S+ did not end within 2 seconds\. It was canceled, and nothing was committed\.'
        $run.Output | Should -Match 'Z The load failed\.'
        Get-TestRedshiftAction | Should -Contain CancelStatement
    }

    It 'logs how to follow a run that may still load' {
        Add-TestRedshiftFault DescribeStatement AccessDeniedException
        $run = Invoke-FailingLoad
        $run.Output | Should -Not -Match 'The load failed|SELECT'
        $run.Output | Should -Match "The run $uuid may still load\. Do not run this script again before it has ended: Invoke-CopyStatement -Id ($uuid)\."
        (Invoke-CopyStatement -Id ([regex]"-Id ($uuid)").Match($run.Output).Groups[1].Value).LoadedRows | Should -Be 6000
    }

    It 'logs how to find a run whose ID was lost' {
        # The request was processed.
        Add-TestRedshiftFault BatchExecuteStatement page
        $run = Invoke-FailingLoad
        $run.Output | Should -Match 'the run may have been started\. Check before you run this script again'
        $query = ([regex]'SELECT .* FROM sys_load_history WHERE start_time .*;').Match($run.Output).Value
        $query | Should -Not -BeNullOrEmpty
        Wait-TestCondition { (Invoke-TestSql 'SELECT count(*) FROM public.sales') -eq 6000 }
    }

    It 'sends no statement where one file cannot be sent' {
        Add-TestFault @{ operation = 'PutObject'; keyContains = 'june/b'; kind = 'error'; status = 403; code = 'AccessDenied' }
        $run = Invoke-FailingLoad
        Get-TestRedshiftAction | Should -BeNullOrEmpty
        $run.Output | Should -Match 'Z ERROR .*june/b'
        $run.Output | Should -Match 'Z +Recommendation: \S'
        $run.Output | Should -Match 'Nothing was loaded'
    }

    It 'deletes with -RemoveLoadedObjects what the manifest lists' {
        $run = Invoke-TestSample Start-NightlyLoadByDataApi.ps1 ($common + @{ WorkgroupName = 'wg' }) -Switch '-RemoveLoadedObjects'
        $run.ExitCode | Should -Be 0 -Because $run.All
        $run.Output | Should -Match '(?s)Loaded 6000 rows .*Deleted 12 of 12 objects'
        $urls = Get-ManifestUrl ([regex]"s3://load/nightly/\d{8}T\d{6}Z\.manifest").Match($run.Output).Value
        $urls.Count | Should -Be 12
        (Get-Removed).Url | Should -Be $urls
    }

    It 'has no parameter for a root key, whose statements the service would keep' {
        (Get-Command (Get-TestSamplePath Start-NightlyLoadByDataApi.ps1)).Parameters.Keys | Should -Not -BeLike '*RootKey*'
    }
}
