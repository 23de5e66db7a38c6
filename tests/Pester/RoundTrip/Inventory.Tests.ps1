BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer 'test', 'lists'
    $source = (New-Item -ItemType Directory "$TestDrive/in").FullName
    $key = New-RootKey "$source/root.key"
    $count = 20
    $null = New-Item -ItemType Directory "$source/sub"
    1..$count | ForEach-Object { [IO.File]::WriteAllText("$source/sub/$_.csv", "$_,$('x' * $_)`n") }
    [IO.File]::WriteAllText("$source/long.csv", "1,2`n" * 2000)
    Send-EncryptedS3Object $source -Recurse -BucketName test -KeyPrefix in -RootKey $key -Exclude long.csv, sub/1.csv, sub/2.csv -WarningAction Ignore > $null
    Send-EncryptedS3Object "$source/sub/1.csv" -BucketName test -Key in/sub/1.csv -RootKey $key -Compression Gzip > $null
    Send-EncryptedS3Object "$source/sub/2.csv" -BucketName test -Key in/sub/2.csv -RootKey $key -Compression Zstd > $null
    $quiet = @{ ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue'; WarningVariable = 'warned'; WarningAction = 'SilentlyContinue' }

    # A query result of these keys, with the lengths that a listing contains.
    function New-List([string] $Name, [string[]] $Keys) {
        $stored = @{}
        Get-EncryptedS3Object test | ForEach-Object { $stored[$_.Key] = $_.Length }
        $rows = $Keys | ForEach-Object { "test,`"$_`",$($stored[$_])" }
        Set-TestObject $Name ([Text.Encoding]::UTF8.GetBytes(((@('bucket,key,size') + $rows) -join "`n"))) -BucketName lists
        "s3://lists/$Name"
    }

    $keys = @((Get-EncryptedS3Object test in/sub/).Key)
    $all = New-List all.csv $keys
    $arguments = @{ Path = $source; KeyPrefix = 'in'; RootKey = $key }
}

AfterAll { Stop-TestServer }

Describe 'Test-EncryptedRoundTrip -InventoryUri' {
    It 'compares the objects with their files, compressed ones too, without a listing' {
        Reset-TestServer
        $tested = Test-EncryptedRoundTrip @arguments -InventoryUri $all -Exclude long.csv -ErrorAction Stop
        $tested.Verified | Select-Object -Unique | Should -BeTrue
        $tested.Key | Sort-Object | Should -Be ($keys | Sort-Object)
        $keys.Count | Should -Be $count
        $keys | Should -Contain in/sub/1.csv.gz
        ($tested | Where-Object Key -EQ in/sub/2.csv.zst).SourcePath | Should -Be ([IO.Path]::GetFullPath("$source/sub/2.csv"))
        (Get-TestRequest).operation | Should -Not -Contain ListObjectsV2
        Test-EncryptedRoundTrip @arguments -InventoryUri $all -Exclude long.csv -Quiet | Should -BeTrue
    }

    It 'names what is missing on either side' {
        Set-TestObject in/sub/more.csv ([byte[]](1, 2))
        $uri = New-List more.csv ($keys + 'in/sub/more.csv' + 'elsewhere/1.csv')
        $tested = Test-EncryptedRoundTrip @arguments -InventoryUri $uri @quiet
        $tested.Count | Should -Be $count
        $failed.FullyQualifiedErrorId -replace ',.*' | Should -Be SourceMissing, ObjectNotFound
        $failed.TargetObject | Should -Be s3://test/in/sub/more.csv, ([IO.Path]::GetFullPath("$source/long.csv"))
        $failed[1].Exception.Message | Should -BeLike "*$uri does not contain the key 'in/long.csv'*"
        Test-EncryptedRoundTrip @arguments -InventoryUri $uri -Quiet @quiet | Should -BeFalse
    }

    It 'applies the filters to files as -Recurse does, and misses no file that they left out (<Name>)' -ForEach @(
        @{ Name = 'Include'; Filter = @{ Include = 'sub/*.csv' }; Expected = 20 }
        @{ Name = 'Exclude'; Filter = @{ Exclude = 'sub/1*.csv', 'long.csv' }; Expected = 9 }
        @{ Name = 'OlderThan'; Filter = @{ OlderThan = [datetime]'2026-01-01' }; Expected = 0 }
        @{ Name = 'NewerThan, which the inventory does not tell'; Filter = @{ NewerThan = [datetime]'2026-01-01'; Exclude = 'long.csv' }; Expected = 0 }
    ) {
        $tested = @(Test-EncryptedRoundTrip @arguments -InventoryUri $all @Filter @quiet)
        $failed | Should -BeNullOrEmpty
        $tested.Count | Should -Be $Expected
    }

    It 'does not take the file of a root key for one that was sent' {
        Set-TestObject in/root.key ([IO.File]::ReadAllBytes("$source/root.key"))
        Test-EncryptedRoundTrip @arguments -InventoryUri (New-List key.csv in/root.key) -Include root.key @quiet | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId -replace ',.*' | Should -Be SourceMissing
    }

    It 'does not miss files where it could not read all of the inventory (<Name>)' -ForEach @(
        @{ Name = 'none'; Uri = { 's3://lists/missing.csv' } }
        @{ Name = 'a damaged one'; Uri = { Set-TestObject broken.csv ([Text.Encoding]::UTF8.GetBytes("bucket,key`n`"test,in/x")) -BucketName lists; 's3://lists/broken.csv' } }
    ) {
        Test-EncryptedRoundTrip @arguments -InventoryUri (& $Uri) @quiet | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -Not -BeNullOrEmpty
        $failed.TargetObject | Should -Not -Contain ([IO.Path]::GetFullPath("$source/long.csv"))
    }

    It 'compares each object in exactly one shard, and records the results' {
        Send-EncryptedS3Object "$source/sub/4.csv" -BucketName test -Key in/sub/3.csv -RootKey $key > $null
        $run = 's3://lists/run/'
        $tested = foreach ($index in 0..2) { Test-EncryptedRoundTrip @arguments -InventoryUri $all -ShardIndex $index -ShardCount 3 -RunUri $run @quiet }
        $failed | Should -BeNullOrEmpty
        $tested.Key | Sort-Object | Should -Be ($keys | Sort-Object)
        ($tested | Where-Object Verified -EQ $false).Key | Should -Be in/sub/3.csv
        $report = Get-ConversionReport $run
        $report.Operation | Should -Be Test-EncryptedRoundTrip
        $report.Length | Should -Be ($tested | Where-Object Verified | Measure-Object Length -Sum).Sum
        $report.Done, $report.Failed, $report.Left, $report.IsAccounted, $report.IsComplete | Should -Be ($count - 1), 1, 0, $true, $false
        $report.FailedByErrorId['ContentDiffers'] | Should -Be 1
        (Get-ConversionReport $run -Outcome Failed).Key | Should -Be in/sub/3.csv
        Send-EncryptedS3Object "$source/sub/3.csv" -BucketName test -Key in/sub/3.csv -RootKey $key > $null
        foreach ($index in $report.ShardsToRepeat) { Test-EncryptedRoundTrip @arguments -InventoryUri $all -ShardIndex $index -ShardCount 3 -RunUri $run @quiet > $null }
        (Get-ConversionReport $run).IsComplete | Should -BeTrue
    }

    It 'refuses to read files outside of the directory' {
        [IO.File]::WriteAllText("$TestDrive/outside.csv", 'secret')
        $uri = New-List hostile.csv 'in/../outside.csv', 'in//outside.csv'
        Test-EncryptedRoundTrip @arguments -InventoryUri $uri -Include *outside* @quiet | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId -replace ',.*' | Should -Be SourceMissing, SourceMissing
    }

    It 'leaves out folder markers and instruction files' {
        Set-TestObject in/sub/ @()
        $uri = New-List markers.csv 'in/sub/', 'in/sub/3.csv', 'in/sub/3.csv.instruction'
        (Test-EncryptedRoundTrip @arguments -InventoryUri $uri -Include sub/3.csv*, sub/ -ErrorAction Stop).Key | Should -Be in/sub/3.csv
        # Without lengths, only the name tells.
        Set-TestObject names.csv ([Text.Encoding]::UTF8.GetBytes("test,in/sub/`ntest,in/sub/3.csv")) -BucketName lists
        (Test-EncryptedRoundTrip @arguments -InventoryUri s3://lists/names.csv -Include sub/3.csv, sub/ -ErrorAction Stop).Key | Should -Be in/sub/3.csv
    }

    It 'refuses a split file once, and records each of its objects' {
        $sent = Send-EncryptedS3Object "$source/long.csv" -BucketName test -KeyPrefix in -RootKey $key -SplitSize 2KB -Compression Gzip -WarningAction Ignore
        $sent.Count | Should -BeGreaterThan 2
        Test-EncryptedRoundTrip @arguments -InventoryUri (New-List split.csv $sent.Key) -Include long* -RunUri s3://lists/split/ @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed SplitObjects NotImplemented ([IO.Path]::GetFullPath("$source/long.csv"))
        (Get-ConversionReport s3://lists/split/).FailedByErrorId['SplitObjects'] | Should -Be $sent.Count
    }

    It 'ends at -StopAfter, and records what is left' {
        Test-EncryptedRoundTrip @arguments -InventoryUri $all -StopAfter 0 -RunUri s3://lists/stopped/ @quiet | Should -BeNullOrEmpty
        "$warned" | Should -BeLike "-StopAfter ended the command. $count objects are left*"
        $failed | Should -BeNullOrEmpty
        (Get-ConversionReport s3://lists/stopped/).Left | Should -Be $count
    }

    It 'refuses a directory that does not exist' {
        Test-EncryptedRoundTrip "$TestDrive/never" -InventoryUri $all -RootKey $key @quiet | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId -replace ',.*' | Should -Be PathNotFound
    }

    It 'has no parameters of the other modes' {
        { Test-EncryptedRoundTrip $source -InventoryUri $all -Recurse } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
        { Test-EncryptedRoundTrip $source s3://test/in -Recurse -ShardIndex 0 -ShardCount 2 } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
    }
}
