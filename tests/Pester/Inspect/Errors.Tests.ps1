BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    1..20 | ForEach-Object { Set-TestObject "p/$_" ([byte[]]1) }
    $key = New-RootKey "$TestDrive/root.key"
    $quiet = @{ ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
}

AfterAll {
    Stop-TestServer
}

Describe 'Get-EncryptedS3Object' {
    AfterEach {
        Reset-TestServer
    }

    It 'reports that an object does not exist, and continues' {
        $found = [pscustomobject]@{ BucketName = 'test'; Key = 'gone' }, [pscustomobject]@{ BucketName = 'test'; Key = 'p/1' } | Get-EncryptedS3Object @quiet
        Assert-TestError $failed ObjectNotFound ObjectNotFound s3://test/gone
        $found.Key | Should -Be p/1
    }

    It 'reports an envelope under a doubled prefix as damaged, so that the object is not mistaken for a plain one' {
        Send-EncryptedS3Object (New-TestFile "$TestDrive/doubled.csv") -BucketName test -Key doubled -RootKey $key > $null
        $stored = Get-TestObject doubled
        $header = @{}
        $stored.Header.Keys | Where-Object { $_ -like 'x-amz-meta-*' } | ForEach-Object { $header["x-amz-meta-$_"] = $stored.Header[$_] }
        Set-TestObject doubled $stored.Bytes $header
        $found = Get-EncryptedS3Object -BucketName test -Key doubled -RootKey $key
        $found.Envelope | Should -Be Damaged
        $found.CopyObstacle | Should -BeLike '*x-amz-meta-x-amz-meta-x-amz-*'
        Receive-EncryptedS3Object -BucketName test -Key doubled -Destination "$TestDrive/out" -RootKey $key @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed DamagedEnvelope InvalidData s3://test/doubled
        Test-Path "$TestDrive/out" | Should -BeFalse
    }

    It 'reports that the bucket does not exist' {
        $failed = { Get-EncryptedS3Object none } | Should -Throw -PassThru
        Assert-TestError $failed BucketNotFound ObjectNotFound s3://none/
    }

    It 'makes one error of one head that fails, and the rest go on' {
        Add-TestFault @{ operation = 'HeadObject'; keyContains = 'p/7'; kind = 'error'; status = 403; code = 'AccessDenied' }
        $found = Get-EncryptedS3Object test p/ @quiet
        Assert-TestError $failed AccessDenied PermissionDenied s3://test/p/7
        $found.Count | Should -Be 19
    }

    It 'explains a refusal without a reason' {
        Add-TestFault @{ operation = 'HeadObject'; keyContains = 'p/7'; kind = 'error'; status = 400; code = 'InvalidRequest' }
        Get-EncryptedS3Object -BucketName test -Key p/7 @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed RequestRefused InvalidOperation s3://test/p/7
        "$failed" | Should -BeLike '*SSE-C*'
    }

    It 'counts its failures for the end of the pipeline' {
        Add-TestFault @{ operation = 'HeadObject'; keyContains = 'p/7'; kind = 'error'; status = 403; code = 'AccessDenied' }
        $failure = { Get-EncryptedS3Object test p/ -ErrorAction SilentlyContinue | Get-CopyStatement -Table t -IamRole default -Format Csv } | Should -Throw -PassThru
        Assert-TestError $failure FailedItems InvalidData
        "$failure" | Should -BeLike '*1 item failed in Get-EncryptedS3Object*'
    }

    It 'ends with an error when a later page of the listing fails' {
        Add-TestFault @{ operation = 'ListObjectsV2'; kind = 'error'; status = 403; code = 'AccessDenied' }
        Get-EncryptedS3Object test p/ @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed AccessDenied PermissionDenied s3://test/p/
    }

    It 'needs a bucket and a key of each input' {
        [pscustomobject]@{ BucketName = 'test' }, [pscustomobject]@{ BucketName = 'test'; Key = 'p/1' } | Get-EncryptedS3Object @quiet | Should -HaveCount 1
        Assert-TestError $failed IncompleteRecord InvalidArgument
    }

    It 'reports that the credentials are wrong' {
        $wrong = [pscredential]::new($env:AWS_ACCESS_KEY_ID, (ConvertTo-SecureString wrong -AsPlainText -Force))
        Get-EncryptedS3Object test p/ -AwsCredential $wrong @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed InvalidCredentials AuthenticationError s3://test/p/
    }
}
