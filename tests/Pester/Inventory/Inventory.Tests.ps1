BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer 'test', 'inventory', 'other'
    $key = New-RootKey "$TestDrive/root.key"
    $names = 'a b.csv', 'a+b.csv', 'ä.csv', 'plain.csv', '%41.csv'
    foreach ($name in $names) {
        $file = New-TestFile "$TestDrive/in/$name" 100
        Send-EncryptedS3Object $file -BucketName test -Key "in/$name" -RootKey $key > $null
    }
    $quiet = @{ ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue'; WarningAction = 'SilentlyContinue' }
    $schema = 'Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag'

    function Get-Encoded([string] $Name) { [Net.WebUtility]::UrlEncode($Name) -replace '%2F', '/' }

    function New-Row([string] $Name, [string] $Flags = '"true","false"') {
        $stored = Get-EncryptedS3Object -BucketName test -Key "in/$Name"
        "`"test`",`"$(Get-Encoded "in/$Name")`",`"`",$Flags,`"$($stored.Length)`",`"2026-01-02T03:04:05.000Z`",`"$($stored.ETag)`""
    }

    function Get-Gzip([string] $Text) {
        $memory = [IO.MemoryStream]::new()
        $gzip = [IO.Compression.GZipStream]::new($memory, [IO.Compression.CompressionMode]::Compress)
        $gzip.Write([Text.Encoding]::UTF8.GetBytes($Text))
        $gzip.Dispose()
        , $memory.ToArray()
    }

    # An S3 Inventory report of these data files, as AWS writes one. Returns its URI.
    function New-Report([string] $Name, [string[]] $Text, [hashtable] $Change = @{}) {
        $files = foreach ($i in 0..($Text.Count - 1)) {
            $bytes = Get-Gzip $Text[$i]
            Set-TestObject "$Name/data/$i.csv.gz" $bytes -BucketName inventory
            @{ key = "$Name/data/$i.csv.gz"; size = $bytes.Length; MD5checksum = [Convert]::ToHexStringLower([Security.Cryptography.MD5]::HashData($bytes)) }
        }
        $manifest = @{
            sourceBucket = 'test'; destinationBucket = 'arn:aws:s3:::inventory'; version = '2016-11-30'; creationTimestamp = '1514944800000'
            fileFormat = 'CSV'; fileSchema = $schema; files = @($files)
        }
        foreach ($name in $Change.Keys) { $manifest[$name] = $Change[$name] }
        Set-TestObject "$Name/manifest.json" ([Text.Encoding]::UTF8.GetBytes(($manifest | ConvertTo-Json -Depth 5))) -BucketName inventory
        "s3://inventory/$Name/manifest.json"
    }

    function New-Csv([string] $Name, [string] $Text) {
        Set-TestObject $Name ([Text.Encoding]::UTF8.GetBytes($Text)) -BucketName inventory
        "s3://inventory/$Name"
    }
}

AfterAll {
    Stop-TestServer
}

Describe 'An S3 Inventory report' {
    BeforeAll {
        $rows = $names | ForEach-Object { New-Row $_ }
        $report = New-Report all (($rows[0..2] -join "`n") + "`n"), (($rows[3..4] -join "`n") + "`n")
    }

    It 'replaces the listing' {
        Reset-TestServer
        $found = Get-EncryptedS3Object -InventoryUri $report -RootKey $key
        $found.Key | Sort-Object | Should -Be ($names | ForEach-Object { "in/$_" } | Sort-Object)
        $found.OpenedBy | Select-Object -Unique | Should -Be $key.Fingerprint
        (Get-TestRequest).operation | Should -Not -Contain ListObjectsV2
    }

    It 'is read by each command' {
        $received = Receive-EncryptedS3Object -InventoryUri $report -Destination "$TestDrive/out" -RootKey $key
        foreach ($name in $names) {
            (Get-FileHash -LiteralPath "$TestDrive/out/in/$name").Hash | Should -Be (Get-FileHash -LiteralPath "$TestDrive/in/$name").Hash
        }
        $received.Count | Should -Be $names.Count
        $converted = Convert-EncryptedS3Object -InventoryUri $report -KeyPrefix in/ -DestinationBucketName other -DestinationKeyPrefix done -RootKey $key
        $converted.Key | Sort-Object | Should -Be ($names | ForEach-Object { "done/$_" } | Sort-Object)
        (Convert-EncryptedS3Object -InventoryUri $report -KeyPrefix in/ -DestinationBucketName other -DestinationKeyPrefix done -RootKey $key).WasConverted |
            Select-Object -Unique | Should -BeTrue
        $new = New-RootKey "$TestDrive/new.key"
        (Update-EncryptedS3Object -InventoryUri $report -RootKey $key -NewRootKey $new).RootKeyFingerprint | Should -Be (@($new.Fingerprint) * $names.Count)
    }

    It 'of two buckets does not overwrite one conversion with another' {
        Send-EncryptedS3Object "$TestDrive/in/plain.csv" -BucketName inventory -Key in/plain.csv -RootKey $key > $null
        $uri = New-Csv two.csv "test,in/plain.csv`ninventory,in/plain.csv"
        $convert = @{ InventoryUri = $uri; DestinationBucketName = 'other'; DestinationKeyPrefix = 'two'; RootKey = $key, "$TestDrive/new.key"; Force = $true }
        (Convert-EncryptedS3Object @convert @quiet).Key | Should -Be two/in/plain.csv
        $failed.FullyQualifiedErrorId | Should -BeLike 'DuplicateKey,*'
    }

    It 'is selected from by -KeyPrefix and the filters' {
        (Get-EncryptedS3Object -InventoryUri $report -KeyPrefix 'in/a' -Exclude '*+*').Key | Should -Be 'in/a b.csv'
        Get-EncryptedS3Object -InventoryUri $report -NewerThan 2026-02-01 | Should -BeNullOrEmpty
    }

    It 'without an object below the prefix does not look like success' {
        Get-EncryptedS3Object -InventoryUri $report -KeyPrefix In/ @quiet -WarningVariable warned | Should -BeNullOrEmpty
        $warned | Should -Be "No object of $report has a key that begins with 'In/'."
        # The objects may belong to another shard.
        Get-EncryptedS3Object -InventoryUri $report -KeyPrefix In/ -ShardIndex 0 -ShardCount 2 @quiet -WarningVariable warned > $null
        $warned | Should -BeNullOrEmpty
        Get-EncryptedS3Object -InventoryUri $report -KeyPrefix in/ -Include never @quiet -WarningVariable warned > $null
        $warned | Should -BeLike 'Nothing was selected: * left out by the filters.'
    }

    It 'is divided without a gap and without an overlap' -ForEach 1, 2, 3, 7 {
        $count = $_
        $found = foreach ($index in 0..($count - 1)) { (Get-EncryptedS3Object -InventoryUri $report -ShardIndex $index -ShardCount $count).Key }
        $found | Sort-Object | Should -Be ($names | ForEach-Object { "in/$_" } | Sort-Object)
    }

    It 'leaves out delete markers and earlier versions, and says how many' {
        $uri = New-Report versions ((New-Row 'ä.csv'), (New-Row plain.csv '"false","false"'), (New-Row 'a b.csv' '"true","true"') -join "`n")
        $verbose = Get-EncryptedS3Object -InventoryUri $uri -Verbose 4>&1
        ($verbose | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] }).Key | Should -Be in/ä.csv
        $verbose -match '2 delete markers and earlier versions' | Should -HaveCount 1
    }

    It 'reports a bad row with its number, and goes on' {
        $uri = New-Report bad ((New-Row plain.csv), '"test","%zz","","true","false","1","",""', '"test"', (New-Row 'ä.csv') -join "`n")
        (Get-EncryptedS3Object -InventoryUri $uri @quiet).Key | Sort-Object | Should -Be ('in/plain.csv', 'in/ä.csv' | Sort-Object)
        $failed.FullyQualifiedErrorId | Should -BeLike 'InvalidInventoryRow,*'
        $failed[0].Exception.Message, $failed[1].Exception.Message | Should -BeLike 'Row [23] of s3://inventory/bad/data/0.csv.gz *'
    }

    It 'does not take a damaged file for a whole one' {
        $uri = New-Report md5 (New-Row plain.csv) @{ files = @(@{ key = 'all/data/0.csv.gz'; size = (Get-TestObject all/data/0.csv.gz -BucketName inventory).Bytes.Length; MD5checksum = '0' * 32 }) }
        Get-EncryptedS3Object -InventoryUri $uri @quiet > $null
        $failed.FullyQualifiedErrorId | Should -BeLike 'InvalidInventory,*'
        $failed.Exception.Message | Should -BeLike '*MD5*'
        $whole = Get-Gzip ((1..3000 | ForEach-Object { "test,missing/$_" }) -join "`n")
        Set-TestObject cut.csv.gz $whole[0..($whole.Length / 2)] -BucketName inventory
        Get-EncryptedS3Object -InventoryUri s3://inventory/cut.csv.gz -Include none @quiet | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -BeLike 'InvalidInventory,*'
    }

    It 'refuses <Format> with the reason' -ForEach @{ Format = 'ORC' }, @{ Format = 'Parquet' } {
        $uri = New-Report other (New-Row plain.csv) @{ fileFormat = $Format }
        Get-EncryptedS3Object -InventoryUri $uri @quiet | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -BeLike 'UnsupportedInventory,*'
        $failed.Exception.Message | Should -BeLike "*$Format*CSV*"
    }
}

Describe 'A CSV file' {
    It 'is a manifest of S3 Batch Operations without a header' {
        $uri = New-Csv batch.csv ((($names | ForEach-Object { "test,$(Get-Encoded "in/$_")" }) -join "`n") + "`n")
        (Get-EncryptedS3Object -InventoryUri $uri).Key | Sort-Object | Should -Be ($names | ForEach-Object { "in/$_" } | Sort-Object)
    }

    It 'is the result of a query with a header, whose keys are not encoded' {
        $uri = New-Csv query.csv ("`"key`",`"bucket`",`"size`"`r`n" + (($names | ForEach-Object { "`"in/$_`",`"test`",`"1`"" }) -join "`r`n"))
        (Get-EncryptedS3Object -InventoryUri $uri).Key | Sort-Object | Should -Be ($names | ForEach-Object { "in/$_" } | Sort-Object)
    }

    It 'is refused if it is something else' {
        Get-EncryptedS3Object -InventoryUri (New-Csv one.csv "only`n") @quiet > $null
        $failed.FullyQualifiedErrorId | Should -BeLike 'UnsupportedInventory,*'
        Get-EncryptedS3Object -InventoryUri (New-Csv quote.csv "test,`"in/plain.csv") @quiet > $null
        $failed.FullyQualifiedErrorId | Should -BeLike 'InvalidInventory,*'
        Get-EncryptedS3Object -InventoryUri s3://inventory/missing.csv @quiet > $null
        $failed.FullyQualifiedErrorId | Should -BeLike 'ObjectNotFound,*'
        { Get-EncryptedS3Object -InventoryUri inventory/missing.csv } | Should -Throw '*s3://bucket/key*'
    }

    It 'warns if it is empty' {
        Get-EncryptedS3Object -InventoryUri (New-Csv empty.csv '') -WarningVariable warned -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warned | Should -BeLike '*contains no objects*'
    }

    It 'of many pages is stopped like a listing' {
        $uri = New-Csv many.csv ((1..5000 | ForEach-Object { 'test,in/plain.csv' }) -join "`n")
        (Get-EncryptedS3Object -InventoryUri $uri | Select-Object -First 3).Count | Should -Be 3
        (Get-EncryptedS3Object -InventoryUri $uri).Count | Should -Be 5000
    }
}
