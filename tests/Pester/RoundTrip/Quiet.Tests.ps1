BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $other = New-RootKey "$TestDrive/other.key"
    $paths = 1..3 | ForEach-Object { New-TestFile "$TestDrive/$_.csv" $_ }
    $sent = Send-EncryptedS3Object $paths -BucketName test -RootKey $key
    $foreign = Send-EncryptedS3Object $paths[0] -Key foreign -BucketName test -RootKey $other
    $gone = [pscustomobject]@{ BucketName = 'test'; Key = 'gone'; SourcePath = $paths[0] }
}

AfterAll {
    Stop-TestServer
}

Describe 'Test-EncryptedRoundTrip -Quiet' {
    It 'returns one <Expected> for <Name>' -ForEach @(
        @{ Name = 'one object'; In = { $sent[0] }; Expected = $true }
        @{ Name = 'three objects'; In = { $sent }; Expected = $true }
        @{ Name = 'no input'; In = {}; Expected = $false }
        @{ Name = 'one object of another key among three'; In = { $sent[0]; $foreign; $sent[1] }; Expected = $false }
        @{ Name = 'one missing object among three'; In = { $sent[0], $gone, $sent[1] }; Expected = $false }
        @{ Name = 'an input without a source'; In = { $sent[0], [pscustomobject]@{ BucketName = 'test'; Key = '1.csv' } }; Expected = $false }
        @{ Name = 'one file of three that Send could not send'; In = { Send-EncryptedS3Object $paths[0], "$TestDrive/none.csv", $paths[1] -BucketName test -RootKey $key -ErrorAction SilentlyContinue }; Expected = $false }
        @{ Name = 'nothing that Send could send'; In = { Send-EncryptedS3Object "$TestDrive/none.csv" -BucketName test -RootKey $key -ErrorAction SilentlyContinue }; Expected = $false }
        @{ Name = 'a directory that Send skipped, and a file'; In = { Get-Item "$TestDrive", $paths[0] | Send-EncryptedS3Object -BucketName test -RootKey $key }; Expected = $true }
    ) {
        $answer = & $In | Test-EncryptedRoundTrip -RootKey $key -Quiet -ErrorAction SilentlyContinue
        , $answer | Should -BeOfType [bool]
        $answer | Should -Be $Expected
    }

    It 'returns true again for the same records if nothing failed' {
        $sent | Test-EncryptedRoundTrip -RootKey $other -Quiet | Should -BeFalse
        $sent | Test-EncryptedRoundTrip -RootKey $key -Quiet | Should -BeTrue
    }

    It 'returns false if an input does not bind' {
        $sent[0], 'no record' | Test-EncryptedRoundTrip -RootKey $key -Quiet -ErrorAction SilentlyContinue | Should -BeFalse
    }
}
