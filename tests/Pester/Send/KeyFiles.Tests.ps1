BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1", "$PSScriptRoot/../TestLink.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    [void][IO.Directory]::CreateDirectory("$TestDrive/export")
    $key = New-RootKey "$TestDrive/export/sales.key"
    $null = New-TestFile "$TestDrive/export/a.csv"
}

AfterAll {
    Stop-TestServer
}

Describe 'A root key among the files' {
    It 'is not sent: <Name>' -ForEach @(
        @{ Name = 'the file itself'; Files = 2; Make = { } }
        @{ Name = 'a copy'; Files = 3; Make = { Copy-Item "$folder/sales.key" "$folder/copy.key" } }
        @{ Name = 'a copy in the other form'; Files = 3; Make = { [IO.File]::WriteAllBytes("$folder/raw.bin", [Convert]::FromBase64String([IO.File]::ReadAllText("$folder/sales.key").Trim())) } }
        @{ Name = 'a symbolic link'; Files = 3; Make = { New-TestLink "$folder/link.key" "$folder/sales.key" } }
    ) {
        # A folder of its own: Wine deletes a link's target in place of the link.
        $folder = "$TestDrive/$(New-Guid)"
        Copy-Item "$TestDrive/export" $folder -Recurse
        & $Make
        Get-ChildItem $folder | Should -HaveCount $Files
        $prefix = [IO.Path]::GetRandomFileName()
        $sent = Send-EncryptedS3Object $folder -Recurse -BucketName test -KeyPrefix $prefix -RootKey "$folder/sales.key" -WarningVariable warnings -WarningAction SilentlyContinue
        $sent.Key | Should -Be "$prefix/a.csv"
        Get-TestObjectKey $prefix | Should -Be "$prefix/a.csv"
        "$warnings" | Should -BeLike "*sales.key*"
        if ($Name -match 'link') { "$warnings" | Should -BeLike '*link.key*' }
    }

    It 'that no command used is sent with a warning' {
        $sent = Send-EncryptedS3Object "$TestDrive/export" -Recurse -BucketName test -KeyPrefix plain -ServerSideEncryption AES256 -WarningVariable warnings -WarningAction SilentlyContinue
        $sent.Key | Sort-Object | Should -Be plain/a.csv, plain/sales.key
        "$warnings" | Should -BeLike "*sales.key*"
    }
}

Describe 'A file that holds more than it reports' -Tag Unix -Skip:(-not $IsLinux) {
    It 'is an error of <Name>, and counted' -ForEach @(
        @{ Name = 'Send'; Command = { Send-EncryptedS3Object /proc/cpuinfo, "$TestDrive/export/a.csv" -BucketName test -KeyPrefix proc -RootKey $key -ErrorVariable script:failed -ErrorAction SilentlyContinue } }
        @{ Name = 'Test'; Command = { Test-EncryptedRoundTrip /proc/cpuinfo -BucketName test -Key plain/a.csv -RootKey $key -ErrorVariable script:failed -ErrorAction SilentlyContinue } }
    ) {
        $found = & $Command
        Assert-TestError $script:failed PathUnreadable ReadError /proc/cpuinfo
        if ($Name -eq 'Send') { { $found | New-CopyManifest -Path "$TestDrive/m" } | Should -Throw -ErrorId 'FailedItems,*' }
    }
}

Describe 'Zstandard behind a skippable frame, as pzstd writes it' {
    BeforeAll {
        # A frame of four bytes to skip, and then a frame that the module itself writes.
        [IO.File]::WriteAllText("$TestDrive/plain.csv", "1,a`n" * 100)
        $null = Send-EncryptedS3Object "$TestDrive/plain.csv" -BucketName test -KeyPrefix z -ServerSideEncryption AES256 -Compression Zstd
        [IO.File]::WriteAllBytes("$TestDrive/p.csv.zst", [byte[]](0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4) + (Get-TestObject z/plain.csv.zst).Bytes)
    }

    It 'is sent as it is, is ZSTD in the statement, and is expanded' {
        $sent = Send-EncryptedS3Object "$TestDrive/p.csv.zst" -BucketName test -KeyPrefix pz -ServerSideEncryption AES256 -Compression Zstd | Test-EncryptedRoundTrip
        ($sent.Verified, $sent.Key, $sent.Compression) | Should -Be $true, pz/p.csv.zst, Zstd
        ($sent | Get-CopyStatement -Table t -IamRole default -Format Csv -WarningAction Ignore).Text | Should -MatchExactly '(?m)^ZSTD'
        $file = Receive-EncryptedS3Object test pz/ -Destination "$TestDrive/pz" -Expand
        (Get-FileHash $file).Hash | Should -Be (Get-FileHash "$TestDrive/plain.csv").Hash
    }
}
