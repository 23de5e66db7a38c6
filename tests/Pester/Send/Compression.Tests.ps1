BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $text = (1..20000 | ForEach-Object { "$_,value $($_ % 97)" }) -join "`n"
    $path = Join-Path $TestDrive 'data.csv'
    [IO.File]::WriteAllText($path, $text)

    function Expand-Gzip([byte[]] $Bytes) {
        $stream = [IO.Compression.GZipStream]::new([IO.MemoryStream]::new($Bytes), [IO.Compression.CompressionMode]::Decompress)
        [IO.StreamReader]::new($stream).ReadToEnd()
    }

    function Compress-Gzip([string] $Text) {
        $packed = [IO.MemoryStream]::new()
        $stream = [IO.Compression.GZipStream]::new($packed, [IO.Compression.CompressionLevel]::Fastest)
        $stream.Write([Text.Encoding]::UTF8.GetBytes($Text))
        $stream.Dispose()
        , $packed.ToArray()
    }
}

AfterAll { Stop-TestServer }

Describe 'A file sent with -Compression <Compression>' -ForEach @(@{ Compression = 'Gzip'; Suffix = '.gz' }, @{ Compression = 'Zstd'; Suffix = '.zst' }) {
    It 'gets the suffix, contains all lengths, and is verified' {
        $result = Get-Item $path | Send-EncryptedS3Object -BucketName test -KeyPrefix c -RootKey $key -Compression $Compression | Test-EncryptedRoundTrip -RootKey $key
        $result.Key | Should -BeExactly "c/data.csv$Suffix"
        $result.Verified | Should -BeTrue
        $result.Compression | Should -BeExactly $Compression
        $result.SourceLength | Should -Be (Get-Item $path).Length
        $result.PlaintextLength | Should -BeLessThan ($result.SourceLength / 2)
        $result.Length | Should -Be ([math]::Floor($result.PlaintextLength / 16) * 16 + 16)
        $result.SourceOffset | Should -BeNullOrEmpty
    }

    It 'is verified as a record that came through JSON, and by path, bucket and key alone' {
        $sent = Send-EncryptedS3Object $path -BucketName test -KeyPrefix j -RootKey $key -Compression $Compression
        ($sent | ConvertTo-Json | ConvertFrom-Json | Test-EncryptedRoundTrip -RootKey $key).Verified | Should -BeTrue
        (Test-EncryptedRoundTrip $path -BucketName test -Key $sent.Key -RootKey $key).Verified | Should -BeTrue
    }

    It 'is smaller at the smallest level' {
        $fastest = Send-EncryptedS3Object $path -BucketName test -Key "f$Suffix" -RootKey $key -Compression $Compression -CompressionLevel Fastest
        $smallest = Send-EncryptedS3Object $path -BucketName test -Key "s$Suffix" -RootKey $key -Compression $Compression -CompressionLevel SmallestSize
        $smallest.PlaintextLength | Should -BeLessThan $fastest.PlaintextLength
        ($fastest, $smallest | Test-EncryptedRoundTrip -RootKey $key).Verified | Should -Be $true, $true
    }

    It 'is distinguished from another source, at the first different byte' {
        $sent = Send-EncryptedS3Object $path -BucketName test -KeyPrefix d -RootKey $key -Compression $Compression
        $other = Join-Path $TestDrive 'other.csv'
        [IO.File]::WriteAllText($other, $text.Remove(100000, 1).Insert(100000, '!'))
        $result = Test-EncryptedRoundTrip $other -BucketName test -Key $sent.Key -RootKey $key
        $result.Reason, $result.FirstDifference | Should -Be 'ContentDiffers', 100000
        [IO.File]::WriteAllText($other, $text + 'x')
        $result = Test-EncryptedRoundTrip $other -BucketName test -Key $sent.Key -RootKey $key
        $result.Reason, $result.FirstDifference | Should -Be 'ContentDiffers', $text.Length
        [IO.File]::WriteAllText($other, $text.Substring(0, 50000))
        $result = Test-EncryptedRoundTrip $other -BucketName test -Key $sent.Key -RootKey $key
        $result.Reason, $result.FirstDifference | Should -Be 'ContentDiffers', 50000
    }

    It 'is reported as damaged if it cannot be decompressed' {
        $sent = Send-EncryptedS3Object $path -BucketName test -KeyPrefix e -RootKey $key -Compression $Compression
        $stored = Get-TestObject $sent.Key
        $metadata = @{}
        $stored.Header.Keys | Where-Object { $_ -like 'x-amz-meta-*' } | ForEach-Object { $metadata[$_] = $stored.Header[$_] }
        $stored.Bytes[5] = $stored.Bytes[5] -bxor 255
        Set-TestObject $sent.Key $stored.Bytes -Header $metadata
        $result = $sent | Test-EncryptedRoundTrip -RootKey $key
        $result.Verified | Should -BeFalse
        $result.Reason | Should -BeIn 'DamagedContent', 'ContentDiffers'
    }

    It 'has several parts if it is long, without the length that was unknown at the start' {
        $noise = New-TestFile "$TestDrive/noise-$Compression.bin" 18MB
        # With a NUL byte it would not be taken for text.
        $bytes = [IO.File]::ReadAllBytes($noise)
        for ($i = [Array]::IndexOf($bytes, [byte]0); $i -ge 0; $i = [Array]::IndexOf($bytes, [byte]0, $i)) { $bytes[$i] = 1 }
        [IO.File]::WriteAllBytes($noise, $bytes)
        Reset-TestServer
        $result = Send-EncryptedS3Object $noise -BucketName test -RootKey $key -Compression $Compression | Test-EncryptedRoundTrip -RootKey $key
        $result.Verified | Should -BeTrue
        $result.PlaintextLength | Should -BeGreaterOrEqual 18MB
        @(Get-TestRequest | Where-Object { $_.method -eq 'PUT' }).Count | Should -Be 3
        (Get-TestObject $result.Key).Header.Keys | Should -Not -Contain 'x-amz-meta-x-amz-unencrypted-content-length'
        Get-TestOpenUpload | Should -Be 0
    }

    It 'is empty where the file is' {
        $empty = New-TestFile "$TestDrive/empty.csv" 0
        (Send-EncryptedS3Object $empty -BucketName test -RootKey $key -Compression $Compression | Test-EncryptedRoundTrip -RootKey $key).Verified | Should -BeTrue
    }
}

Describe '-Compression without client-side encryption' {
    It 'stores content that gzip decompresses' {
        $sent = Send-EncryptedS3Object $path -BucketName test -KeyPrefix sse -ServerSideEncryption AES256 -Compression Gzip
        Expand-Gzip (Get-TestObject $sent.Key).Bytes | Should -BeExactly $text
        ($sent | Test-EncryptedRoundTrip).Verified | Should -BeTrue
    }
}

Describe '-Compression' {
    It 'takes every compression that the module has a codec for' {
        $formats = [RedshiftEncryption.CopyCompression].Assembly.GetType('RedshiftEncryption.Codecs.FileFormat').GetField('All').GetValue($null)
        $values = (Get-Command Send-EncryptedS3Object).Parameters.Compression.Attributes.Where{ $_ -is [ValidateSet] }.ValidValues
        $values | Should -Be @('None'; $formats.Where{ $_.HasCodec }.Compression)
    }
}

Describe 'A file that is compressed already' {
    It 'is sent as it is, with the suffix of what it is' {
        $packed = Join-Path $TestDrive 'packed.csv'
        [IO.File]::WriteAllBytes($packed, (Compress-Gzip $text))
        $result = Send-EncryptedS3Object $packed -BucketName test -KeyPrefix a -RootKey $key -Compression Zstd | Test-EncryptedRoundTrip -RootKey $key
        $result.Key, $result.Compression, $result.Verified | Should -Be 'a/packed.csv.gz', 'Gzip', $true
        $result.PlaintextLength | Should -Be (Get-Item $packed).Length
    }

    It 'keeps its own suffix, also without -Compression' {
        $packed = Join-Path $TestDrive 'packed.csv.gz'
        [IO.File]::WriteAllBytes($packed, (Compress-Gzip $text))
        foreach ($extra in @{ Compression = 'Gzip' }, @{}) {
            $result = Send-EncryptedS3Object $packed -BucketName test -KeyPrefix b -RootKey $key @extra | Test-EncryptedRoundTrip -RootKey $key
            $result.Key, $result.Compression, $result.Verified | Should -Be 'b/packed.csv.gz', 'Gzip', $true
        }
    }

    It 'is recognized by its bytes and not by its name' {
        $wrong = Join-Path $TestDrive 'wrong.csv.gz'
        [IO.File]::WriteAllText($wrong, 'not compressed')
        $result = Send-EncryptedS3Object $wrong -BucketName test -RootKey $key | Test-EncryptedRoundTrip -RootKey $key
        $result.Compression, $result.Verified | Should -Be 'None', $true
    }
}

Describe 'A file that is not text' {
    It 'is sent as it is: <Name>' -ForEach @(
        @{ Name = 'x.parquet'; Bytes = [Text.Encoding]::ASCII.GetBytes('PAR1 content PAR1') }
        @{ Name = 'x.avro'; Bytes = [byte[]](79, 98, 106, 1, 65) }
        @{ Name = 'x.orc'; Bytes = [Text.Encoding]::ASCII.GetBytes('ORC content ORC') + [byte]5 }
        @{ Name = 'x.bin'; Bytes = [byte[]](65, 0, 66) }
    ) {
        $file = Join-Path $TestDrive $Name
        [IO.File]::WriteAllBytes($file, $Bytes)
        $result = Send-EncryptedS3Object $file -BucketName test -KeyPrefix raw -ServerSideEncryption AES256 -Compression Gzip | Test-EncryptedRoundTrip
        $result.Key, $result.Compression, $result.Verified | Should -Be "raw/$Name", 'None', $true
        (Get-TestObject "raw/$Name").Bytes | Should -Be $Bytes
    }

    It 'is an error where it begins as text, and no object is left' {
        $file = Join-Path $TestDrive 'late.csv'
        [IO.File]::WriteAllText($file, ("1,a`n" * 30000) + "`0")
        Send-EncryptedS3Object $file -BucketName test -KeyPrefix late -RootKey $key -Compression Gzip -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -Be 'SourceNotText,RedshiftEncryption.Commands.SendEncryptedS3ObjectCommand'
        "$failed" | Should -BeLike '*byte 120000*'
        Get-TestObjectKey late | Should -BeNullOrEmpty
    }
}

Describe 'Refused parameters' {
    It '-Compression Bzip2, which this module does not write' {
        { Send-EncryptedS3Object $path -BucketName test -RootKey $key -Compression Bzip2 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }
    It '-CompressionLevel without -Compression' {
        { Send-EncryptedS3Object $path -BucketName test -RootKey $key -CompressionLevel Fastest } | Should -Throw -ErrorId 'InvalidParameters,*'
    }
}
