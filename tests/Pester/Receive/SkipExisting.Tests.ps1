BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $source = (New-Item -ItemType Directory "$TestDrive/in").FullName
    $time = [datetime]::new(2026, 1, 2, 3, 4, 5, [DateTimeKind]::Utc)
    foreach ($name in 'a.csv', 'b.csv') {
        [IO.File]::WriteAllText("$source/$name", "1,2,3`n" * 20)
        [IO.File]::SetLastWriteTimeUtc("$source/$name", $time)
    }
    Send-EncryptedS3Object $source -Recurse -BucketName test -KeyPrefix in -RootKey $key > $null

    function Get-Read { @(Get-TestRequest | Where-Object operation -EQ GetObject) }
}

AfterAll { Stop-TestServer }

Describe 'Receive-EncryptedS3Object' {
    It 'restores the last write time of the source' {
        $received = Receive-EncryptedS3Object test in/ "$TestDrive/times" -RootKey $key
        $received.LastWriteTimeUtc | Should -Be $time, $time
        $received.WasSkipped | Should -Be $false, $false
    }

    It 'ignores a time that is not one (<Value>)' -ForEach @(
        @{ Value = 'yesterday' }, @{ Value = '99999999999999' }, @{ Value = '-99999999999' }, @{ Value = 'NaN' }, @{ Value = '1e300' }
    ) {
        $name = "odd-$(New-Guid)"
        Set-TestObject $name ([byte[]](1, 2)) @{ 'x-amz-meta-mtime' = $Value }
        (Receive-EncryptedS3Object test -Key $name -Destination "$TestDrive/$name").LastWriteTimeUtc | Should -BeGreaterThan ([datetime]::UtcNow.AddMinutes(-5))
    }
}

Describe 'Receive-EncryptedS3Object -SkipExisting' {
    BeforeEach {
        $out = "$TestDrive/$(New-Guid)"
        Receive-EncryptedS3Object test in/ $out -RootKey $key > $null
        Reset-TestServer
    }

    It 'reads no content of what is there' {
        $again = Receive-EncryptedS3Object test in/ $out -RootKey $key -SkipExisting -ErrorAction Stop
        $again.WasSkipped | Should -Be $true, $true
        $again.Key | Sort-Object | Should -Be in/a.csv, in/b.csv
        Get-Read | Should -BeNullOrEmpty
    }

    It 'receives what is missing' {
        Remove-Item "$out/b.csv"
        $again = Receive-EncryptedS3Object test in/ $out -RootKey $key -SkipExisting
        ($again | Where-Object { -not $_.WasSkipped }).Name | Should -Be b.csv
        (Get-Read).target | Should -BeLike '*in/b.csv'
    }

    It 'leaves a file that differs, with an error, and replaces it with -Force (<Name>)' -ForEach @(
        @{ Name = 'another length'; Change = { [IO.File]::WriteAllText("$out/a.csv", 'x'); [IO.File]::SetLastWriteTimeUtc("$out/a.csv", $time) } }
        @{ Name = 'older'; Change = { [IO.File]::SetLastWriteTimeUtc("$out/a.csv", $time.AddSeconds(-10)) } }
    ) {
        . $Change
        $again = Receive-EncryptedS3Object test in/ $out -RootKey $key -SkipExisting -ErrorVariable failed -ErrorAction SilentlyContinue
        Assert-TestError $failed FileExists ResourceExists s3://test/in/a.csv
        $again.Name | Should -Be b.csv
        (Receive-EncryptedS3Object test in/ $out -RootKey $key -SkipExisting -Force | Where-Object { -not $_.WasSkipped }).Name | Should -Be a.csv
        (Get-FileHash "$out/a.csv").Hash | Should -Be (Get-FileHash "$source/a.csv").Hash
    }

    It 'compares decompressed files by the time of their source' {
        Send-EncryptedS3Object $source -Recurse -BucketName test -KeyPrefix zip -RootKey $key -Compression Gzip > $null
        $into = "$TestDrive/$(New-Guid)"
        Receive-EncryptedS3Object test zip/ $into -RootKey $key -Expand > $null
        Reset-TestServer
        (Receive-EncryptedS3Object test zip/ $into -RootKey $key -Expand -SkipExisting).WasSkipped | Should -Be $true, $true
        Get-Read | Should -BeNullOrEmpty
        [IO.File]::SetLastWriteTimeUtc("$into/a.csv", $time.AddDays(1))
        (Receive-EncryptedS3Object test zip/ $into -RootKey $key -Expand -SkipExisting -Force | Where-Object { -not $_.WasSkipped }).Name | Should -Be a.csv
    }

    It 'does not hide an object without an envelope from -RequireEncryption' {
        Set-TestObject in/a.csv ([byte[]][char[]]('x' * 120))
        $again = Receive-EncryptedS3Object test in/ $out -RootKey $key -SkipExisting -RequireEncryption -Force -ErrorVariable failed -ErrorAction SilentlyContinue
        $again.Name | Should -Be b.csv
        $failed.Count | Should -Be 1
        Send-EncryptedS3Object $source -Recurse -BucketName test -KeyPrefix in -RootKey $key > $null
    }
}
