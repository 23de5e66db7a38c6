# A psql that records its input replaces the database: see TestSample.psm1.
BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1", "$PSScriptRoot/../TestSample.psm1"
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

Describe 'Start-NightlyLoadByDataApi.ps1' {
    BeforeEach {
        Reset-TestServer
        Reset-TestSample
        $common = @{ Path = New-Export; BucketName = 'load'; Table = 'public.sales'; SplitSize = 8192; Database = 'dev'; PollSeconds = 0 }
    }

    It 'sends the statement and waits for its end' {
        $run = Invoke-TestSample Start-NightlyLoadByDataApi.ps1 ($common + @{ WorkgroupName = 'wg'; LoadedFolder = "$TestDrive/sent" })
        $run.ExitCode | Should -Be 0 -Because $run.All
        $sent = Get-TestSampleRecord statement | ConvertFrom-Json
        $sent.Database, $sent.WorkgroupName, $sent.ClusterIdentifier | Should -Be dev, wg, $null
        $sent.Sql | Should -BeLike "COPY public.sales*FROM 's3://load/nightly/*.manifest'*MANIFEST*"
        $sent.Sql | Should -Not -BeLike '*ENCRYPTED*'
        $sent.Sql | Should -BeLike '*IGNOREHEADER AS 1*'
        (Get-Item "$TestDrive/sent/*Z/*/*.csv").Count | Should -Be 3
        Get-LoadedLine $sent.Sql | ForEach-Object { $_[0] } | Should -Be (@('id,name') * 12)
        ((Get-TestSampleRecord questions).Trim() -split "`n").Count | Should -Be 3
        $run.Output | Should -BeLike '*d9b6c0c9-0747-4bf4-b142-e8883122f766*'
        $run.Output | Should -Match '(?m)^\S+ \S+Z Sending 3 files, \d+ bytes'
        $run.Output | Should -Match 'Z Verified 12 objects, \d+ bytes\. The manifest is s3://load/nightly/\d{8}T\d{6}Z\.manifest\.'
        $run.Output | Should -Match 'Z Loaded 12 objects into public\.sales\.'
        Get-TestSampleRecord removed | Should -BeNullOrEmpty
    }

    It 'fails when the statement ends with <_>' -ForEach 'FAILED', 'ABORTED' {
        $env:STATEMENT_STATUS = "STARTED,$_"
        $run = Invoke-TestSample Start-NightlyLoadByDataApi.ps1 ($common + @{ ClusterIdentifier = 'c1'; SecretArn = 'arn:aws:secretsmanager:::x'; LoadedFolder = "$TestDrive/sent none" })
        $run.ExitCode | Should -Be 1
        $run.All | Should -Match "ended with $_"
        $sent = Get-TestSampleRecord statement | ConvertFrom-Json
        $uri = ([regex]"s3://load/nightly/\d{8}T\d{6}Z\.manifest").Match($sent.Sql).Value
        $run.Output | Should -Match "Z ERROR Statement d9b6c0c9\S+ ended with ${_}: ERROR: Load into table failed"
        $run.Output | Should -Match "The manifest is $([regex]::Escape($uri))\."
        $run.Output | Should -BeLike '*FROM sys_load_error_detail WHERE query_id = 4711 *'
        (Get-ChildItem $common.Path -Recurse -File).Count | Should -Be 3
        (Get-TestSampleRecord statement | ConvertFrom-Json).ClusterIdentifier | Should -Be c1
    }

    It 'ends within its time limit' {
        $env:STATEMENT_STATUS = 'STARTED'
        $run = Invoke-TestSample Start-NightlyLoadByDataApi.ps1 ($common + @{ WorkgroupName = 'wg'; TimeoutMinutes = 0 })
        $run.ExitCode | Should -Be 1
        $run.All | Should -Match 'has not ended'
        $run.Output | Should -Match 'may still load.*Get-RSDStatement -Id d9b6c0c9'
    }

    It 'sends no statement where one file cannot be sent' {
        Add-TestFault @{ operation = 'PutObject'; keyContains = 'june/b'; kind = 'error'; status = 403; code = 'AccessDenied' }
        $run = Invoke-TestSample Start-NightlyLoadByDataApi.ps1 ($common + @{ WorkgroupName = 'wg' })
        $run.ExitCode | Should -Be 1
        Get-TestSampleRecord statement | Should -BeNullOrEmpty
        $run.Output | Should -Match 'Z ERROR .*june/b'
        $run.Output | Should -Match 'Z +Recommendation: \S'
        $run.Output | Should -Match 'Nothing was loaded'
    }

    It 'deletes with -RemoveLoadedObjects what the manifest lists, and only after the statement has finished' {
        $env:STATEMENT_STATUS = 'STARTED,FAILED'
        (Invoke-TestSample Start-NightlyLoadByDataApi.ps1 ($common + @{ WorkgroupName = 'wg' }) -Switch '-RemoveLoadedObjects').ExitCode | Should -Be 1
        Get-TestSampleRecord removed | Should -BeNullOrEmpty
        Reset-TestSample
        $run = Invoke-TestSample Start-NightlyLoadByDataApi.ps1 ($common + @{ WorkgroupName = 'wg' }) -Switch '-RemoveLoadedObjects'
        $run.ExitCode | Should -Be 0 -Because $run.All
        $urls = Get-ManifestUrl (Get-TestSampleRecord statement | ConvertFrom-Json).Sql
        $urls.Count | Should -Be 12
        (Get-Removed).Url | Should -Be $urls
    }

    It 'has no parameter for a root key, whose statements the service would keep' {
        (Get-Command (Get-TestSamplePath Start-NightlyLoadByDataApi.ps1)).Parameters.Keys | Should -Not -BeLike '*RootKey*'
    }
}
