BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer test, other
    $key = New-RootKey "$TestDrive/root.key"
    $file = New-TestFile "$TestDrive/in/a.csv"
    $null = New-TestFile "$TestDrive/in/b c.csv"
    $quiet = @{ ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
}

AfterAll {
    Stop-TestServer
}

Describe 'An S3 URI as -BucketName' {
    It 'of Send is the key prefix too' {
        (Send-EncryptedS3Object "$TestDrive/in" -Recurse -BucketName s3://test/unload/2024 -RootKey $key).Key | Sort-Object | Should -Be 'unload/2024/a.csv', 'unload/2024/b c.csv'
        (Send-EncryptedS3Object $file -BucketName s3://test -RootKey $key).Key | Should -Be a.csv
        (Send-EncryptedS3Object $file -BucketName s3://test/ -KeyPrefix with -RootKey $key).Key | Should -Be with/a.csv
    }

    It 'of a listing includes the key prefix, and is accepted at the first position' {
        (Get-EncryptedS3Object s3://test/unload/2024/).Key | Sort-Object | Should -Be 'unload/2024/a.csv', 'unload/2024/b c.csv'
        (Get-EncryptedS3Object s3://test/unload/2024/b).Key | Should -Be 'unload/2024/b c.csv'
        (Get-EncryptedS3Object s3://test unload/2024/a).Key | Should -Be unload/2024/a.csv
    }

    It 'is taken literally' {
        Set-TestObject 'esc/a%20b.csv' ([byte[]]1)
        Set-TestObject 'esc/a b.csv' ([byte[]]1)
        (Get-EncryptedS3Object 's3://test/esc/a%20b').Key | Should -Be 'esc/a%20b.csv'
    }

    It 'of Receive is the prefix that the files are relative to' {
        Receive-EncryptedS3Object s3://test/unload/2024/ -Destination "$TestDrive/out" -RootKey $key > $null
        (Get-ChildItem "$TestDrive/out").Name | Should -Be 'a.csv', 'b c.csv'
        (Get-FileHash "$TestDrive/out/a.csv").Hash | Should -Be (Get-FileHash $file).Hash
    }

    It 'of Convert is what -DestinationKeyPrefix, or a URI in place of it, takes the place of' {
        (Convert-EncryptedS3Object s3://test/unload/2024/ -DestinationKeyPrefix clean -RootKey $key).Key | Sort-Object | Should -Be 'clean/a.csv', 'clean/b c.csv'
        $there = Convert-EncryptedS3Object s3://test/unload/ -DestinationBucketName s3://other/moved -RootKey $key
        $there.BucketName | Sort-Object -Unique | Should -Be other
        $there.Key | Sort-Object | Should -Be 'moved/2024/a.csv', 'moved/2024/b c.csv'
    }

    It 'of Update is the key prefix too' {
        $new = New-RootKey "$TestDrive/new.key"
        (Update-EncryptedS3Object s3://test/unload/2024/a -RootKey $key -NewRootKey $new).Key | Should -Be unload/2024/a.csv
        (Update-EncryptedS3Object s3://test/unload/2024/a -RootKey $new -NewRootKey $key).Key | Should -Be unload/2024/a.csv
    }

    It 'of Test is the object' {
        (Test-EncryptedRoundTrip $file -BucketName s3://test/unload/2024/a.csv -RootKey $key).Verified | Should -BeTrue
        (Test-EncryptedRoundTrip -LiteralPath $file -BucketName s3://test/unload/2024/a.csv -RootKey $key).Verified | Should -BeTrue
    }

    It 'of a manifest is the listing, and of a statement the object' {
        $manifest = New-CopyManifest -Uri s3://test/m -BucketName s3://test/clean/
        $manifest.EntryCount | Should -Be 2
        (Get-CopyStatement t -BucketName s3://test/clean/a.csv -IamRole default -AllowUnverified -WarningAction Ignore).ToString() | Should -BeLike "*FROM 's3://test/clean/a.csv'*"
    }

    It 'is refused by <Name> together with another parameter for the key' -ForEach @(
        @{ Name = 'Get'; Command = { Get-EncryptedS3Object s3://test/a b } }
        @{ Name = 'Get, of an object,'; Command = { Get-EncryptedS3Object -BucketName s3://test/a -Key b } }
        @{ Name = 'Receive'; Command = { Receive-EncryptedS3Object s3://test/a '' -Destination $TestDrive/x } }
        @{ Name = 'Convert'; Command = { Convert-EncryptedS3Object s3://test/a -KeyPrefix b -InPlace -Force -RootKey $key } }
        @{ Name = 'Convert, of the destination,'; Command = { Convert-EncryptedS3Object test -DestinationBucketName s3://test/a -DestinationKeyPrefix b -RootKey $key } }
        @{ Name = 'Update'; Command = { Update-EncryptedS3Object s3://test/a -KeyPrefix b -RootKey $key -NewRootKey $key } }
        @{ Name = 'Send'; Command = { Send-EncryptedS3Object $file -BucketName s3://test/a -KeyPrefix b -RootKey $key } }
        @{ Name = 'Send, of an object,'; Command = { Send-EncryptedS3Object $file -BucketName s3://test/a -Key b -RootKey $key } }
        @{ Name = 'Test'; Command = { Test-EncryptedRoundTrip $file -BucketName s3://test/a -Key b } }
        @{ Name = 'Test, of records,'; Command = { [pscustomobject]@{ Key = 'b' } | Test-EncryptedRoundTrip -BucketName s3://test/a } }
        @{ Name = 'New-CopyManifest'; Command = { New-CopyManifest -Uri s3://test/m -BucketName s3://test/a -KeyPrefix b } }
        @{ Name = 'New-CopyManifest, of records,'; Command = { [pscustomobject]@{ Key = 'b' } | New-CopyManifest -Uri s3://test/m -BucketName s3://test/a } }
        @{ Name = 'New-S3BatchManifest'; Command = { New-S3BatchManifest s3://test/m s3://test/a -Key b } }
        @{ Name = 'New-S3BatchManifest, of records,'; Command = { [pscustomobject]@{ Key = 'b' } | New-S3BatchManifest s3://test/m s3://test/a } }
        @{ Name = 'Get-CopyStatement'; Command = { Get-CopyStatement t -BucketName s3://test/a -Key b -IamRole default } }
    ) {
        Reset-TestServer
        $failure = $Command | Should -Throw -PassThru
        Assert-TestError $failure InvalidParameters InvalidArgument s3://test/a
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'is refused without a bucket: <_>' -ForEach 's3://', 's3:///key', 's3://b b/key' {
        $failure = { Get-EncryptedS3Object $_ } | Should -Throw -PassThru
        Assert-TestError $failure InvalidParameters InvalidArgument $_
    }

    It 'may be an access point''s: its ARN goes to S3, and its alias, but only the alias into a statement' {
        $arn = 'arn:aws:s3:eu-central-1:123456789012:accesspoint/load'
        $sent = [pscustomobject]@{ BucketName = $arn; Key = 'k/1.csv'; Envelope = 'None'; Verified = $true }
        $failure = { $sent | Get-CopyStatement t -IamRole default -WarningAction Ignore } | Should -Throw -PassThru
        Assert-TestError $failure InvalidCopyOption InvalidArgument t
        "$failure" | Should -BeLike "*s3://$arn/k/1.csv*ARN*alias*"
        $failure = { $sent | New-CopyManifest -Path "$TestDrive/m" } | Should -Throw -PassThru
        Assert-TestError $failure InvalidCopyOption InvalidArgument
        $sent.BucketName = 'load-metadata-s3alias'
        ($sent | Get-CopyStatement t -IamRole default -WarningAction Ignore).ToString() | Should -BeLike "*FROM 's3://load-metadata-s3alias/k/1.csv'*"
    }
}
