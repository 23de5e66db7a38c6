BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $header = "id,name`n"
    $rows = 1..3000 | ForEach-Object { "$_,`"line`nbreak, `"`"quoted`"`" `u{1F600} $_`"`n" }
    $path = Join-Path $TestDrive 'data.csv'
    [IO.File]::WriteAllText($path, $header + -join $rows)

    function Get-Text($Sent) { [Text.Encoding]::UTF8.GetString((Get-TestObject $Sent.Key).Bytes) }
}

AfterAll { Stop-TestServer }

Describe 'A CSV file sent with -SplitSize' {
    BeforeAll {
        $plain = @{ BucketName = 'test'; ServerSideEncryption = 'AES256'; SplitSize = 20KB }
    }

    It 'becomes objects that together are the file, cut between records, in the order of their names' {
        $sent = Send-EncryptedS3Object $path -KeyPrefix whole @plain | Sort-Object Key
        $sent.Count | Should -Be ([math]::Ceiling((Get-Item $path).Length / 20KB))
        $sent[0].Key, $sent[-1].Key | Should -Be 'whole/data.0001.csv', ('whole/data.{0:0000}.csv' -f $sent.Count)
        -join ($sent | ForEach-Object { Get-Text $_ }) | Should -BeExactly ([IO.File]::ReadAllText($path))
        $sent | Select-Object -Skip 1 | ForEach-Object { Get-Text $_ | Should -Match '^\d+,"line\n' }
        $sent.SourceOffset[0] | Should -Be 0
        ($sent | Measure-Object SourceLength -Sum).Sum | Should -Be (Get-Item $path).Length
    }

    It 'repeats the header in each object, or drops it' {
        $repeated = Send-EncryptedS3Object $path -KeyPrefix repeat -HeaderRow Repeat @plain | Sort-Object Key
        $repeated | ForEach-Object { Get-Text $_ | Should -Match "^id,name\n\d+," }
        -join ($repeated | ForEach-Object { (Get-Text $_).Substring($header.Length) }) | Should -BeExactly (-join $rows)
        $dropped = Send-EncryptedS3Object $path -KeyPrefix drop -HeaderRow Drop @plain | Sort-Object Key
        -join ($dropped | ForEach-Object { Get-Text $_ }) | Should -BeExactly (-join $rows)
        ($repeated, $dropped | ForEach-Object { $_ } | Test-EncryptedRoundTrip).Verified | Should -Not -Contain $false
    }

    It 'makes their number a multiple of -SliceCount, with empty objects where no record begins' {
        $few = Join-Path $TestDrive 'few.csv'
        [IO.File]::WriteAllText($few, "1,a`n2,b`n")
        $sent = Send-EncryptedS3Object $few -BucketName test -ServerSideEncryption AES256 -SplitSize 1GB -SliceCount 4 | Sort-Object Key
        $sent.Count | Should -Be 4
        $sent | ForEach-Object { Get-Text $_ } | Should -Be "1,a`n", "", "2,b`n", ""
        ($sent | Test-EncryptedRoundTrip).Verified | Should -Not -Contain $false
    }

    It 'is compressed, encrypted and verified range by range, and each object has a key of its own' {
        $sent = Send-EncryptedS3Object $path -BucketName test -KeyPrefix sec -RootKey $key -SplitSize 20KB -HeaderRow Repeat -Compression Gzip
        $sent.Key | Should -Contain 'sec/data.0001.csv.gz'
        ($sent | Test-EncryptedRoundTrip -RootKey $key).Verified | Should -Not -Contain $false
        ($sent | ConvertTo-Json | ConvertFrom-Json | Test-EncryptedRoundTrip -RootKey $key).Verified | Should -Not -Contain $false
        ($sent | ForEach-Object { (Get-TestObject $_.Key).Header['x-amz-meta-x-amz-key'] } | Sort-Object -Unique).Count | Should -Be $sent.Count
    }

    It 'compresses a range that begins like a compressed file' {
        $lookalike = Join-Path $TestDrive 'lookalike.csv'
        # The second record begins with the first bytes of a bzip2 file, all of which are text.
        [IO.File]::WriteAllText($lookalike, "$('1' * 99)`nBZh91AY&SY$('2' * 89)`n")
        $sent = Send-EncryptedS3Object $lookalike -BucketName test -KeyPrefix like -RootKey $key -SplitSize 100 -Compression Gzip |
            Sort-Object Key
        $sent.Count | Should -Be 2
        $sent.Compression | Should -Be Gzip, Gzip
        ($sent | Test-EncryptedRoundTrip -RootKey $key).Verified | Should -Be $true, $true
        Get-Content -Raw ($sent[1] | Receive-EncryptedS3Object -Destination "$TestDrive/like" -RootKey $key -Expand) | Should -BeLike 'BZh9*'
    }

    It 'fails the test if a range was changed or is another one' {
        $copy = Copy-Item $path "$TestDrive/copy.csv" -PassThru
        $sent = $copy | Send-EncryptedS3Object -BucketName test -KeyPrefix ch -RootKey $key -SplitSize 50KB | Sort-Object Key
        $bytes = [IO.File]::ReadAllBytes($copy.FullName)
        $bytes[$sent[1].SourceOffset + 5] = 0
        [IO.File]::WriteAllBytes($copy.FullName, $bytes)
        $results = $sent | Test-EncryptedRoundTrip -RootKey $key | Sort-Object Key
        $results[0].Verified | Should -BeTrue
        $results[1].Reason, $results[1].FirstDifference | Should -Be 'SourceChanged', 5
        $record = $sent[0] | Select-Object *
        $record.SourceOffset = $sent[1].SourceOffset
        ($record | Test-EncryptedRoundTrip -RootKey $key).Verified | Should -BeFalse
    }

    It 'takes a whole -Key for its pattern' {
        (Send-EncryptedS3Object $path -Key 'x/y.txt' @plain | Sort-Object Key)[0].Key | Should -BeExactly 'x/y.0001.txt'
    }

    It 'asks once, shows the number of objects, and sends nothing with -WhatIf' {
        Reset-TestServer
        Send-EncryptedS3Object $path -KeyPrefix whatif @plain -WhatIf | Should -BeNullOrEmpty
        Get-TestRequest | Should -BeNullOrEmpty
    }
}

Describe 'Record formats' {
    It 'splits <Name> by its extension as <Expected>' -ForEach @(
        @{ Name = 'a.jsonl'; Content = "{`"a`":`"x`"}`n{`"a`":`n`"y`"}`n"; Expected = "{`"a`":`"x`"}`n", "{`"a`":`n`"y`"}`n" }
        @{ Name = 'a.csv'; Content = "1,`"`n`"`n2,`"`n`n`"`n"; Expected = "1,`"`n`"`n", "2,`"`n`n`"`n" }
        @{ Name = 'a.txt'; Content = "1|`"`n2|`"`n"; Expected = "1|`"`n", "2|`"`n" }
    ) {
        $file = Join-Path $TestDrive $Name
        [IO.File]::WriteAllText($file, $Content)
        $sent = Send-EncryptedS3Object $file -BucketName test -ServerSideEncryption AES256 -SplitSize ([math]::Ceiling($Content.Length / 2)) | Sort-Object Key
        $sent | ForEach-Object { Get-Text $_ } | Should -Be $Expected
    }

    It 'are those of -RecordFormat' {
        $file = Join-Path $TestDrive 'b.csv'
        [IO.File]::WriteAllText($file, "1,`"`n2,`"`n3`n")
        (Send-EncryptedS3Object $file -BucketName test -ServerSideEncryption AES256 -SplitSize 4 -RecordFormat Line).SourceLength | Should -Not -Contain 8
        (Send-EncryptedS3Object $file -BucketName test -ServerSideEncryption AES256 -SplitSize 4 -RecordFormat Csv).SourceLength | Should -Contain 8
    }

    It 'warns of a record that Redshift cannot load' {
        $file = Join-Path $TestDrive 'long.txt'
        [IO.File]::WriteAllText($file, "short`n" + 'x' * 5MB + "`nshort`n")
        $sent = Send-EncryptedS3Object $file -BucketName test -RootKey $key -SplitSize 1MB -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match '5242881 bytes at byte 6.*4 MB'
        ($sent | Test-EncryptedRoundTrip -RootKey $key).Verified | Should -Not -Contain $false
    }
}

Describe 'What cannot be split' {
    It 'is an error of its own, and counts as failed: <Name>' -ForEach @(
        @{ Name = 'packed'; Bytes = [byte[]](0x1f, 0x8b, 8, 0) }
        @{ Name = 'utf-16'; Bytes = [byte[]](0xff, 0xfe, 65, 0) }
        @{ Name = 'utf-16 without a mark'; Bytes = [Text.Encoding]::Unicode.GetBytes("1,a`n2,b`n") }
        @{ Name = 'parquet'; Bytes = [Text.Encoding]::ASCII.GetBytes("PAR1`nx`nPAR1") }
        @{ Name = 'orc'; Bytes = [byte[]](79, 82, 67, 1, 10, 2) }
        @{ Name = 'avro'; Bytes = [byte[]](79, 98, 106, 1, 10) }
        @{ Name = 'pzstd'; Bytes = [byte[]](0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 1, 1, 1, 0x28, 0xb5, 0x2f, 0xfd) }
    ) {
        $file = Join-Path $TestDrive $Name
        [IO.File]::WriteAllBytes($file, $Bytes)
        $sent = $file, $path | Get-Item | Send-EncryptedS3Object -BucketName test -KeyPrefix un -RootKey $key -SplitSize 1GB -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -Be 'SourceUnsplittable,RedshiftEncryption.Commands.SendEncryptedS3ObjectCommand'
        $sent.Key | Should -Be 'un/data.0001.csv'
        { $sent | Get-CopyStatement -Table t -IamRole default -RootKey $key -WarningAction SilentlyContinue } | Should -Throw -ErrorId 'FailedItems,*'
    }

    It 'is refused: <Parameter> without -SplitSize' -ForEach @(
        @{ Parameter = 'RecordFormat'; Value = 'Csv' }, @{ Parameter = 'HeaderRow'; Value = 'Drop' }, @{ Parameter = 'SliceCount'; Value = 4 }
    ) {
        $extra = @{ $Parameter = $Value }
        { Send-EncryptedS3Object $path -BucketName test -RootKey $key @extra } | Should -Throw -ErrorId 'InvalidParameters,*'
    }

    It 'is refused: a header in JSON' {
        { Send-EncryptedS3Object $path -BucketName test -RootKey $key -SplitSize 1KB -RecordFormat Json -HeaderRow Drop } | Should -Throw -ErrorId 'InvalidParameters,*'
    }

    It 'is refused: two files whose ranges get the same keys' {
        $other = New-Item -ItemType Directory "$TestDrive/other"
        $second = Copy-Item $path $other -PassThru
        $sent = $path, $second.FullName | Get-Item | Send-EncryptedS3Object -BucketName test -KeyPrefix dup -RootKey $key -SplitSize 100KB -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.Count | Should -Be $sent.Count
        $errors.FullyQualifiedErrorId | Sort-Object -Unique | Should -Be 'DuplicateKey,RedshiftEncryption.Commands.SendEncryptedS3ObjectCommand'
    }
}
