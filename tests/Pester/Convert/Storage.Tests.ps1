BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $quiet = @{ ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
    Send-EncryptedS3Object (New-TestFile "$TestDrive/a.csv") -BucketName test -Key from/a.csv -RootKey $key -StorageClass STANDARD_IA -Tag @{ a = 'old'; b = 'old' } -Metadata @{ m = 'old'; n = 'old' } -CacheControl public > $null
    $convert = @{ BucketName = 'test'; KeyPrefix = 'from/'; RootKey = $key }
}

AfterAll {
    Stop-TestServer
}

Describe 'How Convert-EncryptedS3Object stores objects' {
    It 'carries what is not specified, and prefers what is' {
        $converted = Convert-EncryptedS3Object @convert -DestinationKeyPrefix to/ -StorageClass GLACIER_IR -Tag @{ a = 'new' } -Metadata @{ M = 'new' } -ContentType text/csv -BucketKeyEnabled
        $converted.StorageClass | Should -Be GLACIER_IR
        $header = (Get-TestObject to/a.csv).Header
        'x-amz-storage-class', 'content-type', 'cache-control', 'x-amz-meta-m', 'x-amz-meta-n', 'x-amz-tagging-count' |
            ForEach-Object { $header[$_] } | Should -Be GLACIER_IR, text/csv, public, new, old, 2
        $header.Keys | Where-Object { $_ -like 'x-amz-meta-x-amz-*' } | Should -BeNullOrEmpty
        $tags = [xml](Invoke-TestS3 GET test to/a.csv -Query 'tagging=').Content.ReadAsStringAsync().Result
        $tags.Tagging.TagSet.Tag | ForEach-Object { "$($_.Key)=$($_.Value)" } | Sort-Object | Should -Be a=new, b=old
        (Get-TestRequest | Where-Object operation -EQ PutObject)[-1].headers.'x-amz-server-side-encryption-bucket-key-enabled' | Should -Be true
    }

    It 'recognizes a second run, and does not take other metadata for the same' {
        Convert-EncryptedS3Object @convert -DestinationKeyPrefix again/ -Metadata @{ m = 'new' } > $null
        (Convert-EncryptedS3Object @convert -DestinationKeyPrefix again/ -Metadata @{ m = 'new' }).WasConverted | Should -BeTrue
        # Lifecycle rules change storage classes.
        (Convert-EncryptedS3Object @convert -DestinationKeyPrefix again/ -StorageClass GLACIER_IR).WasConverted | Should -BeTrue
        Convert-EncryptedS3Object @convert -DestinationKeyPrefix again/ -Metadata @{ m = 'newer' } @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed ObjectExists ResourceExists s3://test/from/a.csv
        (Convert-EncryptedS3Object @convert -DestinationKeyPrefix again/ -Metadata @{ m = 'newer' } -Force).WasConverted | Should -BeFalse
        (Get-TestObject again/a.csv).Header['x-amz-meta-m'] | Should -Be newer
    }

    It 'cannot verify what it archives' {
        { Convert-EncryptedS3Object @convert -DestinationKeyPrefix cold/ -StorageClass GLACIER -Verify -WarningAction SilentlyContinue } |
            Should -Throw -ErrorId 'InvalidParameters,*'
    }
}
