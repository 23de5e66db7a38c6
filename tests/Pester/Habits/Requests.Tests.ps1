BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $old, $new = 'old', 'new' | ForEach-Object { New-RootKey "$TestDrive/$_.key" }
    $quiet = @{ ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
    $null = New-TestFile "$TestDrive/in/small.csv"
    $null = New-TestFile "$TestDrive/in/large.csv" (12 * 1024 * 1024)

    function Invoke-Everything([hashtable] $Payer) {
        Send-EncryptedS3Object "$TestDrive/in" -Recurse -BucketName s3://test/p/ -RootKey $old @Payer -PartSize 5MB | Test-EncryptedRoundTrip -RootKey $old @Payer | ForEach-Object Verified | Should -Be $true, $true
        Get-EncryptedS3Object s3://test/p/ -RootKey $old @Payer | Should -HaveCount 2
        Receive-EncryptedS3Object s3://test/p/ -Destination "$TestDrive/out" -Force -RootKey $old @Payer | Should -HaveCount 2
        Update-EncryptedS3Object s3://test/p/ -RootKey $old -NewRootKey $new @Payer | Should -HaveCount 2
        Convert-EncryptedS3Object s3://test/p/ -DestinationKeyPrefix c/ -Force -Verify -RootKey $new @Payer | New-CopyManifest -Uri s3://test/m @Payer | ForEach-Object EntryCount | Should -Be 2
        Remove-IncompleteS3Upload test p/ -OlderThan 0 -Confirm:$false @Payer | Should -BeNullOrEmpty
    }
}

AfterAll {
    Stop-TestServer
}

Describe '-RequesterPays' {
    AfterEach {
        Reset-TestServer
    }

    It 'is part of every request' {
        Invoke-Everything @{ RequesterPays = $true }
        $requests = Get-TestRequest
        $requests.operation | Sort-Object -Unique | Should -Be CompleteMultipartUpload, CopyObject, CreateMultipartUpload, GetObject, GetObjectTagging, HeadObject, ListMultipartUploads, ListObjectsV2, PutObject, UploadPart
        $requests | Where-Object requestPayer -NE requester | ForEach-Object operation | Should -BeNullOrEmpty
    }

    It 'is part of the request that aborts a failed upload' {
        Add-TestFault @{ operation = 'UploadPart'; kind = 'error'; status = 403; code = 'AccessDenied' }
        Send-EncryptedS3Object "$TestDrive/in/large.csv" -BucketName test -RootKey $old -PartSize 5MB -RequesterPays @quiet | Should -BeNullOrEmpty
        (Get-TestRequest | Where-Object operation -EQ AbortMultipartUpload).requestPayer | Should -Be requester
    }

    It 'is not sent by default' {
        Invoke-Everything @{}
        Get-TestRequest | Where-Object requestPayer | Should -BeNullOrEmpty
    }
}

Describe '-ExpectedBucketOwner' {
    BeforeAll {
        $owner = '111122223333'
    }

    AfterEach {
        Reset-TestServer
    }

    It 'is part of every request, and names the owner of the source of a copy' {
        Invoke-Everything @{ ExpectedBucketOwner = $owner }
        $requests = Get-TestRequest
        $requests.operation | Sort-Object -Unique | Should -Be CompleteMultipartUpload, CopyObject, CreateMultipartUpload, GetObject, GetObjectTagging, HeadObject, ListMultipartUploads, ListObjectsV2, PutObject, UploadPart
        $requests | Where-Object expectedBucketOwner -NE $owner | ForEach-Object operation | Should -BeNullOrEmpty
        $requests | Where-Object operation -EQ CopyObject | ForEach-Object { $_.headers.'x-amz-source-expected-bucket-owner' } | Sort-Object -Unique | Should -Be $owner
    }

    It 'is part of the request that aborts a failed upload' {
        Add-TestFault @{ operation = 'UploadPart'; kind = 'error'; status = 403; code = 'AccessDenied' }
        Send-EncryptedS3Object "$TestDrive/in/large.csv" -BucketName test -RootKey $old -PartSize 5MB -ExpectedBucketOwner $owner @quiet | Should -BeNullOrEmpty
        (Get-TestRequest | Where-Object operation -EQ AbortMultipartUpload).expectedBucketOwner | Should -Be $owner
    }

    It 'is an error with its remedy if another account owns the bucket' {
        Send-EncryptedS3Object "$TestDrive/in/small.csv" -BucketName test -RootKey $old -ExpectedBucketOwner 444455556666 @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed AccessDenied PermissionDenied
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*-ExpectedBucketOwner*'
        Get-TestObjectKey small | Should -BeNullOrEmpty
    }

    It 'has twelve digits' {
        { Get-EncryptedS3Object test -ExpectedBucketOwner 1234 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'is not sent by default' {
        Invoke-Everything @{}
        Get-TestRequest | Where-Object expectedBucketOwner | Should -BeNullOrEmpty
    }
}

Describe 'A bucket in another region' {
    AfterEach {
        Reset-TestServer
    }

    It 'is explained with its region: <Code>' -ForEach @(
        @{ Code = 'PermanentRedirect'; Status = 301 }
        @{ Code = 'AuthorizationHeaderMalformed'; Status = 400 }
        @{ Code = 'IllegalLocationConstraintException'; Status = 400 }
    ) {
        Add-TestFault @{ operation = 'ListObjectsV2'; kind = 'error'; status = $Status; code = $Code; bucketRegion = 'ap-southeast-4' }
        Get-EncryptedS3Object test @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed WrongRegion InvalidArgument s3://test/
        "$failed" | Should -BeLike "*'test' is in region ap-southeast-4*"
        $failed[0].ErrorDetails.RecommendedAction | Should -Be 'Specify -Region ap-southeast-4.'
    }

    It 'is explained if the response has no document: <_>' -ForEach 301, 400 {
        Set-TestObject a ([byte[]]1)
        Add-TestFault @{ operation = 'HeadObject'; kind = 'error'; status = $_; code = 'PermanentRedirect'; bucketRegion = 'ap-southeast-4' }
        Get-EncryptedS3Object -BucketName test -Key a @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed WrongRegion InvalidArgument s3://test/a
        "$failed" | Should -BeLike '*ap-southeast-4*'
        $failed[0].ErrorDetails.RecommendedAction | Should -Be 'Specify -Region ap-southeast-4.'
    }

    It 'is explained without its region if the response does not contain it' {
        Add-TestFault @{ operation = 'ListObjectsV2'; kind = 'error'; status = 301; code = 'PermanentRedirect' }
        Get-EncryptedS3Object test @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed WrongRegion InvalidArgument s3://test/
        "$failed" | Should -BeLike "*in another region*"
    }
}
