BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer test, jobs
    $env:AWS_REGION = 'us-east-1'
    $key = New-RootKey "$TestDrive/root.key"
    $uri = 's3://jobs/m.csv'
    $names = 'a b', 'a+b', '%41', 'q"u,o', "l`nf", "caf$([char]0xE9)/$([char]::ConvertFromUtf32(0x1F600))", 'key', "it's;=1"

    function New-Record([string] $Key, [string] $VersionId) { [pscustomobject]@{ BucketName = 'test'; Key = $Key; VersionId = $VersionId } }
    function Get-Row([string] $Name = 'm.csv') { [Text.Encoding]::ASCII.GetString((Get-TestObject $Name -BucketName jobs).Bytes) -split "`n" }
}

AfterAll {
    Stop-TestServer
}

Describe 'New-S3BatchManifest' {
    BeforeEach {
        Get-TestObjectKey -BucketName jobs | ForEach-Object { [void](Invoke-TestS3 DELETE jobs $_) }
        Reset-TestServer
    }

    It 'writes what Get-EncryptedS3Object -InventoryUri reads: the same objects' {
        $files = foreach ($name in $names) { Set-TestObject "in/$name" ([byte[]]1); "in/$name" }
        $manifest = Get-EncryptedS3Object test in/ | New-S3BatchManifest $uri
        $manifest.Count | Should -Be $names.Count
        (Get-EncryptedS3Object -InventoryUri $manifest.Uri).Key | Sort-Object | Should -Be ($files | Sort-Object)
    }

    It 'returns what a job requires' {
        $manifest = New-Record a | New-S3BatchManifest $uri
        $manifest | Should -BeOfType RedshiftEncryption.S3BatchManifest
        $stored = Get-TestObject m.csv -BucketName jobs
        $manifest.ETag | Should -BeExactly $stored.Header['etag'].Trim('"')
        $manifest.Arn | Should -BeExactly arn:aws:s3:::jobs/m.csv
        $manifest.Uri | Should -BeExactly $uri
        $manifest.Format | Should -BeExactly S3BatchOperations_CSV_20180820
        $manifest.Fields -join ',' | Should -BeExactly 'Bucket,Key'
        $manifest.Count | Should -Be 1
        $manifest.Region | Should -BeExactly us-east-1
        $manifest.ServerSideEncryption | Should -BeExactly AES256
        $stored.Header['content-type'] | Should -BeExactly text/csv
        "$manifest" | Should -BeExactly $uri
    }

    It 'has the partition of the region in the ARN' {
        (New-Record a | New-S3BatchManifest $uri -Region us-gov-west-1).Arn | Should -BeExactly arn:aws-us-gov:s3:::jobs/m.csv
        (New-Record a | New-S3BatchManifest $uri -Region cn-north-1).Arn | Should -BeExactly arn:aws-cn:s3:::jobs/m.csv
    }

    It 'writes a version for each object, or for none' {
        $manifest = @((New-Record 'a b' v1), (New-Record c v2)) | New-S3BatchManifest $uri
        $manifest.Fields -join ',' | Should -BeExactly 'Bucket,Key,VersionId'
        Get-Row | Should -Be 'test,a%20b,v1', 'test,c,v2', ''
        $manifest = @((New-Record 'a b' v1), (New-Record c v2)) | New-S3BatchManifest $uri -WithoutVersion
        $manifest.Fields -join ',' | Should -BeExactly 'Bucket,Key'
        Get-Row | Should -Be 'test,a%20b', 'test,c', ''
    }

    It 'refuses a mixture of both, and says what to do' {
        foreach ($mixture in @((New-Record a v1), (New-Record b)), @((New-Record a), (New-Record b v1))) {
            $failure = { $mixture | New-S3BatchManifest $uri } | Should -Throw -PassThru
            Assert-TestError $failure MixedVersions InvalidData $uri
            "$failure" | Should -BeLike '*s3://test/b*'
            $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-WithoutVersion*'
            ($mixture | New-S3BatchManifest $uri -WithoutVersion).Count | Should -Be 2
            [void](Invoke-TestS3 DELETE jobs m.csv)
        }
    }

    It 'takes the records of the other cmdlets' {
        $file = New-TestFile "$TestDrive/in/a.csv" 100
        $sent = Send-EncryptedS3Object $file -BucketName test -Key sent/a.csv -RootKey $key
        $converted = $sent | Convert-EncryptedS3Object -KeyPrefix sent/ -DestinationKeyPrefix clean/ -RootKey $key
        $verified = $sent | Test-EncryptedRoundTrip -RootKey $key
        ($sent, $converted | New-S3BatchManifest $uri).Count | Should -Be 2
        Get-Row | Should -Be 'test,sent/a.csv', 'test,clean/a.csv', ''
        ($verified | New-S3BatchManifest $uri).Count | Should -Be 1
        ($sent | Select-Object BucketName, Key | ConvertTo-Csv | ConvertFrom-Csv | New-S3BatchManifest $uri).Count | Should -Be 1
        (New-S3BatchManifest $uri s3://test/one/of+them).Count | Should -Be 1
        Get-Row | Should -Be 'test,one/of%2Bthem', ''
        New-S3BatchManifest $uri -BucketName test -Key k -VersionId v > $null
        Get-Row | Should -Be 'test,k,v', ''
    }

    It 'takes the objects of a report' {
        Set-TestObject in/a ([byte[]]1)
        Set-TestObject list.csv ([Text.Encoding]::UTF8.GetBytes("test,in/a`ntest,missing")) -BucketName jobs
        Get-EncryptedS3Object -InventoryUri s3://jobs/list.csv -RunUri s3://jobs/run/ -ErrorAction SilentlyContinue > $null
        (Get-ConversionReport s3://jobs/run/ -Outcome Failed | New-S3BatchManifest $uri).Count | Should -Be 1
        Get-Row | Should -Be 'test,missing', ''
    }

    It 'uploads a long manifest while objects are received' {
        $long = [string][char]0xE9 * 500
        $manifest = 1..6000 | ForEach-Object { New-Record "$_$long" } | New-S3BatchManifest $uri -MemoryLimit 16MB
        $manifest.Count | Should -Be 6000
        $manifest.ETag | Should -BeLike '*-2'
        (Get-TestRequest).operation | Should -Be CreateMultipartUpload, UploadPart, UploadPart, CompleteMultipartUpload
        $rows = Get-Row
        $rows | Should -HaveCount 6001
        $escaped = [uri]::EscapeDataString($long)
        $rows[0], $rows[5999], $rows[6000] | Should -Be "test,1$escaped", "test,6000$escaped", ''
    }

    It 'aborts an upload that has begun' {
        $long = [string][char]0xE9 * 500
        { 1..6000 + 5999 | ForEach-Object { New-Record "$_$long" } | New-S3BatchManifest $uri } | Should -Throw -ErrorId 'DuplicateEntry,*'
        { 1..6000 | ForEach-Object { New-Record "$_$long" } | ForEach-Object { $_; if ($_.Key -like '6000*') { throw 'upstream' } } | New-S3BatchManifest $uri } | Should -Throw upstream
        Get-TestOpenUpload | Should -Be 0
        Add-TestFault @{ operation = 'UploadPart'; kind = 'error'; status = 403; code = 'AccessDenied' }
        $failure = { 1..12000 | ForEach-Object { New-Record "$_$long" } | New-S3BatchManifest $uri -MemoryLimit 16MB } | Should -Throw -PassThru
        Assert-TestError $failure AccessDenied PermissionDenied $uri
        Clear-TestFault
        Get-TestOpenUpload | Should -Be 0
        Get-TestObjectKey -BucketName jobs | Should -BeNullOrEmpty
    }

    It 'does not overwrite a manifest with -NoClobber' {
        New-Record a | New-S3BatchManifest $uri -NoClobber > $null
        $failure = { New-Record b | New-S3BatchManifest $uri -NoClobber } | Should -Throw -PassThru
        Assert-TestError $failure ObjectExists ResourceExists $uri
        $long = [string][char]0xE9 * 500
        { 1..6000 | ForEach-Object { New-Record "$_$long" } | New-S3BatchManifest $uri -NoClobber } | Should -Throw -ErrorId 'ObjectExists,*'
        (Get-TestRequest).operation | Should -Not -Contain CreateMultipartUpload
        Get-Row | Should -Be 'test,a', ''
        (New-Record b | New-S3BatchManifest $uri).Count | Should -Be 1
        Get-Row | Should -Be 'test,b', ''
    }

    It 'requires SSE-S3, and says what to do about SSE-KMS' {
        Add-TestFault @{ operation = 'PutObject'; kind = 'rewrite'; headers = @{ 'x-amz-server-side-encryption' = 'aws:kms' } }
        $failure = { New-Record a | New-S3BatchManifest $uri } | Should -Throw -PassThru
        Clear-TestFault
        Assert-TestError $failure ServerSideEncryptionIgnored SecurityError $uri
        "$failure" | Should -BeLike "*'aws:kms'*'AES256'*"
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*SSE-S3*'
        # A long manifest is not sent at all.
        $long = [string][char]0xE9 * 500
        Add-TestFault @{ operation = 'CreateMultipartUpload'; kind = 'rewrite'; headers = @{ 'x-amz-server-side-encryption' = 'aws:kms' } }
        { 1..6000 | ForEach-Object { New-Record "$_$long" } | New-S3BatchManifest $uri } | Should -Throw -ErrorId 'ServerSideEncryptionIgnored,*'
        Clear-TestFault
        (Get-TestRequest).operation | Should -Not -Contain CompleteMultipartUpload
        Get-TestOpenUpload | Should -Be 0
    }

    It 'refuses an object that is received twice' {
        $failure = { (New-Record a), (New-Record b), (New-Record a) | New-S3BatchManifest $uri } | Should -Throw -PassThru
        Assert-TestError $failure DuplicateEntry ResourceExists $uri
        "$failure" | Should -BeLike '*s3://test/a.'
        Get-TestObjectKey -BucketName jobs | Should -BeNullOrEmpty
        ((New-Record a), (New-Record a) | New-S3BatchManifest $uri -AllowDuplicates).Count | Should -Be 2
        ((New-Record a v1), (New-Record a v2) | New-S3BatchManifest $uri).Count | Should -Be 2
        { (New-Record a v1), (New-Record a v2) | New-S3BatchManifest $uri -WithoutVersion } | Should -Throw -ErrorId 'DuplicateEntry,*'
    }

    It 'writes nothing for <Name>' -ForEach @(
        @{ Name = 'a key that is not Unicode'; Record = { New-Record "a$([char]0xD800)" }; Id = 'InvalidKey'; Category = 'InvalidArgument' }
        @{ Name = 'a version that S3 does not have'; Record = { New-Record a 'v,1' }; Id = 'InvalidVersionId'; Category = 'InvalidData' }
        @{ Name = 'a bucket name that is not one'; Record = { [pscustomobject]@{ BucketName = 'a,b'; Key = 'k' } }; Id = 'InvalidBucketName'; Category = 'InvalidArgument' }
        @{ Name = 'the manifest itself'; Record = { [pscustomobject]@{ BucketName = 'jobs'; Key = 'm.csv' } }; Id = 'InvalidParameters'; Category = 'InvalidArgument' }
        @{ Name = 'null'; Record = { $null }; Id = 'IncompleteRecord'; Category = 'InvalidArgument' }
        @{ Name = 'a text'; Record = { 's3://test/x' }; Id = 'IncompleteRecord'; Category = 'InvalidArgument' }
        @{ Name = 'a record without a key'; Record = { [pscustomobject]@{ BucketName = 'test' } }; Id = 'IncompleteRecord'; Category = 'InvalidArgument' }
    ) {
        $failure = { (New-Record good), (& $Record) | New-S3BatchManifest $uri -ErrorAction SilentlyContinue } | Should -Throw -PassThru
        Assert-TestError $failure $Id $Category $uri
        Get-TestObjectKey -BucketName jobs | Should -BeNullOrEmpty
    }

    It 'writes nothing where objects are missing, unless -AllowIncomplete' {
        $good = New-TestFile "$TestDrive/in/good.csv" 10
        $send = @{ BucketName = 'test'; KeyPrefix = 'p'; RootKey = $key; ErrorAction = 'SilentlyContinue' }
        $failure = { $good, "$TestDrive/none" | Send-EncryptedS3Object @send | New-S3BatchManifest $uri } | Should -Throw -PassThru
        Assert-TestError $failure FailedItems InvalidData $uri
        "$failure" | Should -BeLike '1 item failed in Send-EncryptedS3Object*the manifest would name*'
        Get-TestObjectKey -BucketName jobs | Should -BeNullOrEmpty
        ($good, "$TestDrive/none" | Send-EncryptedS3Object @send | New-S3BatchManifest $uri -AllowIncomplete).Count | Should -Be 1
    }

    It 'writes nothing when nothing came in' {
        $failure = { @() | New-S3BatchManifest $uri -AllowIncomplete } | Should -Throw -PassThru
        Assert-TestError $failure NoInput ObjectNotFound $uri
        { New-S3BatchManifest $uri } | Should -Throw -ErrorId 'InvalidParameters,*'
        { New-S3BatchManifest $uri -BucketName test } | Should -Throw -ErrorId 'InvalidParameters,*'
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'refuses the place <Place>' -ForEach @(
        @{ Place = 'm.csv'; Id = 'InvalidParameters' }
        @{ Place = 's3://no bucket/m'; Id = 'InvalidParameters' }
        @{ Place = 's3://arn:aws:s3:eu-west-1:123456789012:accesspoint/jobs/m'; Id = 'InvalidParameters' }
        @{ Place = 's3://jobs'; Id = 'InvalidKey' }
        @{ Place = 's3://jobs//m'; Id = 'InvalidKey' }
    ) {
        { New-Record a | New-S3BatchManifest $Place } | Should -Throw -ErrorId "$Id,*"
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'names a bucket that does not exist' {
        $failure = { New-Record a | New-S3BatchManifest s3://missing/m } | Should -Throw -PassThru
        Assert-TestError $failure BucketNotFound ObjectNotFound s3://missing/m
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-Uri*'
    }

    It 'changes nothing with -WhatIf' {
        $long = [string][char]0xE9 * 500
        1..6000 | ForEach-Object { New-Record "$_$long" } | New-S3BatchManifest $uri -WhatIf | Should -BeNullOrEmpty
        New-Record a | New-S3BatchManifest $uri -WhatIf | Should -BeNullOrEmpty
        Get-TestRequest | Should -BeNullOrEmpty
        # What is wrong with the input is shown all the same.
        { (New-Record a), (New-Record a) | New-S3BatchManifest $uri -WhatIf } | Should -Throw -ErrorId 'DuplicateEntry,*'
    }

    It 'follows the connection of records, as New-CopyManifest does' {
        $file = New-TestFile "$TestDrive/in/a.csv" 100
        $sent = Send-EncryptedS3Object $file -BucketName test -Key sent/a.csv -RootKey $key
        $foreign = $sent | Select-Object BucketName, Key, @{ n = 'EndpointUrl'; e = { 'http://127.0.0.1:9/' } }
        { $foreign | New-S3BatchManifest $uri } | Should -Throw -ErrorId 'RecordNotFollowed,*'
    }

    It 'is not taken for the manifest of a COPY' {
        $manifest = New-Record a | New-S3BatchManifest $uri
        $failure = { $manifest | Get-CopyStatement t -IamRole default } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike 'IncompleteRecord,*'
    }

    It 'completes -Uri' {
        $line = 'New-S3BatchManifest s3://j'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be s3://jobs/
    }
}
