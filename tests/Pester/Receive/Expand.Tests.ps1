BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $text = (1..400000 | ForEach-Object { "$_,value $($_ % 9973 * 7919)" }) -join "`n"
    $path = Join-Path $TestDrive 'data.csv'
    [IO.File]::WriteAllText($path, $text)
    $hash = (Get-FileHash $path).Hash
    $empty = New-TestFile "$TestDrive/empty.csv" 0
    $everything = [IO.EnumerationOptions]@{ RecurseSubdirectories = $true; AttributesToSkip = 0 }

    function Compress-Gzip([string] $Text) {
        $packed = [IO.MemoryStream]::new()
        $stream = [IO.Compression.GZipStream]::new($packed, [IO.Compression.CompressionLevel]::Fastest)
        $stream.Write([Text.Encoding]::UTF8.GetBytes($Text))
        $stream.Dispose()
        , $packed.ToArray()
    }

    function Send-Bytes([string] $Name, [byte[]] $Bytes) {
        $file = Join-Path $TestDrive ([IO.Path]::GetRandomFileName())
        [IO.File]::WriteAllBytes($file, $Bytes)
        Send-EncryptedS3Object $file -BucketName test -Key $Name -RootKey $key > $null
    }
}

AfterAll { Stop-TestServer }

Describe '-Expand' {
    BeforeEach {
        $out = "$TestDrive/$(New-Guid)"
        $common = @{ BucketName = 'test'; Destination = "$out/"; RootKey = $key; ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
    }

    It 'decompresses <_> and removes the suffix from the name' -ForEach 'Gzip', 'Zstd' {
        $sent = Send-EncryptedS3Object $path, $empty -BucketName test -KeyPrefix "x/$_" -RootKey $key -Compression $_
        $received = $sent | Receive-EncryptedS3Object -Destination $out -KeyPrefix "x/$_/" -RootKey $key -Expand -ErrorAction Stop
        $received.Name | Sort-Object | Should -Be data.csv, empty.csv
        $received.Key | Sort-Object | Should -Be ($sent.Key | Sort-Object)
        (Get-FileHash "$out/data.csv").Hash | Should -Be $hash
        (Get-Item "$out/empty.csv").Length | Should -Be 0
        [IO.Directory]::GetFiles($out, '*', $everything) | Should -HaveCount 2
    }

    It 'is not done without it' {
        $sent = Send-EncryptedS3Object $path -BucketName test -KeyPrefix n -RootKey $key -Compression Gzip
        Receive-EncryptedS3Object @common -Key $sent.Key > $null
        [IO.File]::ReadAllBytes("$out/data.csv.gz").Length | Should -Be $sent.PlaintextLength
    }

    It 'decompresses several gzip members in order' {
        Send-Bytes members.gz ((Compress-Gzip 'one,') + (Compress-Gzip 'two'))
        Receive-EncryptedS3Object @common -Key members.gz -Expand > $null
        [IO.File]::ReadAllText("$out/members") | Should -Be 'one,two'
    }

    It 'goes by the content: <Name> becomes <Becomes>' -ForEach @(
        @{ Name = 'packed.csv'; Becomes = 'packed.csv'; Unpacked = $true }
        @{ Name = 'packed.zst'; Becomes = 'packed.zst'; Unpacked = $true }
        @{ Name = 'Packed.GZ'; Becomes = 'Packed'; Unpacked = $true }
        @{ Name = '.gz'; Becomes = '.gz'; Unpacked = $true }
        @{ Name = '...gz'; Becomes = '...gz'; Unpacked = $true }
        @{ Name = 'plain.gz'; Becomes = 'plain.gz'; Unpacked = $false }
    ) {
        Send-Bytes "c/$Name" ($Unpacked ? (Compress-Gzip 'text') : [Text.Encoding]::ASCII.GetBytes('text'))
        (Receive-EncryptedS3Object @common -Key "c/$Name" -Expand).Name | Should -BeExactly $Becomes
        [IO.File]::ReadAllText("$out/$Becomes") | Should -Be text
    }

    It 'keeps the name of a file that was named' {
        Send-Bytes named.gz (Compress-Gzip 'text')
        $common.Destination = "$out/file.gz"
        (Receive-EncryptedS3Object @common -Key named.gz -Expand).Name | Should -Be file.gz
        [IO.File]::ReadAllText("$out/file.gz") | Should -Be text
    }

    It 'decompresses objects that are not client-side encrypted, too' {
        Set-TestObject plain.gz (Compress-Gzip 'text')
        Receive-EncryptedS3Object @common -Key plain.gz -Expand > $null
        [IO.File]::ReadAllText("$out/plain") | Should -Be text
    }

    It 'refuses two objects that become one file, with -Force too' {
        Send-Bytes d/a.gz (Compress-Gzip 'packed')
        Send-Bytes d/a ([Text.Encoding]::ASCII.GetBytes('plain'))
        $received = Receive-EncryptedS3Object @common -KeyPrefix d/ -Expand -Force
        $received | Should -HaveCount 1
        Assert-TestError $failed DuplicatePath ResourceExists s3://test/d/a.gz
        [IO.File]::ReadAllText("$out/a") | Should -Be plain
        [IO.Directory]::GetFiles($out, '*', $everything) | Should -HaveCount 1
    }

    It 'replaces nothing without -Force' {
        Send-Bytes there.gz (Compress-Gzip 'text')
        [void](New-Item -ItemType Directory $out)
        [IO.File]::WriteAllText("$out/there", 'mine')
        Receive-EncryptedS3Object @common -Key there.gz -Expand | Should -BeNullOrEmpty
        Assert-TestError $failed FileExists ResourceExists s3://test/there.gz
        [IO.File]::ReadAllText("$out/there") | Should -Be mine
        Receive-EncryptedS3Object @common -Key there.gz -Expand -Force > $null
        [IO.File]::ReadAllText("$out/there") | Should -Be text
    }

    It 'of <Name> is DamagedContent, and leaves nothing' -ForEach @(
        @{ Name = 'half a gzip file'; Make = { $packed = Compress-Gzip $text; $packed[0..($packed.Length / 2)] } }
        @{ Name = 'a gzip file with a changed checksum'; Make = { $packed = Compress-Gzip 'some text'; $packed[-5] = $packed[-5] -bxor 1; $packed } }
        @{ Name = 'half a zstd file'; Make = {
                $object = Send-EncryptedS3Object $path -BucketName test -KeyPrefix whole -RootKey $key -Compression Zstd
                $packed = [IO.File]::ReadAllBytes((Receive-EncryptedS3Object -BucketName test -Key $object.Key -Destination "$TestDrive/$(New-Guid)" -RootKey $key).FullName)
                $packed[0..($packed.Length / 2)]
            }
        }
    ) {
        Send-Bytes damaged.csv.gz ([byte[]](& $Make))
        Receive-EncryptedS3Object @common -Key damaged.csv.gz -Expand | Should -BeNullOrEmpty
        Assert-TestError $failed DamagedContent InvalidData s3://test/damaged.csv.gz
        [IO.Directory]::GetFiles($out, '*', $everything) | Should -BeNullOrEmpty
    }
}
