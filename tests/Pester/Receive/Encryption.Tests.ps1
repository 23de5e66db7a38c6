BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $null = New-TestFile "$TestDrive/in/a.csv"
    $null = Send-EncryptedS3Object "$TestDrive/in/a.csv" -BucketName test -KeyPrefix mixed -RootKey $key
    # Planted by another writer.
    Set-TestObject mixed/b.csv ([byte[]](1..9))
    Set-TestObject mixed/c.csv ([byte[]](1..9))
}

AfterAll {
    Stop-TestServer
}

Describe 'Objects without an envelope' {
    It 'are received, shown for each file, and counted in a warning if a root key was specified' {
        $files = Receive-EncryptedS3Object test mixed/ -Destination "$TestDrive/a" -RootKey $key -WarningVariable warnings -WarningAction SilentlyContinue | Sort-Object Name
        $files.Envelope | Should -Be V1, None, None
        $files.OpenedBy | Should -Be $key.Fingerprint, $null, $null
        "$warnings" | Should -BeLike '2 objects have no client-side envelope and were downloaded unchanged.*-RequireEncryption*'
    }

    It 'draw no warning without a root key' {
        $file = Receive-EncryptedS3Object -BucketName test -Key mixed/b.csv -Destination "$TestDrive/b.csv" -WarningVariable warnings
        $file.Envelope | Should -Be None
        $warnings | Should -BeNullOrEmpty
    }

    It 'are errors of Receive with -RequireEncryption, and leave no file' {
        $files = Receive-EncryptedS3Object test mixed/ -Destination "$TestDrive/c" -RootKey $key -RequireEncryption -ErrorVariable failed -ErrorAction SilentlyContinue
        $files.Name | Should -Be a.csv
        $failed.Count | Should -Be 2
        Assert-TestError ($failed | Sort-Object TargetObject | Select-Object -First 1) NotEncrypted SecurityError s3://test/mixed/b.csv
        (Get-ChildItem "$TestDrive/c" -Force).Name | Should -Be a.csv
    }

    It 'are errors of Convert with -RequireEncryption, and are counted' {
        $done = Convert-EncryptedS3Object test mixed/ -DestinationKeyPrefix clean/ -ServerSideEncryption AES256 -RootKey $key -RequireEncryption -ErrorVariable failed -ErrorAction SilentlyContinue
        $done.SourceKey | Should -Be mixed/a.csv
        $failed.FullyQualifiedErrorId | Should -BeLike 'NotEncrypted,*'
        { $done | New-CopyManifest -Path "$TestDrive/m" } | Should -Throw -ErrorId 'FailedItems,*'
    }

    It 'end New-CopyManifest with -RequireEncryption, which writes nothing: <Name>' -ForEach @(
        @{ Name = 'a listing'; Command = { New-CopyManifest -Path "$TestDrive/m" -BucketName test -KeyPrefix mixed/ -RequireEncryption } }
        @{ Name = 'records that say otherwise'; Command = { [pscustomobject]@{ BucketName = 'test'; Key = 'mixed/b.csv'; Envelope = 'V1' }, [pscustomobject]@{ BucketName = 'test'; Key = 'mixed/c.csv'; ServerSideEncryption = 'AES256'; Envelope = 'V1' } | New-CopyManifest -Path "$TestDrive/m" -RequireEncryption } }
    ) {
        $failure = $null
        # LocalS3 encrypts all objects by default, as S3 does. Not every server does.
        'b', 'c' | ForEach-Object { Add-TestFault @{ operation = 'HeadObject'; keyContains = "mixed/$_"; kind = 'rewrite'; headers = @{ 'x-amz-server-side-encryption' = $null } } }
        try { & $Command } catch { $failure = $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'NotEncrypted,*'
        $failure.Exception.Message | Should -BeLike '2 objects have neither*The first is s3://test/mixed/b.csv*'
        Test-Path "$TestDrive/m" | Should -BeFalse
        Clear-TestFault
    }

    It 'do not stand in the way of encrypted ones' {
        (New-CopyManifest -Path "$TestDrive/fine" -BucketName test -KeyPrefix mixed/a -RequireEncryption).EntryCount | Should -Be 1
        $null = Send-EncryptedS3Object "$TestDrive/in/a.csv" -BucketName test -KeyPrefix sse -ServerSideEncryption AES256
        (Get-EncryptedS3Object test sse/ | New-CopyManifest -Path "$TestDrive/sse" -RequireEncryption).EntryCount | Should -Be 1
    }
}

Describe 'Objects without their key, at a server that encrypts nothing' {
    BeforeAll {
        function Get-Base64([int] $Length) { [Convert]::ToBase64String([byte[]]::new($Length)) }
        $v3 = @{ 'x-amz-meta-x-amz-3' = Get-Base64 60; 'x-amz-meta-x-amz-c' = '115'; 'x-amz-meta-x-amz-d' = Get-Base64 28; 'x-amz-meta-x-amz-i' = Get-Base64 28; 'x-amz-meta-x-amz-w' = '02' }
        $kms = @{ 'x-amz-meta-x-amz-key-v2' = Get-Base64 100; 'x-amz-meta-x-amz-iv' = Get-Base64 12; 'x-amz-meta-x-amz-cek-alg' = 'AES/GCM/NoPadding'; 'x-amz-meta-x-amz-wrap-alg' = 'kms'; 'x-amz-meta-x-amz-matdesc' = '{"kms_cmk_id":"alias/load"}' }
        Set-TestObject closed/v3.csv ([byte[]](1..25)) -Header $v3
        Set-TestObject closed/kms.csv ([byte[]](1..25)) -Header $kms
        Set-TestObject closed/instructed.csv ([byte[]](1..16))
        Set-TestObject closed/instructed.csv.instruction ([Text.Encoding]::ASCII.GetBytes((@{ 'x-amz-key' = Get-Base64 48; 'x-amz-iv' = Get-Base64 16 } | ConvertTo-Json)))
        Set-TestObject damaged/a.csv ([byte[]](1..16)) -Header @{ 'x-amz-meta-x-amz-key' = 'AAAA' }
    }

    BeforeEach {
        Add-TestFault @{ operation = 'HeadObject'; kind = 'rewrite'; headers = @{ 'x-amz-server-side-encryption' = $null } }
    }

    AfterEach {
        Clear-TestFault
    }

    It 'are encrypted for -RequireEncryption: <_>' -ForEach 'v3.csv', 'kms.csv', 'instructed.csv' {
        (Get-EncryptedS3Object -BucketName test -Key "closed/$_").Envelope | Should -Not -BeIn None, Damaged
        (New-CopyManifest -Path "$TestDrive/closed-$_" -BucketName test -Key "closed/$_" -RequireEncryption).EntryCount | Should -Be 1
    }

    It 'are not encrypted for it where the envelope is damaged' {
        { New-CopyManifest -Path "$TestDrive/damaged" -BucketName test -KeyPrefix damaged/ -RequireEncryption } | Should -Throw '1 object has neither an intact client-side envelope*' -ErrorId 'NotEncrypted,*'
    }
}

Describe '-MaximumExpandedSize' {
    BeforeAll {
        [IO.File]::WriteAllText("$TestDrive/in/z.csv", 'a' * 100000)
        $null = Send-EncryptedS3Object "$TestDrive/in/z.csv" -BucketName test -KeyPrefix packed -RootKey $key -Compression Gzip
    }

    It 'refuses what expands beyond it, and leaves no file' {
        Receive-EncryptedS3Object test packed/ -Destination "$TestDrive/z" -RootKey $key -Expand -MaximumExpandedSize 99999 -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed ExpandedTooLarge LimitsExceeded s3://test/packed/z.csv.gz
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*-MaximumExpandedSize*'
        Get-ChildItem "$TestDrive/z" -Force | Should -BeNullOrEmpty
    }

    It 'takes what has exactly that size' {
        (Receive-EncryptedS3Object test packed/ -Destination "$TestDrive/z" -RootKey $key -Expand -MaximumExpandedSize 100000).Length | Should -Be 100000
    }
}

Describe 'A full disk' -Tag Unix -Skip:(-not $IsLinux -or (id -u) -ne 0) {
    BeforeAll {
        $disk = (New-Item -ItemType Directory "$TestDrive/disk").FullName
        & /bin/mount -t tmpfs -o size=64k tmpfs $disk
        [IO.File]::WriteAllBytes("$disk/filler", [byte[]]::new(40000))
        $null = New-TestFile "$TestDrive/in/large.bin" 200000
        $null = Send-EncryptedS3Object "$TestDrive/in/large.bin" -BucketName test -KeyPrefix full -RootKey $key
        1..700 | ForEach-Object { [pscustomobject]@{ BucketName = 'test'; Key = "many/$_/$('x' * 60)" } } | Set-Variable many
    }

    AfterAll {
        & /bin/umount $disk
    }

    It 'is reported by Receive with the object and the destination, and no file stays' {
        Receive-EncryptedS3Object test full/ -Destination $disk -RootKey $key -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed FileNotWritten WriteError s3://test/full/large.bin
        $failed[0].ToString() | Should -Be "There is no space left on the disk of '$disk/large.bin' for s3://test/full/large.bin."
        (Get-ChildItem $disk -Force).Name | Should -Be filler
    }

    It 'is reported by New-CopyManifest with the file' {
        { $many | New-CopyManifest -Path "$disk/load.manifest" } | Should -Throw "There is no space left on the disk of '$disk/load.manifest' for the manifest." -ErrorId 'ManifestNotWritten,*'
        (Get-ChildItem $disk -Force).Name | Should -Be filler
    }

    It 'is reported by New-RootKey with the file' {
        $rest = [IO.File]::OpenWrite("$disk/rest")
        try { $rest.Write([byte[]]::new(65536)); $rest.Flush() } catch [IO.IOException] { $null = 'It is full now.' } finally { try { $rest.Dispose() } catch [IO.IOException] { $null = 'As it should be.' } }
        New-RootKey "$disk/new.key" -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed RootKeyNotWritten WriteError "$disk/new.key"
        $failed[0].ToString() | Should -Be "There is no space left on the disk of '$disk/new.key' for the key file."
    }
}
