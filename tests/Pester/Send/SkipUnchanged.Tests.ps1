BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1", "$PSScriptRoot/../TestPipeline.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $other = New-RootKey "$TestDrive/other.key"
    $yesterday = [datetime]::UtcNow.AddDays(-1)

    function New-OldFile([string] $Path, [byte[]] $Content) {
        $null = New-Item -ItemType Directory -Force (Split-Path $Path)
        [IO.File]::WriteAllBytes($Path, $Content)
        [IO.File]::SetLastWriteTimeUtc($Path, $yesterday)
        $Path
    }

    # The requests that write objects.
    function Get-Write { @(Get-TestRequest | Where-Object operation -Match 'PutObject|UploadPart|Create') }
}

AfterAll { Stop-TestServer }

Describe 'What -SkipUnchanged sees (<What>)' -ForEach @(
    @{ What = 'nothing changed'; Change = {}; Sends = $false; WithChecksum = $false }
    @{ What = 'the time is new'; Change = { [IO.File]::SetLastWriteTimeUtc($file, [datetime]::UtcNow.AddMinutes(5)) }; Sends = $true; WithChecksum = $false }
    @{ What = 'the length'; Change = { New-OldFile $file (1..200) }; Sends = $true; WithChecksum = $true }
    @{ What = 'the length within a block'; Change = { New-OldFile $file (1..101) }; Sends = $false; WithChecksum = $true }
    @{ What = 'the content, with the same length and time'; Change = { New-OldFile $file (2..101) }; Sends = $false; WithChecksum = $true }
    @{ What = 'the root key'; Change = { $again.RootKey = $other }; Sends = $false; WithChecksum = $true }
    @{ What = 'the envelope'; Change = { $again.Remove('RootKey') }; Sends = $true; WithChecksum = $true }
    @{ What = 'the server-side encryption'; Change = { $again.ServerSideEncryption = 'aws:kms' }; Sends = $false; WithChecksum = $true }
    @{ What = 'the compression'; Change = { $again.Compression = 'Gzip' }; Sends = $true; WithChecksum = $true }
    @{ What = 'somebody else has overwritten the object, with the same length'; Change = { Set-TestObject a.csv ([byte[]](1..112)) }; Sends = $false; WithChecksum = $true }
    @{ What = 'somebody else has overwritten the object, with another length'; Change = { Set-TestObject a.csv ([byte[]](1..100)) }; Sends = $true; WithChecksum = $true }
    @{ What = 'the object is gone'; Change = { Invoke-TestS3 DELETE test a.csv > $null }; Sends = $true; WithChecksum = $true }
    @{ What = 'the root key was rotated'; Change = { Update-EncryptedS3Object test a.csv -RootKey $key -NewRootKey $other > $null; $again.RootKey = $other }; Sends = $false; WithChecksum = $false }
) {
    BeforeEach {
        $file = New-OldFile "$TestDrive/in/a.csv" (1..100)
        $common = @{ BucketName = 'test'; RootKey = $key; ServerSideEncryption = 'AES256' }
        # What the change alters is for the second run.
        $again = $common.Clone()
    }

    It '<Name>' -ForEach @(
        @{ Name = 'by length and time'; Level = @{} }
        @{ Name = 'by content'; Level = @{ Checksum = $true } }
    ) {
        Send-EncryptedS3Object $file @common @Level > $null
        . $Change > $null
        Reset-TestServer
        $expected = $Level.Checksum ? $WithChecksum : $Sends
        # Content without an envelope is compared by the checksum that AWS alone keeps.
        $sent = Send-EncryptedS3Object $file @again -SkipUnchanged @Level -ErrorAction Stop
        $sent.WasSkipped | Should -Be (-not $expected)
        (Get-Write).Count | Should -Be ([int]$expected)
    }
}

Describe 'Send-EncryptedS3Object -SkipUnchanged' {
    BeforeAll {
        $folder = "$TestDrive/many"
        1..30 | ForEach-Object { New-OldFile "$folder/$($_ % 3)/f$_.csv" (1..(50 + $_)) > $null }
        $common = @{ BucketName = 'test'; KeyPrefix = 'many'; RootKey = $key; Recurse = $true }
        Send-EncryptedS3Object $folder @common > $null
    }

    BeforeEach { Reset-TestServer }

    It 'reads a listing and no object' {
        $sent = Send-EncryptedS3Object $folder @common -SkipUnchanged
        $sent.Count | Should -Be 30
        $sent.WasSkipped | Should -Not -Contain $false
        (Get-TestRequest).operation | Should -Be ListObjectsV2
    }

    It 'sends what is new, and gives the records of both' {
        New-OldFile "$folder/1/new.csv" (1..9) > $null
        $sent = Send-EncryptedS3Object $folder @common -SkipUnchanged
        ($sent | Where-Object { -not $_.WasSkipped }).Key | Should -Be many/1/new.csv
        $sent.Count | Should -Be 31
    }

    It 'asks for objects one by one where it must not list' {
        Add-TestFault @{ operation = 'ListObjectsV2'; kind = 'error'; status = 403; code = 'AccessDenied' }
        (Send-EncryptedS3Object $folder @common -SkipUnchanged).WasSkipped | Should -Not -Contain $false
        (Get-TestRequest | Group-Object operation -NoElement | Sort-Object Name).Name | Should -Be HeadObject, ListObjectsV2
        Clear-TestFault
    }

    It 'stops listing where most of what is listed is not its own' {
        1..40 | ForEach-Object { New-OldFile "$TestDrive/sparse/$_.csv" @(1) > $null }
        Send-EncryptedS3Object "$TestDrive/sparse" -Recurse -BucketName test -KeyPrefix sparse -RootKey $key > $null
        Reset-TestServer
        $sent = Send-EncryptedS3Object "$TestDrive/sparse" -Recurse -BucketName test -KeyPrefix sparse -RootKey $key -SkipUnchanged
        $sent.Count | Should -Be 40
        @(Get-TestRequest | Where-Object operation -EQ ListObjectsV2).Count | Should -BeLessOrEqual 8
    }

    It 'compares compressed files by their time in the metadata' {
        $text = New-OldFile "$TestDrive/text/t.csv" ([Text.Encoding]::ASCII.GetBytes('1,2,3' * 100))
        $zip = @{ BucketName = 'test'; KeyPrefix = 'zip'; RootKey = $key; Compression = 'Gzip' }
        Send-EncryptedS3Object $text @zip > $null
        (Send-EncryptedS3Object $text @zip -SkipUnchanged).WasSkipped | Should -BeTrue
        [IO.File]::SetLastWriteTimeUtc($text, $yesterday.AddSeconds(-1))
        (Send-EncryptedS3Object $text @zip -SkipUnchanged).WasSkipped | Should -BeFalse
    }

    It 'recognizes the objects of a split file' {
        $big = New-OldFile "$TestDrive/big/b.csv" ([Text.Encoding]::ASCII.GetBytes("1,2,3`n" * 10000))
        $split = @{ BucketName = 'test'; KeyPrefix = 'split'; RootKey = $key; SplitSize = 20KB }
        # Records come as their objects are done.
        $first = Send-EncryptedS3Object $big @split | Sort-Object Key
        $second = Send-EncryptedS3Object $big @split -SkipUnchanged | Sort-Object Key
        $second.WasSkipped | Should -Not -Contain $false
        $second.SourceOffset | Should -Be $first.SourceOffset
        ($second | Test-EncryptedRoundTrip -RootKey $key).Verified | Should -Not -Contain $false
    }

    It 'with -WhatIf shows only what would be sent' {
        New-OldFile "$folder/2/later.csv" (1..9) > $null
        $said = Invoke-TestProcess {
            param($Module, $Folder, $Key)
            Import-Module $Module
            Send-EncryptedS3Object $Folder -Recurse -BucketName test -KeyPrefix many -RootKey $Key -SkipUnchanged -WhatIf > $null
        } (Get-TestPath Module), $folder, "$TestDrive/root.key"
        $said.Error | Should -BeNullOrEmpty
        @($said.Output -split '\r?\n' -like 'What if:*').Count | Should -Be 1
        Get-Write | Should -BeNullOrEmpty
        Remove-Item "$folder/2/later.csv"
    }

    It 'says why it sends' {
        New-OldFile "$folder/1/f1.csv" (1..200) > $null
        $said = Send-EncryptedS3Object "$folder/1/f1.csv" -BucketName test -KeyPrefix many -BasePath $folder -RootKey $key -SkipUnchanged -Verbose 4>&1
        "$said" | Should -BeLike '*it has 64 bytes instead of 208*'
    }
}

Describe 'The records of skipped objects' {
    BeforeAll {
        $file = New-OldFile "$TestDrive/records/r.csv" (1..100)
        $common = @{ BucketName = 'test'; KeyPrefix = 'records'; RootKey = $key }
        Send-EncryptedS3Object $file @common -Checksum > $null
        $skipped = Send-EncryptedS3Object $file @common -SkipUnchanged
        $statement = @{ Table = 't'; IamRole = 'arn:aws:iam::123456789012:role/r'; AllowUnverified = $true }
    }

    It 'lack what the listing does not show' {
        $skipped.Envelope, $skipped.RootKeyFingerprint, $skipped.ServerSideEncryption | Should -Be $null, $null, $null
        $skipped.Length, $skipped.SourceLength | Should -Be 112, 100
    }

    It 'are refused by a statement and a manifest' {
        { $skipped | Get-CopyStatement @statement -ErrorAction Stop } | Should -Throw '*was skipped by -SkipUnchanged*'
        { $skipped | New-CopyManifest -Uri s3://test/m.manifest -ErrorAction Stop } | Should -Throw '*was skipped by -SkipUnchanged*'
        { $skipped | ConvertTo-Csv | ConvertFrom-Csv | Get-CopyStatement @statement -ErrorAction Stop } | Should -Throw '*was skipped by -SkipUnchanged*'
    }

    It 'are completed by Test-EncryptedRoundTrip' {
        $tested = $skipped | Test-EncryptedRoundTrip -RootKey $key
        $tested.Verified, $tested.WasSkipped, $tested.Envelope | Should -Be $true, $true, V1
        ($tested | New-CopyManifest -Uri s3://test/m.manifest | Get-CopyStatement @statement).Text | Should -BeLike 'COPY*'
    }

    It 'are complete with -Checksum' {
        $complete = Send-EncryptedS3Object $file @common -SkipUnchanged -Checksum
        $complete.WasSkipped, $complete.Envelope, $complete.RootKeyFingerprint | Should -Be $true, V1, $key.Fingerprint
        ($complete | Get-CopyStatement @statement).Text | Should -BeLike 'COPY*'
    }
}

Describe 'What an object keeps of its file' {
    BeforeAll { $file = New-OldFile "$TestDrive/kept/k.csv" (1..100) }

    It 'its last write time, in the form of rclone' {
        [IO.File]::SetLastWriteTimeUtc($file, [datetime]::new(2026, 1, 2, 3, 4, 5, [DateTimeKind]::Utc).AddTicks(1234500))
        Send-EncryptedS3Object $file -BucketName test -Key k -RootKey $key > $null
        (Get-TestObject k).Header['x-amz-meta-mtime'] | Should -Be '1767323045.12345'
    }

    It 'no stamp that equal files share, or that shows their content' {
        $stamps = 'k1', 'k2' | ForEach-Object {
            Send-EncryptedS3Object $file -BucketName test -Key $_ -RootKey $key -Checksum > $null
            (Get-TestObject $_).Header['x-amz-meta-redshift-encryption-stamp']
        }
        $stamps[0] | Should -Match '^v1:[A-Za-z0-9+/]{43}=$'
        $stamps[0] | Should -Not -Be $stamps[1]
        $hash = [Convert]::ToBase64String([Security.Cryptography.SHA256]::HashData([IO.File]::ReadAllBytes($file)))
        $stamps | Should -Not -Contain "v1:$hash"
    }

    It 'no stamp after its conversion' {
        Send-EncryptedS3Object $file -BucketName test -Key stamped/k -RootKey $key -Checksum > $null
        Convert-EncryptedS3Object test stamped/ -DestinationKeyPrefix plain/ -RootKey $key -ServerSideEncryption AES256 > $null
        $headers = (Get-TestObject plain/k).Header
        $headers['x-amz-meta-redshift-encryption-stamp'] | Should -BeNullOrEmpty
        $headers['x-amz-meta-mtime'] | Should -Not -BeNullOrEmpty
    }
}

Describe '-NoClobber on a file of several parts' {
    It 'asks before it sends the body' {
        Set-TestObject large.csv ([byte[]](1, 2, 3))
        $large = New-TestFile "$TestDrive/large.csv" 9MB
        Reset-TestServer
        Send-EncryptedS3Object $large -BucketName test -RootKey $key -NoClobber -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed ObjectExists ResourceExists $large
        (Get-TestRequest).operation | Should -Be HeadObject
    }
}
