BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $other = New-RootKey "$TestDrive/other.key"
    $good = 1..2 | ForEach-Object { New-TestFile "$TestDrive/in/$_.csv" $_ }
    $send = @{ BucketName = 'test'; KeyPrefix = 'p'; RootKey = $key; ErrorAction = 'SilentlyContinue' }
    $copy = @{ Table = 't'; IamRole = 'default'; RootKey = $key; WarningAction = 'Ignore'; OutVariable = 'written' }
}

AfterAll {
    Stop-TestServer
}

Describe 'Get-CopyStatement' {
    BeforeEach {
        $written = $null
    }

    It 'writes nothing when one file of three was not sent (<Name>)' -ForEach @(
        @{ Name = 'missing'; Path = { "$TestDrive/in/none.csv" } }
        @{ Name = 'a duplicate key'; Path = { New-TestFile "$TestDrive/elsewhere/1.csv" } }
        @{ Name = 'not in the file system'; Path = { 'env:PATH' } }
    ) {
        $failure = { $good[0], (& $Path), $good[1] | Send-EncryptedS3Object @send | Get-CopyStatement @copy } | Should -Throw -PassThru
        Assert-TestError $failure FailedItems InvalidData t
        "$failure" | Should -BeLike '1 item failed in Send-EncryptedS3Object*'
        $written | Should -BeNullOrEmpty
    }

    It 'writes nothing when a file was not sent, through Test-EncryptedRoundTrip' {
        $failure = { $good + "$TestDrive/none" | Send-EncryptedS3Object @send | Test-EncryptedRoundTrip -RootKey $key | Get-CopyStatement @copy } | Should -Throw -PassThru
        Assert-TestError $failure FailedItems InvalidData t
    }

    It 'counts the failures of both commands' {
        $failure = {
            $good + "$TestDrive/none" | Send-EncryptedS3Object @send |
                ForEach-Object { if ($_.Key -eq 'p/2.csv') { Remove-Item -LiteralPath $_.SourcePath }; $_ } |
                Test-EncryptedRoundTrip -RootKey $key -ErrorAction SilentlyContinue | Get-CopyStatement @copy
        } | Should -Throw -PassThru
        New-TestFile $good[1] 2 > $null
        "$failure" | Should -BeLike '2 items failed in*Send-EncryptedS3Object*'
        "$failure" | Should -BeLike '*Test-EncryptedRoundTrip*'
    }

    It 'writes the statement with -AllowIncomplete' {
        $statement = $good + "$TestDrive/none" | Send-EncryptedS3Object @send | Get-CopyStatement -AllowIncomplete -AllowUnverified @copy
        $statement.From | Should -Be 's3://test/p/'
    }

    It 'knows of failures when the records were kept in a variable' {
        $sent = $good + "$TestDrive/none" | Send-EncryptedS3Object @send
        { $sent | Get-CopyStatement @copy } | Should -Throw -ErrorId 'FailedItems,*'
        { $sent[0] | Select-Object -First 1 | Get-CopyStatement @copy } | Should -Throw -ErrorId 'FailedItems,*'
    }

    It 'writes nothing when nothing was sent' {
        $failure = { "$TestDrive/none" | Send-EncryptedS3Object @send | Get-CopyStatement @copy } | Should -Throw -PassThru
        Assert-TestError $failure NoInput ObjectNotFound t
        { @() | Get-CopyStatement -AllowIncomplete @copy } | Should -Throw -ErrorId 'NoInput,*'
    }

    It 'writes nothing when an object was not verified, nor with -AllowIncomplete' {
        $results = $good | Send-EncryptedS3Object @send | Test-EncryptedRoundTrip -RootKey $other
        $results.Reason | Should -Be WrongRootKey, WrongRootKey
        $failure = { $results | Get-CopyStatement t -IamRole default -AllowIncomplete } | Should -Throw -PassThru
        Assert-TestError $failure NotVerified InvalidData t
        "$failure" | Should -BeLike '2 objects were not verified*s3://test/p/*WrongRootKey*'
    }

    It 'writes nothing if a record that is not of the module is not verified' {
        $record = [pscustomobject]@{ BucketName = 'test'; Key = 'a'; Verified = $false; Reason = 'ContentDiffers' }
        $failure = { $record | Get-CopyStatement t -IamRole default } | Should -Throw -PassThru
        "$failure" | Should -BeLike '1 object was not verified*ContentDiffers*'
    }

    It 'writes nothing when a round trip was not tested (<Name>)' -ForEach @(
        @{ Name = 'straight from Send'; In = { $good | Send-EncryptedS3Object @send }; Count = 2 }
        @{ Name = 'one of two'; In = { ($good[0] | Send-EncryptedS3Object @send | Test-EncryptedRoundTrip -RootKey $key), ($good[1] | Send-EncryptedS3Object @send) }; Count = 1 }
        @{ Name = 'a foreign record'; In = { [pscustomobject]@{ BucketName = 'test'; Key = 'p/1.csv' } }; Count = 1 }
        @{ Name = 'an empty Verified'; In = { [pscustomobject]@{ BucketName = 'test'; Key = 'p/1.csv'; Verified = $null; Reason = '' } }; Count = 1 }
    ) {
        $failure = { & $In | Get-CopyStatement @copy } | Should -Throw -PassThru
        Assert-TestError $failure Unverified InvalidData t
        "$failure" | Should -BeLike "*of $Count input*s3://test/p/*"
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-AllowUnverified*'
        $written | Should -BeNullOrEmpty
        (& $In | Get-CopyStatement -AllowUnverified @copy).From | Should -BeLike 's3://test/p/*'
    }

    It 'is not talked out of a failed round trip by -AllowUnverified' {
        $results = $good | Send-EncryptedS3Object @send | Test-EncryptedRoundTrip -RootKey $other
        { $results | Get-CopyStatement t -IamRole default -AllowUnverified -AllowIncomplete } | Should -Throw -ErrorId 'NotVerified,*'
    }

    It 'asks no proof of what was named on the command line' {
        (Get-CopyStatement -BucketName test -Key p/1.csv @copy).From | Should -Be 's3://test/p/1.csv'
    }

    It 'writes nothing if an input is not a record' {
        $sent = $good | Send-EncryptedS3Object @send
        try { $sent + [pscustomobject]@{ BucketName = 'test' } | Get-CopyStatement @copy -ErrorAction SilentlyContinue } catch { }
        $written | Should -BeNullOrEmpty -Because 'a statement that leaves an input out would load a part of it'
    }
}
