# Responses that are not S3's: an error that names the server, for every command that reads or lists, and never a file.

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $other = New-RootKey "$TestDrive/other.key"
    $file = New-TestFile "$TestDrive/large.bin" 20MB
    $small = New-TestFile "$TestDrive/small.bin" 100
    Send-EncryptedS3Object $file -BucketName test -Key read/v1 -RootKey $key > $null
    Set-TestObject read/plain ([IO.File]::ReadAllBytes($file)) @{ 'x-amz-server-side-encryption' = 'AES256' }
    Send-EncryptedS3Object $small -BucketName test -Key list/a -RootKey $key > $null
    Send-EncryptedS3Object $small -BucketName test -Key list/b -RootKey $key > $null
    $page = '<!DOCTYPE html><html><body>Hello & welcome</body></html>'
}

AfterAll { Stop-TestServer }

Describe 'A page in place of tags' {
    It 'is InvalidResponse in Convert where the object has any, and nothing is written' {
        Add-TestFault @{ operation = 'GetObject'; kind = 'rewrite'; headers = @{ 'x-amz-tagging-count' = '1' } }
        Add-TestFault @{ operation = 'GetObjectTagging'; kind = 'rewrite'; body = '<html><body>Hello</body></html>' }
        Convert-EncryptedS3Object -BucketName test -Key list/a -DestinationKeyPrefix untagged/ -RootKey $key -ServerSideEncryption aws:kms -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed InvalidResponse ProtocolError s3://test/list/a
        Get-TestObjectKey untagged/ | Should -BeNullOrEmpty
        Clear-TestFault
    }
}

Describe 'A response to a read that <Name>' -ForEach @(
    @{ Name = 'does not tell the length'; Rule = @{ headers = @{ 'Content-Range' = 'bytes 0-8388607/*' } } }
    @{ Name = 'is of other bytes'; Rule = @{ skip = 1; headers = @{ 'Content-Range' = 'bytes 16-31/20971520' } } }
    @{ Name = 'is of another object'; Rule = @{ skip = 1; headers = @{ ETag = '"0cc175b9c0f1b6a831c399e269772661"' } } }
    @{ Name = 'says that the range is the whole'; Rule = @{ skip = 1; status = 200; headers = @{ 'Content-Range' = $null } } }
    @{ Name = 'is a web page'; Rule = @{ status = 200; body = '<html>Hello</html>'; headers = @{ 'Content-Range' = $null; ETag = $null; 'Last-Modified' = $null } } }
    @{ Name = 'has no status of a read'; Rule = @{ status = 202 } }
) {
    BeforeEach {
        Reset-TestServer
        Add-TestFault ($Rule + @{ operation = 'GetObject'; kind = 'rewrite' })
        $out = "$TestDrive/$(New-Guid)"
    }

    It 'is InvalidResponse in Receive, and leaves no file (<_>)' -ForEach 'v1', 'plain' {
        Receive-EncryptedS3Object -BucketName test -Key "read/$_" -Destination $out -RootKey $key -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed InvalidResponse ProtocolError "s3://test/read/$_"
        "$failed" | Should -BeLike "The server's response*"
        Test-Path $out | Should -BeFalse
    }

    It 'is InvalidResponse in Test' {
        Test-EncryptedRoundTrip $file -BucketName test -Key read/v1 -RootKey $key -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$($failed.FullyQualifiedErrorId)" | Should -BeLike 'InvalidResponse,*'
    }

    It 'is InvalidResponse in Convert' {
        Convert-EncryptedS3Object -BucketName test -Key read/v1 -DestinationKeyPrefix "to/$(New-Guid)/" -RootKey $key -ServerSideEncryption AES256 -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$($failed.FullyQualifiedErrorId)" | Should -BeLike 'InvalidResponse,*'
        Get-TestOpenUpload | Should -Be 0
    }
}

Describe 'A weak entity tag' {
    It 'stays whole, and the object is received without a condition' {
        Reset-TestServer
        'GetObject', 'HeadObject' | ForEach-Object { Add-TestFault @{ operation = $_; kind = 'rewrite'; headers = @{ ETag = 'W/"x"' } } }
        (Get-EncryptedS3Object -BucketName test -Key read/v1 -RootKey $key).ETag | Should -BeExactly 'W/"x"'
        $received = Receive-EncryptedS3Object -BucketName test -Key read/v1 -Destination "$TestDrive/weak" -RootKey $key -ErrorAction Stop
        (Get-FileHash $received).Hash | Should -Be (Get-FileHash $file).Hash
    }
}

Describe 'A listing that <Name>' -ForEach @(
    @{ Name = 'goes on and does not say where'; Rule = @{ replace = @{ '<IsTruncated>false' = '<IsTruncated>true' } } }
    @{ Name = 'has a key outside the prefix'; Rule = @{ replace = @{ '<Key>list' = '<Key>elsewhere' } } }
    @{ Name = 'goes on for ever'; Rule = @{ replace = @{ '<IsTruncated>false' = '<NextContinuationToken>bGlzdA==</NextContinuationToken><IsTruncated>true' } } }
    @{ Name = 'is a web page'; Rule = @{ body = '<!DOCTYPE html><html><body>Hello & welcome</body></html>' } }
    @{ Name = 'is a web page that is XML'; Rule = @{ body = '<html><body>Hello</body></html>' } }
) {
    BeforeEach {
        Reset-TestServer
        Add-TestFault ($Rule + @{ operation = 'ListObjectsV2'; kind = 'rewrite' })
        $failed = $null
    }

    It 'is InvalidResponse in <_>' -ForEach 'Get-EncryptedS3Object', 'Receive-EncryptedS3Object', 'Convert-EncryptedS3Object', 'Update-EncryptedS3Object', 'New-CopyManifest' {
        $command = $_
        $splat = switch ($command) {
            Get-EncryptedS3Object { @{} }
            Receive-EncryptedS3Object { @{ RootKey = $key; Destination = "$TestDrive/$(New-Guid)" } }
            Convert-EncryptedS3Object { @{ RootKey = $key; DestinationKeyPrefix = "to/$(New-Guid)/"; ServerSideEncryption = 'AES256' } }
            Update-EncryptedS3Object { @{ RootKey = $key, $other; NewRootKey = $key } }
            New-CopyManifest { @{ Path = "$TestDrive/$(New-Guid).manifest" } }
        }
        $caught = $null
        try { & $command -BucketName test -KeyPrefix list/ @splat -ErrorVariable failed -ErrorAction SilentlyContinue > $null } catch { $caught = $_ }
        @($failed) + $caught | Where-Object { $_ } | ForEach-Object FullyQualifiedErrorId | Select-Object -Last 1 | Should -BeLike 'InvalidResponse,*'
        if ($splat.Path) { Test-Path $splat.Path | Should -BeFalse }
    }
}

Describe 'One odd object' {
    It 'is an error, and the others go on (<_>)' -ForEach 'a date that is none', 'a length that is none' {
        Reset-TestServer
        $headers = $_ -like 'a date*' ? @{ 'Last-Modified' = 'yesterday' } : @{ ETag = $null; 'Last-Modified' = $null }
        Add-TestFault @{ operation = 'HeadObject'; keyContains = 'list/a'; kind = 'rewrite'; headers = $headers }
        $found = Get-EncryptedS3Object test list/ -RootKey $key -ErrorVariable failed -ErrorAction SilentlyContinue
        $found.Key | Should -Be list/b
        Assert-TestError $failed InvalidResponse ProtocolError s3://test/list/a
    }

    It 'is an error when its upload is completed by a web page' {
        Reset-TestServer
        Add-TestFault @{ operation = 'CreateMultipartUpload'; kind = 'rewrite'; body = $page }
        $sent = $small, $file | Send-EncryptedS3Object -BucketName test -KeyPrefix odd -RootKey $key -ThrottleLimit 1 -ErrorVariable failed -ErrorAction SilentlyContinue
        $sent.Key | Should -Be odd/small.bin
        "$($failed.FullyQualifiedErrorId)" | Should -BeLike 'InvalidResponse,*'
    }
}

Describe 'A redirect (<_>)' -ForEach 301, 302, 307, 308 {
    It 'to https of the same host is explained as that' {
        Reset-TestServer
        $https = (Get-TestServer).endpoint -replace '^http:', 'https:'
        Add-TestFault @{ operation = 'ListObjectsV2'; kind = 'rewrite'; status = $_; headers = @{ Location = "$https/test" } }
        Get-EncryptedS3Object test list/ -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed EndpointRedirected SecurityError s3://test/list/
        "$failed" | Should -BeLike "*redirects to $https."
    }

    It 'to another host is not followed' {
        Reset-TestServer
        Add-TestFault @{ operation = 'PutObject'; kind = 'rewrite'; status = $_; headers = @{ Location = 'http://s3.us-east-1.amazonaws.com.example.invalid/test' } }
        Send-EncryptedS3Object $small -BucketName test -Key redirected -RootKey $key -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$($failed.FullyQualifiedErrorId)" | Should -BeLike 'EndpointRedirected,*'
        Get-TestRequest | Where-Object operation -eq PutObject | Should -HaveCount 1
    }
}
