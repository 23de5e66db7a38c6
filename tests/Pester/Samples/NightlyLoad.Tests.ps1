# In the database's place stands a psql that records: see TestSample.psm1.
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

Describe 'Start-NightlyLoad.ps1' {
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
        $run.Error | Should -BeNullOrEmpty
        $run.Output | Should -Not -Match "`e" -Because 'nobody looks'
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
        $run.All | Should -BeLike '*No objects were received*'
        Get-TestSampleRecord psql.input | Should -BeNullOrEmpty
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
    }

    It 'fails when the statement ends with <_>' -ForEach 'FAILED', 'ABORTED' {
        $env:STATEMENT_STATUS = "STARTED,$_"
        $run = Invoke-TestSample Start-NightlyLoadByDataApi.ps1 ($common + @{ ClusterIdentifier = 'c1'; SecretArn = 'arn:aws:secretsmanager:::x'; LoadedFolder = "$TestDrive/sent none" })
        $run.ExitCode | Should -Be 1
        $run.All | Should -Match "ended with $_"
        (Get-ChildItem $common.Path -Recurse -File).Count | Should -Be 3
        (Get-TestSampleRecord statement | ConvertFrom-Json).ClusterIdentifier | Should -Be c1
    }

    It 'gives up in time' {
        $env:STATEMENT_STATUS = 'STARTED'
        $run = Invoke-TestSample Start-NightlyLoadByDataApi.ps1 ($common + @{ WorkgroupName = 'wg'; TimeoutMinutes = 0 })
        $run.ExitCode | Should -Be 1
        $run.All | Should -Match 'has not ended'
    }

    It 'sends no statement where one file cannot be sent' {
        Add-TestFault @{ operation = 'PutObject'; keyContains = 'june/b'; kind = 'error'; status = 403; code = 'AccessDenied' }
        $run = Invoke-TestSample Start-NightlyLoadByDataApi.ps1 ($common + @{ WorkgroupName = 'wg' })
        $run.ExitCode | Should -Be 1
        Get-TestSampleRecord statement | Should -BeNullOrEmpty
    }

    It 'has no parameter for a root key, whose statements the service would keep' {
        (Get-Command (Get-TestSamplePath Start-NightlyLoadByDataApi.ps1)).Parameters.Keys | Should -Not -BeLike '*RootKey*'
    }
}
