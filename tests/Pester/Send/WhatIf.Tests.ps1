BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    'in/a.csv', 'in/sub/b.csv' | ForEach-Object { New-TestFile "$TestDrive/$_" > $null }
}

AfterAll {
    Stop-TestServer
}

Describe 'Send-EncryptedS3Object -WhatIf' {
    It 'sends no request (<Name>)' -ForEach @(
        @{ Name = 'with a root key'; Given = { @{ RootKey = $key } } }
        @{ Name = 'with server-side encryption'; Given = { @{ ServerSideEncryption = 'AES256' } } }
    ) {
        $more = & $Given
        Send-EncryptedS3Object "$TestDrive/in" -Recurse -BucketName test -WhatIf @more -ErrorVariable failed | Should -BeNullOrEmpty
        $failed | Should -BeNullOrEmpty
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'shows the result for each file' {
        $transcript = "$TestDrive/transcript.txt"
        Start-Transcript -LiteralPath $transcript -UseMinimalHeader > $null
        try { Send-EncryptedS3Object "$TestDrive/in" -Recurse -BucketName test -KeyPrefix p -RootKey $key -WhatIf } finally { Stop-Transcript > $null }
        $said = Get-Content -LiteralPath $transcript -Raw
        $said | Should -BeLike "*Encrypt and upload*$(Join-Path $TestDrive in a.csv) -> s3://test/p/a.csv*"
        $said | Should -BeLike "*$(Join-Path $TestDrive in sub b.csv) -> s3://test/p/sub/b.csv*"
    }

    It 'still reports that two files map to one key' {
        Send-EncryptedS3Object "$TestDrive/in/a.csv", "$TestDrive/in/sub/b.csv" -Key same -BucketName test -RootKey $key -WhatIf -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -BeLike 'DuplicateKey,*'
    }
}
