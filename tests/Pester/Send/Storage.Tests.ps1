BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $small = New-TestFile "$TestDrive/a.csv"
    $large = New-TestFile "$TestDrive/large.csv" 9MB
    $quiet = @{ ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
    $options = @{
        StorageClass = 'standard_ia'
        Tag          = @{ owner = 'load'; 'Größe' = 'a b' }
        Metadata     = @{ Team = 'Data'; run = 42 }
        ContentType  = 'text/plain'
        CacheControl = 'no-store'
    }

    <# Fails unless an object is stored with the options. #>
    function Assert-Stored($Sent) {
        $Sent.StorageClass | Should -Be STANDARD_IA
        $header = (Get-TestObject $Sent.Key).Header
        'x-amz-storage-class', 'content-type', 'cache-control', 'x-amz-meta-team', 'x-amz-meta-run', 'x-amz-tagging-count' |
            ForEach-Object { $header[$_] } | Should -Be STANDARD_IA, text/plain, no-store, Data, 42, 2
    }
}

AfterAll {
    Stop-TestServer
}

Describe 'How Send-EncryptedS3Object stores objects' {
    BeforeEach {
        Reset-TestServer
    }

    It 'follows the options, and keeps the envelope' {
        $sent = $small, $large | Send-EncryptedS3Object -BucketName test -RootKey $key @options
        $sent | Should -HaveCount 2
        $sent | ForEach-Object { Assert-Stored $_ }
        ($sent | Test-EncryptedRoundTrip -RootKey $key).Verified | Should -Be $true, $true
    }

    It 'follows the options without an envelope' {
        Assert-Stored (Send-EncryptedS3Object $small -BucketName test -ServerSideEncryption AES256 @options)
    }

    It 'takes -BucketKeyEnabled for aws:kms' {
        $null = $small, $large | Send-EncryptedS3Object -BucketName test -ServerSideEncryption aws:kms -BucketKeyEnabled
        $null = Send-EncryptedS3Object $small -BucketName test -ServerSideEncryption aws:kms
        $writes = Get-TestRequest | Where-Object operation -In PutObject, CreateMultipartUpload
        $writes.headers.'x-amz-server-side-encryption-bucket-key-enabled' | Sort-Object | Should -Be true, true
    }

    It 'is checked before any request: <Name>' -ForEach @(
        @{ Name = 'a name of the envelope'; Given = @{ Metadata = @{ 'X-Amz-Key' = 'a' } }; Text = '*x-amz-key*reserved*' }
        @{ Name = 'a name of this module'; Given = @{ Metadata = @{ mtime = '1' } }; Text = '*mtime*reserved*' }
        @{ Name = 'a value that is not ASCII'; Given = @{ Metadata = @{ team = 'Lädt' } }; Text = '*team*ASCII*' }
        @{ Name = 'too much metadata'; Given = @{ Metadata = @{ team = 'a' * 2045 } }; Text = '*2049 bytes*2048*' }
        @{ Name = 'a tag of AWS'; Given = @{ Tag = @{ 'aws:a' = 'b' } }; Text = '*aws:*' }
        @{ Name = 'eleven tags'; Given = @{ Tag = (0..10 | ForEach-Object { $all = @{} } { $all["t$_"] = '' } { $all }) }; Text = '*11 tags*' }
        @{ Name = 'a storage class'; Given = @{ StorageClass = 'a b' }; Text = '*storage class*' }
        @{ Name = 'a header'; Given = @{ CacheControl = "a`nb" }; Text = '*-CacheControl*' }
        @{ Name = 'a media type'; Given = @{ ContentType = 'text' }; Text = '*-ContentType*text/csv*' }
        @{ Name = 'a bucket key without KMS'; Given = @{ BucketKeyEnabled = $true }; Text = '*-BucketKeyEnabled requires*' }
    ) {
        $failure = { Send-EncryptedS3Object $small -BucketName test -RootKey $key @Given } | Should -Throw -PassThru
        Assert-TestError $failure InvalidParameters InvalidArgument
        "$failure" | Should -BeLike $Text
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'counts the envelope in the metadata budget, and sends nothing above it' {
        $small, $large | Send-EncryptedS3Object -BucketName test -RootKey $key -Metadata @{ a = 'b' * 2000 } @quiet | Should -BeNullOrEmpty
        $failed | Should -HaveCount 2
        Assert-TestError $failed[0] MetadataTooLarge LimitsExceeded
        "$($failed[0])" | Should -BeLike '*would have 2,1?? bytes*at most 2,048*'
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'warns of a class that COPY cannot read' {
        $null = Send-EncryptedS3Object $small -BucketName test -RootKey $key -StorageClass glacier -WhatIf -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike 'COPY*GLACIER*'
    }

    It 'is not in a directory bucket: <_>' -ForEach 'load--use1-az4--x-s3', 's3://load--use1-az4--xa-s3/k' {
        $failure = { Send-EncryptedS3Object $small -BucketName $_ -RootKey $key } | Should -Throw -PassThru
        "$failure" | Should -BeLike '*directory bucket*'
        Get-TestRequest | Should -BeNullOrEmpty
    }
}

Describe '-BandwidthLimit' {
    BeforeEach {
        Reset-TestServer
    }

    It 'holds for all files together, in both directions' {
        $files = 1..4 | ForEach-Object { New-TestFile "$TestDrive/slow/$_.csv" 1MB }
        $elapsed = Measure-Command { $files | Send-EncryptedS3Object -BucketName s3://test/slow/ -RootKey $key -BandwidthLimit 2MB > $null }
        $elapsed.TotalSeconds | Should -BeGreaterThan 1.9
        $elapsed = Measure-Command { Receive-EncryptedS3Object s3://test/slow/ -Destination "$TestDrive/slow-out" -RootKey $key -BandwidthLimit 2MB > $null }
        # The last piece is received before it is counted.
        $elapsed.TotalSeconds | Should -BeGreaterThan 1.4
        Get-TestObjectKey slow/ | Should -HaveCount 4
    }

    It 'is refused below 1 KB' {
        { Send-EncryptedS3Object $small -BucketName test -RootKey $key -BandwidthLimit 50 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }
}
