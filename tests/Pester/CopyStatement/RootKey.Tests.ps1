BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    $key = New-RootKey "$TestDrive/root.key" -Format Raw
    $bytes = [IO.File]::ReadAllBytes($key.Path)
    $text = [Convert]::ToBase64String($bytes)
    $common = @{ Table = 't'; IamRole = 'default'; WarningAction = 'Ignore' }
}

Describe 'The root key of a statement' {
    It 'is in the result of GetCommandText, and nowhere else' {
        $statement = Get-CopyStatement -Uri s3://b-1/k -RootKey $key @common
        $statement.GetCommandText() | Should -BeExactly "COPY t`nFROM 's3://b-1/k'`nIAM_ROLE default`nMASTER_SYMMETRIC_KEY '$text'`nENCRYPTED;"
        "$statement" | Should -BeExactly $statement.GetCommandText().Replace($text, '<root-key>')
        $statement.Text | Should -BeExactly "$statement"
        $statement.RootKeyFingerprint | Should -Be $key.Fingerprint
        Find-TestKey $statement.GetCommandText() $bytes | Should -Be base64
        $shown = $statement, ($statement | Format-List *), ($statement | Format-List * -Force), ($statement | Format-Table), ($statement | Format-Custom) |
            ForEach-Object { $_ | Out-String -Width 4096 }
        $statement | Export-Clixml "$TestDrive/statement.xml" -Depth 5
        $shown += ($statement | ConvertTo-Json -Depth 5), ($statement | ConvertTo-Xml -Depth 5 -As String), (Get-Content "$TestDrive/statement.xml" -Raw), ($statement | ConvertTo-Csv | Out-String)
        $shown | ForEach-Object { Assert-NoTestKey $_ $bytes }
    }

    It 'is still there when the command that read it has ended' {
        $statement = Get-CopyStatement -Uri s3://b-1/k -RootKey $key.Path @common
        [GC]::Collect()
        [GC]::WaitForPendingFinalizers()
        $statement.GetCommandText() | Should -BeLike "*'$text'*"
    }

    It 'is a placeholder if it was not specified' {
        $statement = Get-CopyStatement -Uri s3://b-1/k -Encrypted @common
        $statement.GetCommandText() | Should -BeExactly "$statement"
        "$statement" | Should -BeLike "*MASTER_SYMMETRIC_KEY '<root-key>'*ENCRYPTED*"
        $statement.RootKeyFingerprint | Should -BeNullOrEmpty
    }

    It 'must be that of the objects' {
        $record = [pscustomobject]@{ BucketName = 'b-1'; Key = 'k'; Verified = $true; Envelope = 'V1'; RootKeyFingerprint = '0123' }
        $failure = { $record | Get-CopyStatement -RootKey $key @common } | Should -Throw -PassThru
        Assert-TestError $failure InvalidCopyOption InvalidArgument t
        "$failure" | Should -BeLike "*$($key.Fingerprint)*0123*"
    }

    It 'is refused for objects with server-side encryption alone' {
        $record = [pscustomobject]@{ BucketName = 'b-1'; Key = 'k'; Verified = $true; Envelope = 'None'; ServerSideEncryption = 'AES256' }
        $failure = { $record | Get-CopyStatement -RootKey $key @common } | Should -Throw -PassThru
        Assert-TestError $failure InvalidCopyOption InvalidArgument t
        "$failure" | Should -BeLike '*-RootKey*'
    }
}

Describe 'The warnings' {
    It 'state that AWS ended client-side encryption, and what to do' {
        Get-CopyStatement t -Uri s3://b-1/m -Manifest -IamRole default -Encrypted -WarningVariable warned -WarningAction SilentlyContinue > $null
        $warned.Count | Should -Be 1
        "$warned" | Should -BeLike '*30 April 2026*Convert-EncryptedS3Object*'
    }

    It 'state that a prefix can load other objects too' {
        Get-CopyStatement t -Uri s3://b-1/p -IamRole default -WarningVariable warned -WarningAction SilentlyContinue > $null
        $warned.Count | Should -Be 1
        "$warned" | Should -BeLike '*every object*s3://b-1/p*'
    }

    It 'are not there for a manifest without client-side encryption' {
        Get-CopyStatement t -Uri s3://b-1/m -Manifest -IamRole default -WarningVariable warned > $null
        $warned | Should -BeNullOrEmpty
    }
}
