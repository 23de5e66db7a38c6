BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
}

AfterAll {
    Stop-TestServer
}

Describe 'A file' {
    BeforeEach {
        Reset-TestServer
    }

    It 'of <Length> bytes goes in <Parts> parts, and is verified' -ForEach @(
        # The ciphertext is longer by 1 to 16 bytes, and a part has 8 MiB of it.
        @{ Length = 8MB - 1; Parts = 0 }
        @{ Length = 8MB; Parts = 2 }
        @{ Length = 16MB - 1; Parts = 2 }
        @{ Length = 20MB; Parts = 3 }
    ) {
        $path = New-TestFile "$TestDrive/$Length.csv" $Length
        $sent = Send-EncryptedS3Object $path -BucketName test -RootKey $key
        $operations = @((Get-TestRequest).operation)
        ($operations -eq 'UploadPart').Count | Should -Be $Parts
        ($operations -eq 'PutObject').Count | Should -Be ($Parts ? 0 : 1)
        Get-TestOpenUpload | Should -Be 0
        $object = Get-TestObject $sent.Key
        $object.Header['x-amz-meta-x-amz-unencrypted-content-length'] | Should -Be "$Length"
        $sent.Length | Should -Be $object.Bytes.Count
        ($sent | Test-EncryptedRoundTrip -RootKey $key).Verified | Should -BeTrue
    }

    It 'survives a part that fails in passing' {
        $path = New-TestFile "$TestDrive/again.csv" 20MB
        Add-TestFault @{ operation = 'UploadPart'; skip = 1; times = 2; kind = 'error' }
        Send-EncryptedS3Object $path -BucketName test -RootKey $key | Test-EncryptedRoundTrip -RootKey $key -Quiet | Should -BeTrue
        Get-TestFaultHit | Should -Be 2
    }

    It 'of no bytes becomes 16, and is verified' {
        $path = New-TestFile "$TestDrive/empty.csv" 0
        $sent = Send-EncryptedS3Object $path -BucketName test -RootKey $key
        $sent.PlaintextLength, $sent.Length | Should -Be 0, 16
        ($sent | Test-EncryptedRoundTrip -RootKey $key).Verified | Should -BeTrue
    }

    It 'of no bytes stays empty with server-side encryption alone, and is verified' {
        $path = New-TestFile "$TestDrive/empty.csv" 0
        $sent = Send-EncryptedS3Object $path -BucketName test -ServerSideEncryption AES256
        $sent.Length | Should -Be 0
        ($sent | Test-EncryptedRoundTrip).Verified | Should -BeTrue
    }

    It 'sent twice shares neither data key nor vector' {
        $path = New-TestFile "$TestDrive/a.csv" 100
        $headers = 'one', 'two' | ForEach-Object { Get-TestObject (Send-EncryptedS3Object $path -Key $_ -BucketName test -RootKey $key).Key } | ForEach-Object Header
        $headers[0]['x-amz-meta-x-amz-key'] | Should -Not -Be $headers[1]['x-amz-meta-x-amz-key']
        $headers[0]['x-amz-meta-x-amz-iv'] | Should -Not -Be $headers[1]['x-amz-meta-x-amz-iv']
    }
}

Describe 'Many files' {
    It 'are sent concurrently, at most -ThrottleLimit at a time' {
        Reset-TestServer
        $paths = 1..20 | ForEach-Object { New-TestFile "$TestDrive/many/$_.csv" $_ }
        foreach ($limit in 1, 4, 128) {
            $sent = Send-EncryptedS3Object $paths -BucketName test -RootKey $key -ThrottleLimit $limit
            ($sent | Test-EncryptedRoundTrip -RootKey $key -ThrottleLimit $limit).Verified | Should -Be (@($true) * 20)
        }
    }
}
