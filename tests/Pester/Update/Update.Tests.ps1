BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $old, $older, $new = 'old', 'older', 'new' | ForEach-Object { New-RootKey "$TestDrive/$_.key" }
    $small = New-TestFile "$TestDrive/in/a.csv"
    $large = New-TestFile "$TestDrive/in/b.csv" 9MB
    $quiet = @{ ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
    $writes = 'PutObject', 'CopyObject', 'CreateMultipartUpload', 'UploadPart', 'UploadPartCopy', 'CompleteMultipartUpload'

    # An object under the old key as another client may have stored it, with every property.
    function Set-Described([string] $Key) {
        $stored = Get-TestObject (Send-EncryptedS3Object $small -BucketName test -Key $Key -RootKey $old).Key
        $header = @{
            'x-amz-meta-x-amz-key'                        = $stored.Header['x-amz-meta-x-amz-key']
            'x-amz-meta-x-amz-iv'                         = $stored.Header['x-amz-meta-x-amz-iv']
            'x-amz-meta-x-amz-matdesc'                    = '{"of":"another writer"}'
            'x-amz-meta-x-amz-unencrypted-content-length' = '100'
            'x-amz-meta-note'                             = 'somebody''s own'
            'x-amz-tagging'                               = 'owner=load&class=a%20b'
            'x-amz-storage-class'                         = 'STANDARD_IA'
            'x-amz-server-side-encryption'                = 'aws:kms'
            'x-amz-server-side-encryption-aws-kms-key-id' = 'alias/load'
            'cache-control'                               = 'no-store'
        }
        Set-TestObject $Key $stored.Bytes $header
    }

    function Get-Tag([string] $Key) {
        $tags = ([xml](Invoke-TestS3 GET test $Key -Query 'tagging=').EnsureSuccessStatusCode().Content.ReadAsStringAsync().Result).Tagging.TagSet.Tag
        ($tags | ForEach-Object { "$($_.Key)=$($_.Value)" }) -join '&'
    }
}

AfterAll {
    Stop-TestServer
}

Describe 'Update-EncryptedS3Object' {
    BeforeEach {
        Reset-TestServer
    }

    It 'replaces only the instruction file of an object that has one' {
        $stored = Get-TestObject (Send-EncryptedS3Object $small -BucketName test -Key apart -RootKey $old).Key
        $fields = [ordered]@{ 'x-amz-matdesc' = '{}' }
        'x-amz-key', 'x-amz-iv' | ForEach-Object { $fields[$_] = $stored.Header["x-amz-meta-$_"] }
        Set-TestObject apart $stored.Bytes @{ 'x-amz-meta-owner' = 'sales' }
        Set-TestObject apart.instruction ([Text.Encoding]::UTF8.GetBytes(($fields | ConvertTo-Json))) @{ 'x-amz-meta-x-amz-crypto-instr-file' = ''; 'cache-control' = 'no-store' }
        $before = Get-TestObject apart
        Reset-TestServer
        $updated = Update-EncryptedS3Object -BucketName test -Key apart -RootKey $old -NewRootKey $new
        $updated.RootKeyFingerprint | Should -Be $new.Fingerprint
        (Get-TestRequest | Where-Object operation -In $writes).operation | Should -Be PutObject
        $after = Get-TestObject apart
        $after.Header['etag'], $after.Header['last-modified'] | Should -Be $before.Header['etag'], $before.Header['last-modified']
        (Get-TestObject apart.instruction).Header['x-amz-meta-x-amz-crypto-instr-file'] | Should -Be ''
        (Get-TestObject apart.instruction).Header['cache-control'] | Should -Be 'no-store'
        Test-EncryptedRoundTrip $small -BucketName test -Key apart -RootKey $new -Quiet | Should -BeTrue
        (Get-EncryptedS3Object -BucketName test -Key apart -RootKey $old).OpenedBy | Should -BeNullOrEmpty
        # Nothing is left to do.
        Reset-TestServer
        Update-EncryptedS3Object -BucketName test -Key apart -RootKey $old -NewRootKey $new > $null
        (Get-TestRequest | Where-Object operation -In $writes) | Should -BeNullOrEmpty
    }

    It 'puts the records of the pipeline under the new key, and the old one no longer opens them' {
        $updated = $small, $large | Send-EncryptedS3Object -BucketName test -KeyPrefix pipe -RootKey $old | Update-EncryptedS3Object -RootKey $old -NewRootKey $new
        $updated.Count | Should -Be 2
        $updated | ForEach-Object { $_.Envelope, $_.RootKeyFingerprint | Should -Be V1, $new.Fingerprint }
        $updated | Test-EncryptedRoundTrip -RootKey $new -Quiet | Should -BeTrue
        ($updated | Test-EncryptedRoundTrip -RootKey $old).Reason | Should -Be WrongRootKey, WrongRootKey
        $updated | Get-CopyStatement -AllowUnverified t -IamRole default -RootKey $new -WarningAction Ignore | Should -BeLike '*ENCRYPTED*'
    }

    It 'takes a listing, and a single key' {
        $small, $large | Send-EncryptedS3Object -BucketName test -KeyPrefix list -RootKey $old > $null
        (Update-EncryptedS3Object test list/a -RootKey $old -NewRootKey $new).Key | Should -Be list/a.csv
        $updated = Update-EncryptedS3Object -BucketName test -Key list/b.csv -RootKey $old.Path -NewRootKey $new.Path
        $updated.PlaintextLength, $updated.Length | Should -Be 9MB, (9MB + 16)
        Test-EncryptedRoundTrip $large -BucketName test -Key list/b.csv -RootKey $new -Quiet | Should -BeTrue
    }

    It 'neither reads nor sends content' {
        Send-EncryptedS3Object $large -BucketName test -Key unread -RootKey $old > $null
        Reset-TestServer
        Update-EncryptedS3Object -BucketName test -Key unread -RootKey $old -NewRootKey $new > $null
        $requests = Get-TestRequest
        $requests.operation | Should -Be HeadObject, GetObjectTagging, CopyObject, HeadObject
        ($requests | Measure-Object requestLength -Sum).Sum | Should -Be 0
        ($requests | Measure-Object responseLength -Sum).Sum | Should -BeLessThan 1KB
    }

    It 'leaves all else of the object as it was' {
        Set-Described described
        $before = Get-TestObject described
        $updated = Update-EncryptedS3Object -BucketName test -Key described -RootKey $old -NewRootKey $new
        $updated.ServerSideEncryption, $updated.KmsKeyId | Should -Be aws:kms, alias/load
        $after = Get-TestObject described
        [Linq.Enumerable]::SequenceEqual($after.Bytes, $before.Bytes) | Should -BeTrue
        $after.Header['x-amz-storage-class'] | Should -Be STANDARD_IA
        # With a KMS key, each copy has its own ETag.
        $differs = $before.Header.Keys + $after.Header.Keys | Sort-Object -Unique | Where-Object { $before.Header[$_] -cne $after.Header[$_] }
        $differs | Where-Object { $_ -notin 'date', 'last-modified', 'x-amz-request-id' } | Should -Be etag, x-amz-meta-x-amz-key
        Get-Tag described | Should -Be 'owner=load&class=a b'
        Test-EncryptedRoundTrip $small -BucketName test -Key described -RootKey $new -Quiet | Should -BeTrue
    }

    It 'has nothing to do in a second run, and reports that' {
        $small, $large | Send-EncryptedS3Object -BucketName test -KeyPrefix twice -RootKey $old | Update-EncryptedS3Object -RootKey $old -NewRootKey $new > $null
        Reset-TestServer
        $said = Update-EncryptedS3Object test twice/ -RootKey $old -NewRootKey $new -Verbose 4>&1
        $records, $verbose = $said.Where({ $_ -is [RedshiftEncryption.EncryptedS3Object] }, 'Split')
        $records.RootKeyFingerprint | Should -Be $new.Fingerprint, $new.Fingerprint
        $verbose | Should -BeLike '*already*was not changed*'
        (Get-TestRequest).operation | Should -Not -BeIn $writes
        Get-TestRequest | Should -Not -BeNullOrEmpty
    }

    It 'has nothing to do where the new key is the old one' {
        Send-EncryptedS3Object $small -BucketName test -Key same -RootKey $old > $null
        Reset-TestServer
        (Update-EncryptedS3Object -BucketName test -Key same -RootKey $old -NewRootKey $old.Path).RootKeyFingerprint | Should -Be $old.Fingerprint
        (Get-TestRequest).operation | Should -Be HeadObject
    }

    It 'finds the right one of several old keys' {
        Send-EncryptedS3Object $small -BucketName test -KeyPrefix several -RootKey $old > $null
        Send-EncryptedS3Object $large -BucketName test -KeyPrefix several -RootKey $older > $null
        $said = Update-EncryptedS3Object test several/ -RootKey $older, $old.Path -NewRootKey $new -Verbose 4>&1
        "$said" | Should -BeLike "*$($new.Fingerprint) instead of $($old.Fingerprint)*"
        "$said" | Should -BeLike "*$($new.Fingerprint) instead of $($older.Fingerprint)*"
        Test-EncryptedRoundTrip $small -BucketName test -Key several/a.csv -RootKey $new -Quiet | Should -BeTrue
        Test-EncryptedRoundTrip $large -BucketName test -Key several/b.csv -RootKey $new -Quiet | Should -BeTrue
    }

    It 'skips objects that are not client-side encrypted, and reports that' {
        Send-EncryptedS3Object $small -BucketName test -Key plain/a.csv -ServerSideEncryption AES256 > $null
        Set-TestObject plain/folder/ @()
        Reset-TestServer
        $said = Update-EncryptedS3Object test plain/ -RootKey $old -NewRootKey $new -Verbose @quiet 4>&1
        $failed | Should -BeNullOrEmpty
        $said | Should -BeLike '*was skipped*'
        $said.Count | Should -Be 2
        (Get-TestRequest).operation | Should -Not -BeIn $writes
    }

    It 'changes nothing with -WhatIf, and shows what it would change' {
        Send-EncryptedS3Object $small -BucketName test -Key whatif/due -RootKey $old > $null
        Send-EncryptedS3Object $small -BucketName test -Key whatif/done -RootKey $new > $null
        $before = Get-TestObject whatif/due
        Reset-TestServer
        $transcript = "$TestDrive/transcript.txt"
        Start-Transcript -LiteralPath $transcript -UseMinimalHeader > $null
        try { $records = Update-EncryptedS3Object test whatif/ -RootKey $old -NewRootKey $new -WhatIf } finally { Stop-Transcript > $null }
        $records.Key | Should -Be whatif/done
        (Get-TestRequest).operation | Sort-Object -Unique | Should -Be HeadObject, ListObjectsV2
        (Get-TestObject whatif/due).Header['x-amz-meta-x-amz-key'] | Should -Be $before.Header['x-amz-meta-x-amz-key']
        $said = Get-Content -LiteralPath $transcript -Raw
        $said | Should -BeLike "*Wrap the data key under the new root key*s3://test/whatif/due (112 bytes), root key $($old.Fingerprint) -> $($new.Fingerprint)*"
        $said | Should -Not -BeLike '*s3://test/whatif/done*'
    }

    It 'works in a later command on records that went through a file' {
        Send-EncryptedS3Object $small -BucketName test -Key filed -RootKey $old | Export-Clixml "$TestDrive/records.xml"
        Import-Clixml "$TestDrive/records.xml" | Update-EncryptedS3Object -RootKey $old -NewRootKey $new | Test-EncryptedRoundTrip -RootKey $new -Quiet | Should -BeTrue
    }
}
