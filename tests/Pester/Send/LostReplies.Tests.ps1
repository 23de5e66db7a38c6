BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
}

AfterAll {
    Stop-TestServer
}

Describe 'A reply that is lost after the server has done what it was asked' {
    BeforeEach {
        Reset-TestServer
    }

    It 'to <Operation> makes no failure of a success' -ForEach @(
        @{ Operation = 'PutObject'; Length = 100 }
        @{ Operation = 'UploadPart'; Length = 20MB }
        @{ Operation = 'CompleteMultipartUpload'; Length = 20MB }
    ) {
        $path = New-TestFile "$TestDrive/$Operation.csv" $Length
        Add-TestFault @{ operation = $Operation; kind = 'cutAfterWork'; times = 1 }
        $sent = Send-EncryptedS3Object $path -BucketName test -RootKey $key -ErrorVariable failed -ErrorAction SilentlyContinue
        Get-TestFaultHit | Should -Be 1
        $failed | Should -BeNullOrEmpty
        $sent | Test-EncryptedRoundTrip -RootKey $key -Quiet | Should -BeTrue
        Get-TestOpenUpload | Should -Be 0
    }
}
