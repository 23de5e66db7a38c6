# An object beyond what one request copies. The server's copies share their bytes, so that it has 8 MiB of it in memory.

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestPipeline.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $old, $new = 'old', 'new' | ForEach-Object { New-RootKey "$TestDrive/$_.key" }
    $quiet = @{ ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }

    # An object of copies of another, one behind the other.
    function New-Repeated([string] $Key, [string] $Source, [int] $Count, [hashtable] $Header) {
        $id = ([xml](Invoke-TestS3 POST test $Key -Query 'uploads=' -Header $Header).EnsureSuccessStatusCode().Content.ReadAsStringAsync().Result).InitiateMultipartUploadResult.UploadId
        $parts = 1..$Count | ForEach-Object {
            $response = (Invoke-TestS3 PUT test $Key -Query "partNumber=$_&uploadId=$id" -Header @{ 'x-amz-copy-source' = "test/$Source" }).EnsureSuccessStatusCode()
            "<Part><PartNumber>$_</PartNumber><ETag>$(([xml]$response.Content.ReadAsStringAsync().Result).CopyPartResult.ETag)</ETag></Part>"
        }
        $body = [Text.Encoding]::UTF8.GetBytes("<CompleteMultipartUpload>$($parts -join '')</CompleteMultipartUpload>")
        [void](Invoke-TestS3 POST test $Key -Query "uploadId=$id" -Body $body).EnsureSuccessStatusCode()
    }

    # 6 GiB under the old key: the seed's envelope opens it, and only the seed's own 8 MiB at its beginning are what was encrypted.
    function New-Large {
        New-Repeated large gigabyte 6 $describes
        Reset-TestServer
    }

    $sent = Send-EncryptedS3Object (New-TestFile "$TestDrive/seed.bin" (8MB - 16)) -BucketName test -Key seed -RootKey $old
    $sent.Length | Should -Be 8MB
    $envelope = (Get-TestObject seed).Header
    $describes = @{
        'x-amz-tagging' = 'owner=load'; 'x-amz-storage-class' = 'STANDARD_IA'; 'content-type' = 'text/csv'; 'x-amz-meta-note' = 'kept'
        'x-amz-server-side-encryption' = 'aws:kms'; 'x-amz-server-side-encryption-aws-kms-key-id' = 'alias/load'
        'x-amz-meta-x-amz-key' = $envelope['x-amz-meta-x-amz-key']; 'x-amz-meta-x-amz-iv' = $envelope['x-amz-meta-x-amz-iv']; 'x-amz-meta-x-amz-matdesc' = '{}'
    }
    New-Repeated gigabyte seed 128 @{}
    $update = @{ BucketName = 'test'; Key = 'large'; RootKey = $old; NewRootKey = $new }
}

AfterAll {
    Stop-TestServer
}

Describe 'Update-EncryptedS3Object with 6 GiB' {
    BeforeEach {
        New-Large
    }

    AfterEach {
        Clear-TestFault
        Get-TestOpenUpload | Should -Be 0
    }

    It 'moves nothing of them' {
        $updated = Update-EncryptedS3Object @update
        $updated.Length | Should -Be 6GB
        $updated.RootKeyFingerprint | Should -Be $new.Fingerprint
        $requests = Get-TestRequest
        $requests.operation | Group-Object -NoElement | ForEach-Object { "$($_.Name) $($_.Count)" } | Sort-Object |
            Should -Be 'CompleteMultipartUpload 1', 'CreateMultipartUpload 1', 'GetObjectTagging 2', 'HeadObject 3', 'UploadPartCopy 6'
        ($requests | Measure-Object requestLength -Sum).Sum | Should -BeLessThan 4KB
        ($requests | Measure-Object responseLength -Sum).Sum | Should -BeLessThan 4KB
    }

    It 'leaves all else as it was' {
        Update-EncryptedS3Object @update > $null
        $head = Invoke-TestS3 HEAD test large
        $head.Content.Headers.ContentLength, "$($head.Content.Headers.ContentType)" | Should -Be 6GB, 'text/csv'
        $describes.Keys | Where-Object { $_ -notin 'content-type', 'x-amz-tagging', 'x-amz-meta-x-amz-key' } | ForEach-Object {
            $head.Headers.GetValues($_) | Should -Be $describes[$_]
        }
        $head.Headers.GetValues('x-amz-meta-x-amz-key') | Should -Not -Be $describes['x-amz-meta-x-amz-key']
        ([xml](Invoke-TestS3 GET test large -Query 'tagging=').Content.ReadAsStringAsync().Result).Tagging.TagSet.Tag.Value | Should -Be load
        # Each part in its place: the bytes around the ends of parts are those of the seed.
        $seed = (Get-TestObject seed).Bytes
        foreach ($start in 0, (1GB - 8), (3GB - 8), (6GB - 16)) {
            $bytes = (Invoke-TestS3 GET test large -Header @{ range = "bytes=$start-$($start + 15)" }).Content.ReadAsByteArrayAsync().Result
            $expected = 0..15 | ForEach-Object { $seed[($start + $_) % 8MB] }
            $bytes | Should -Be $expected
        }
    }

    It 'has nothing left to do in a second run' {
        Update-EncryptedS3Object @update > $null
        Reset-TestServer
        (Update-EncryptedS3Object @update).RootKeyFingerprint | Should -Be $new.Fingerprint
        (Get-TestRequest).operation | Should -Be HeadObject
    }

    It 'makes no failure of a success when the reply to <_> is lost' -ForEach 'UploadPartCopy', 'CompleteMultipartUpload' {
        Add-TestFault @{ operation = $_; kind = 'cutAfterWork'; times = 1 }
        (Update-EncryptedS3Object @update @quiet).RootKeyFingerprint | Should -Be $new.Fingerprint
        Get-TestFaultHit | Should -Be 1
        $failed | Should -BeNullOrEmpty
    }

    It 'does not modify an object that another client overwrites before the end' {
        Add-TestFault @{ operation = 'CompleteMultipartUpload'; kind = 'hang' }
        $pipeline = Start-TestPipeline -Variable @{ update = $update } { Update-EncryptedS3Object @update -ErrorAction SilentlyContinue -ErrorVariable failed; $failed }
        try {
            Wait-TestCondition { Get-TestFaultHit }
            Set-TestObject large ([Text.Encoding]::UTF8.GetBytes('the new content'))
            Clear-TestFault
            (Wait-TestPipeline $pipeline).Output.FullyQualifiedErrorId | Should -BeLike 'ObjectChanged,*'
        }
        finally {
            Remove-TestPipeline $pipeline
        }
        [Text.Encoding]::UTF8.GetString((Get-TestObject large).Bytes) | Should -Be 'the new content'
    }

    It 'aborts the copy on Ctrl+C, and leaves the object as it was' {
        Add-TestFault @{ operation = 'UploadPartCopy'; kind = 'hang'; skip = 2 }
        $pipeline = Start-TestPipeline -Variable @{ update = $update } { Update-EncryptedS3Object @update }
        try {
            Wait-TestCondition { (Get-TestFaultHit) -ge 3 }
            Get-TestOpenUpload | Should -Be 1
            $stop = $pipeline.Shell.BeginStop($null, $null)
            Wait-TestCondition { $stop.IsCompleted }
        }
        finally {
            Clear-TestFault
            Remove-TestPipeline $pipeline
        }
        (Get-TestRequest).operation | Should -Contain AbortMultipartUpload
        (Invoke-TestS3 HEAD test large).Headers.GetValues('x-amz-meta-x-amz-key') | Should -Be $describes['x-amz-meta-x-amz-key']
    }
}
