BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer 'test', 'out'
    $key = New-RootKey "$TestDrive/root.key"
    $count = 40
    1..$count | ForEach-Object { New-TestFile "$TestDrive/in/$_.csv" (50 + $_) > $null }
    Send-EncryptedS3Object "$TestDrive/in" -Recurse -BucketName test -KeyPrefix in -RootKey $key > $null
    Set-TestObject in/plain.csv ([byte[]](1, 2, 3))
    Set-TestObject in/folder/ ([byte[]]@())
    $quiet = @{ ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue'; WarningAction = 'SilentlyContinue'; WarningVariable = 'warned' }

    # The query result of all objects, with a row that names none and an object that does not exist.
    function New-Inventory([string] $Name, [string[]] $Extra = @()) {
        $rows = Get-EncryptedS3Object test in/ | ForEach-Object { "test,`"$($_.Key)`",$($_.Length),$($_.ETag)" }
        Set-TestObject $Name ([Text.Encoding]::UTF8.GetBytes(((@('bucket,key,size,e_tag') + $rows + $Extra) -join "`n"))) -BucketName out
        "s3://out/$Name"
    }

    function Read-Text([string] $Key) { [Text.Encoding]::UTF8.GetString((Get-TestObject $Key -BucketName out).Bytes) }
}

AfterAll {
    Stop-TestServer
}

Describe 'A run of several shards' {
    BeforeAll {
        $uri = New-Inventory all.csv 'test,in/missing.csv,5,abc', 'test,,5,abc', 'test,in/folder/,0,abc', 'test,other/1.csv,5,abc'
        $convert = @{ InventoryUri = $uri; KeyPrefix = 'in/'; DestinationBucketName = 'out'; DestinationKeyPrefix = 'done'; RootKey = $key; RunUri = 's3://out/run' }
        $converted = foreach ($index in 0..3) { Convert-EncryptedS3Object @convert -ShardIndex $index -ShardCount 4 @quiet }
    }

    It 'accounts for each row of the inventory exactly once' {
        $converted.Count | Should -Be $count
        $report = Get-ConversionReport s3://out/run
        $report.Operation | Should -Be Convert-EncryptedS3Object
        $report.InventoryUri | Should -Be $uri
        $report.ShardCount | Should -Be 4
        $report.Done, $report.Skipped, $report.NotEncrypted, $report.Excluded, $report.Left, $report.Failed | Should -Be $count, 0, 1, 2, 0, 2
        $report.FailedByErrorId['ObjectNotFound'], $report.FailedByErrorId['InvalidInventoryRow'] | Should -Be 1, 1
        $report.RowCount, $report.InventoryRowCount | Should -Be ($count + 5), ($count + 5)
        $report.IsAccounted | Should -BeTrue
        $report.IsComplete | Should -BeFalse
        $report.Length | Should -Be (Get-EncryptedS3Object test in/ | Where-Object Envelope -NE None | Measure-Object Length -Sum).Sum
        $report.MissingShards | Should -BeNullOrEmpty
        $report.UnfinishedShards | Should -BeNullOrEmpty
        $report.ShardsToRepeat.Count | Should -BeIn 1, 2
        $report.EndedUtc | Should -BeGreaterThan $report.StartedUtc
    }

    It 'is not accounted for if a row is missing or counted twice' {
        foreach ($shard in 0..3) {
            $text = Read-Text "run/shards/00000$shard/total.json" | ConvertFrom-Json -AsHashtable
            if ($text.rows -eq 0) { continue }
            $before = Read-Text "run/shards/00000$shard/total.json"
            # The same number of rows, of which one is another.
            $text.rowSum = '{0:x16}' -f ([UInt64]::Parse($text.rowSum, 'HexNumber') -bxor 1)
            Set-TestObject "run/shards/00000$shard/total.json" ([Text.Encoding]::UTF8.GetBytes(($text | ConvertTo-Json -Depth 5))) -BucketName out
            (Get-ConversionReport s3://out/run).IsAccounted | Should -BeFalse
            (Get-ConversionReport s3://out/run -SkipInventory).IsAccounted | Should -BeNullOrEmpty
            Set-TestObject "run/shards/00000$shard/total.json" ([Text.Encoding]::UTF8.GetBytes($before)) -BucketName out
        }
        (Get-ConversionReport s3://out/run).IsAccounted | Should -BeTrue
    }

    It 'warns if it has excluded every row' {
        foreach ($index in 0, 1) { Get-EncryptedS3Object -InventoryUri $uri -KeyPrefix In/ -ShardIndex $index -ShardCount 2 -RunUri s3://out/mistyped @quiet > $null }
        # A row without an object is a failure.
        Get-ConversionReport s3://out/mistyped -WarningVariable warned -WarningAction SilentlyContinue > $null
        $warned | Should -BeNullOrEmpty
        $valid = New-Inventory valid.csv
        Get-EncryptedS3Object -InventoryUri $valid -KeyPrefix In/ -RunUri s3://out/excluded @quiet > $null
        (Get-ConversionReport s3://out/excluded -WarningVariable warned -WarningAction SilentlyContinue).IsComplete | Should -BeTrue
        $warned | Should -BeLike 'Every row of the inventory was excluded*'
    }

    It 'returns the objects with an outcome, which can be processed again' {
        $failures = Get-ConversionReport s3://out/run -Outcome Failed @quiet
        $failures.Key, $failures.ErrorId, $failures.BucketName | Should -Be in/missing.csv, ObjectNotFound, test
        $warned | Should -BeLike '1 row of the inventory names no object*'
        $done = Get-ConversionReport s3://out/run/ -Outcome Done, NotEncrypted
        $done.Key | Sort-Object | Should -Be ((Get-EncryptedS3Object test in/).Key | Where-Object { $_ -ne 'in/folder/' } | Sort-Object)
        ($done | Where-Object Outcome -EQ Done | Get-EncryptedS3Object -RootKey $key).Count | Should -Be $count
    }

    It 'skips what is done with one request for each object' {
        Reset-TestServer
        $again = foreach ($index in 0..3) { Convert-EncryptedS3Object @convert -ShardIndex $index -ShardCount 4 @quiet }
        $again.Count | Should -Be $count
        $again.WasConverted | Select-Object -Unique | Should -BeTrue
        $requests = Get-TestRequest
        ($requests | Where-Object { $_.operation -eq 'HeadObject' -and $_.target -match '/done/\d+\.csv' }).Count | Should -Be $count
        $requests | Where-Object { $_.target -match '/in/\d+\.csv' } | Should -BeNullOrEmpty
        $report = Get-ConversionReport s3://out/run
        $report.Done, $report.Skipped, $report.IsAccounted | Should -Be 0, $count, $true
    }

    It 'refuses a shard that disagrees: <Name>' -ForEach @(
        @{ Name = 'ServerSideEncryption'; Change = @{ ServerSideEncryption = 'AES256' } }
        @{ Name = 'ShardCount'; Change = @{ ShardCount = 5 } }
        @{ Name = 'Include'; Change = @{ Include = '*.csv' } }
        @{ Name = 'Metadata'; Change = @{ Metadata = @{ a = 'b' } } }
    ) {
        $arguments = $convert + @{ ShardIndex = 0; ShardCount = 4 }
        foreach ($name in $Change.Keys) { $arguments[$name] = $Change[$name] }
        Reset-TestServer
        Convert-EncryptedS3Object @arguments @quiet | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -BeLike 'RunDiffers,*'
        $failed.Exception.Message | Should -BeLike "*Different are -$Name.*"
        (Get-TestRequest).operation | Should -Not -Contain PutObject
    }

    It 'refuses another inventory under the same name' {
        $before = Read-Text all.csv
        Set-TestObject all.csv ([Text.Encoding]::UTF8.GetBytes("$before`n")) -BucketName out
        Convert-EncryptedS3Object @convert -ShardIndex 0 -ShardCount 4 @quiet | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -BeLike 'RunDiffers,*'
        $report = Get-ConversionReport s3://out/run @quiet
        $failed.FullyQualifiedErrorId | Should -BeLike 'RunDiffers,*'
        $report.IsAccounted | Should -BeNullOrEmpty
        $report.IsComplete | Should -BeFalse
        Set-TestObject all.csv ([Text.Encoding]::UTF8.GetBytes($before)) -BucketName out
    }

    It 'contains no key' {
        $documents = Get-EncryptedS3Object out run/ | ForEach-Object { Read-Text $_.Key }
        $documents.Count | Should -BeGreaterThan 5
        $secret = [Convert]::ToBase64String([IO.File]::ReadAllBytes("$TestDrive/root.key"))
        $documents -join "`n" | Should -Not -Match ([regex]::Escape((Get-Content -Raw "$TestDrive/root.key").Trim()))
        $documents -join "`n" | Should -Not -Match ([regex]::Escape($secret))
    }
}

Describe 'A run in progress' {
    BeforeAll {
        $uri = New-Inventory progress.csv
        $convert = @{ InventoryUri = $uri; KeyPrefix = 'in/'; DestinationBucketName = 'out'; DestinationKeyPrefix = 'progress'; RootKey = $key; RunUri = 's3://out/progress-run/' }
    }

    It 'names the shards that are missing, unfinished and to be repeated' {
        Convert-EncryptedS3Object @convert -ShardIndex 2 -ShardCount 4 @quiet > $null
        # What is left of a shard that was killed.
        $text = Read-Text progress-run/shards/000002/total.json | ConvertFrom-Json -AsHashtable
        $text.shardIndex, $text.state, $text.rows, $text.rowSum, $text.outcomes, $text.parts = 1, 'Running', 0, ('0' * 16), @(), @()
        Set-TestObject progress-run/shards/000001/total.json ([Text.Encoding]::UTF8.GetBytes(($text | ConvertTo-Json -Depth 5))) -BucketName out
        $report = Get-ConversionReport s3://out/progress-run
        $report.MissingShards | Should -Be 0, 3
        $report.UnfinishedShards | Should -Be 1
        $report.ShardsToRepeat | Should -Be 0, 1, 3
        $report.IsAccounted, $report.IsComplete | Should -Be $false, $false
        $report.EndedUtc | Should -BeNullOrEmpty
        foreach ($index in $report.ShardsToRepeat) { Convert-EncryptedS3Object @convert -ShardIndex $index -ShardCount 4 @quiet > $null }
        $report = Get-ConversionReport s3://out/progress-run
        $report.IsAccounted, $report.IsComplete | Should -Be $true, $true
        $report.ShardsToRepeat | Should -BeNullOrEmpty
    }

    It 'does not take a damaged document for an empty one: <Name>' -ForEach @(
        @{ Name = 'no JSON'; Text = 'x' }
        @{ Name = 'another format'; Text = '{"format":"x","version":1}' }
        @{ Name = 'another version'; Text = '{"format":"RedshiftEncryption.ShardTotal","version":2}' }
        @{ Name = 'rows without outcomes'; Text = '{"format":"RedshiftEncryption.ShardTotal","version":1,"shardIndex":1,"state":"Complete","startedUtc":"2026-01-01T00:00:00Z","rows":3,"rowSum":"0000000000000000","outcomes":[],"parts":[]}' }
        @{ Name = 'another shard'; Text = '{"format":"RedshiftEncryption.ShardTotal","version":1,"shardIndex":2,"state":"Complete","startedUtc":"2026-01-01T00:00:00Z","rows":0,"rowSum":"0000000000000000","outcomes":[],"parts":[]}' }
    ) {
        $before = Read-Text progress-run/shards/000001/total.json
        Set-TestObject progress-run/shards/000001/total.json ([Text.Encoding]::UTF8.GetBytes($Text)) -BucketName out
        $report = Get-ConversionReport s3://out/progress-run @quiet
        $failed.FullyQualifiedErrorId | Should -BeLike 'InvalidRunReport,*'
        $report.MissingShards | Should -Be 1
        $report.IsComplete | Should -BeFalse
        Set-TestObject progress-run/shards/000001/total.json ([Text.Encoding]::UTF8.GetBytes($before)) -BucketName out
    }

    It 'does not take a part for that of the totals after it was overwritten' {
        $part = 'progress-run/shards/000002/part-00001.csv'
        $before = Read-Text $part
        Set-TestObject $part ([Text.Encoding]::UTF8.GetBytes($before.Replace('Done', 'Left'))) -BucketName out
        Get-ConversionReport s3://out/progress-run -Outcome Done @quiet > $null
        $failed.FullyQualifiedErrorId | Should -BeLike 'ObjectChanged,*'
    }

    It 'is an error where there is none' {
        Get-ConversionReport s3://out/no-run @quiet | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -BeLike 'RunNotFound,*'
        { Get-ConversionReport s3://out } | Should -Throw '*key prefix*'
        { Convert-EncryptedS3Object @convert -ShardIndex 0 -ShardCount 4 -RunUri out/run } | Should -Throw
    }
}

Describe 'Parts of a report' {
    It 'have ten thousand rows each' {
        $rows = 1..25000 | ForEach-Object { "test,none/$_" }
        Set-TestObject parts.csv ([Text.Encoding]::UTF8.GetBytes(($rows -join "`n"))) -BucketName out
        Get-EncryptedS3Object -InventoryUri s3://out/parts.csv -KeyPrefix in/ -RunUri s3://out/parts-run | Should -BeNullOrEmpty
        $total = Read-Text parts-run/shards/000000/total.json | ConvertFrom-Json
        $total.parts.rows | Should -Be 10000, 10000, 5000
        $report = Get-ConversionReport s3://out/parts-run
        $report.Excluded, $report.IsAccounted, $report.IsComplete | Should -Be 25000, $true, $true
        $rows = Get-ConversionReport s3://out/parts-run -Outcome Excluded
        ($rows.Key | Sort-Object -Unique).Count | Should -Be 25000
    }
}

Describe 'Other commands in a run' {
    It '<Name> records its outcomes' -ForEach @(
        @{ Name = 'Get-EncryptedS3Object'; Arguments = @{} }
        @{ Name = 'Receive-EncryptedS3Object'; Arguments = @{ Destination = 'received' } }
        @{ Name = 'Update-EncryptedS3Object'; Arguments = @{ NewRootKey = 'new.key' } }
    ) {
        $uri = New-Inventory other.csv
        if ($Arguments.Destination) { $Arguments.Destination = "$TestDrive/received" }
        if ($Arguments.NewRootKey) { $Arguments.NewRootKey = New-RootKey "$TestDrive/new.key" }
        $run = "s3://out/$Name"
        & $Name -InventoryUri $uri -RootKey $key -RunUri $run @Arguments @quiet > $null
        $failed | Should -BeNullOrEmpty
        $report = Get-ConversionReport $run
        $report.Operation | Should -Be $Name
        $report.Done + $report.NotEncrypted | Should -Be ($count + 1)
        $report.IsComplete | Should -BeTrue
    }

    It 'does not start a run with -WhatIf' {
        $uri = New-Inventory what.csv
        Convert-EncryptedS3Object -InventoryUri $uri -DestinationKeyPrefix x -RootKey $key, "$TestDrive/new.key" -RunUri s3://out/what -Include none -WhatIf > $null
        Get-ConversionReport s3://out/what @quiet | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -BeLike 'RunNotFound,*'
    }
}

Describe '-StopAfter' {
    It 'ends the command before it starts an object, and reports what is left' {
        $uri = New-Inventory stop.csv
        Reset-TestServer
        Convert-EncryptedS3Object -InventoryUri $uri -DestinationKeyPrefix stopped -RootKey $key -RunUri s3://out/stop -StopAfter 0 @quiet | Should -BeNullOrEmpty
        $failed | Should -BeNullOrEmpty
        $warned | Should -BeLike '-StopAfter ended the command. 41 objects are left.'
        (Get-TestRequest).target | Should -Not -Match 'stopped'
        $report = Get-ConversionReport s3://out/stop
        $report.Left, $report.Excluded, $report.IsAccounted, $report.IsComplete | Should -Be ($count + 1), 0, $true, $false
        $report.ShardsToRepeat | Should -Be 0
        (Get-ConversionReport s3://out/stop -Outcome Left).Count | Should -Be ($count + 1)
    }

    It 'cancels what is in progress, without a trace' {
        Send-EncryptedS3Object (New-TestFile "$TestDrive/large.csv" 20MB) -BucketName test -Key large/1.csv -RootKey $key > $null
        Set-TestObject large.csv ([Text.Encoding]::UTF8.GetBytes('test,large/1.csv')) -BucketName out
        $clock = [Diagnostics.Stopwatch]::StartNew()
        # The rate would need minutes.
        Convert-EncryptedS3Object -InventoryUri s3://out/large.csv -DestinationKeyPrefix cut -RootKey $key -RunUri s3://out/cut-run -StopAfter 00:00:03 -BandwidthLimit 100KB @quiet | Should -BeNullOrEmpty
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 60
        $failed | Should -BeNullOrEmpty
        (Get-ConversionReport s3://out/cut-run).Left | Should -Be 1
        Get-EncryptedS3Object test cut/ -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        Remove-IncompleteS3Upload test -OlderThan 0 -WhatIf -InformationVariable shown 6>$null | Should -BeNullOrEmpty
        $shown | Should -BeNullOrEmpty
    }

    It 'ends a listing, and objects of the pipeline' {
        Get-EncryptedS3Object test in/ -StopAfter 0 @quiet | Should -BeNullOrEmpty
        $warned | Should -BeLike '-StopAfter ended the command. 41 objects are left.'
        $objects = Get-EncryptedS3Object test in/ -WarningAction SilentlyContinue
        $objects | Get-EncryptedS3Object -StopAfter (Get-Date).AddSeconds(-1) @quiet | Should -BeNullOrEmpty
        $warned | Should -BeLike '*41 objects are left.'
        (Get-EncryptedS3Object test in/ -StopAfter 01:00:00).Count | Should -Be ($count + 1)
        { Get-EncryptedS3Object test in/ -StopAfter 60 } | Should -Throw '*00:14:00*'
        { Get-EncryptedS3Object test in/ -StopAfter '-00:00:01' } | Should -Throw '*negative*'
    }
}
