BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer 'test', 'many', 'empty'
    $odd = 'p/a b', 'p/a+b', 'p/100%', 'p/%20', "p/it's", 'p/"q"', 'p/back\slash', 'p/é😀', "p/new`nline", "p/$([char]1)"
    $odd | ForEach-Object { Set-TestObject $_ ([byte[]](1, 2)) }
    'p/', 'p/folder/' | ForEach-Object { Set-TestObject $_ @() }
    Set-TestObject p/empty @()
    Set-TestObject p0/neighbor ([byte[]]1)

    function Get-Manifest([string] $Key) { [Text.Encoding]::UTF8.GetString((Get-TestObject $Key).Bytes) | ConvertFrom-Json }
}

AfterAll {
    Stop-TestServer
}

Describe 'The manifest of a listing' {
    It 'names every object below the prefix but folders, however odd its key' {
        $manifest = New-CopyManifest s3://test/m1 -BucketName test -KeyPrefix p/
        $expected = $odd + 'p/empty' | ForEach-Object { "s3://test/$_" }
        $urls = (Get-Manifest m1).entries.url
        $urls.Count | Should -Be $expected.Count
        $urls | ForEach-Object { $_ -cin $expected | Should -BeTrue -Because $_ }
        $manifest.EntryCount | Should -Be 11
        $manifest.Length | Should -Be 20
        $manifest.Region | Should -Be us-east-1
        $manifest.EndpointUrl | Should -BeLike 'http://127.0.0.1:*'
        $manifest.Envelope | Should -BeNullOrEmpty
        $manifest.Verified | Should -BeNullOrEmpty
    }

    It 'takes the prefix literally' {
        New-CopyManifest s3://test/m2 -BucketName test -KeyPrefix p > $null
        (Get-Manifest m2).entries.url | Should -Contain s3://test/p0/neighbor
        { New-CopyManifest s3://test/m2 -BucketName test -KeyPrefix 'p*' } | Should -Throw -ErrorId 'NoInput,*'
    }

    It 'does not name the manifest itself, also when it is there already' {
        1..2 | ForEach-Object { (New-CopyManifest s3://test/p0/m -BucketName test -KeyPrefix p0/).EntryCount | Should -Be 1 }
        (Get-Manifest p0/m).entries.url | Should -Be s3://test/p0/neighbor
    }

    It 'goes over all pages' {
        1..2010 | ForEach-Object { Set-TestObject "$_.csv" ([byte[]]1) -BucketName many }
        Reset-TestServer
        $manifest = New-CopyManifest s3://test/m3 -BucketName many
        $manifest.EntryCount | Should -Be 2010
        @(Get-TestRequest | Where-Object operation -EQ ListObjectsV2).Count | Should -Be 3
        ((Get-Manifest m3).entries.url | Select-Object -Unique).Count | Should -Be 2010
    }

    It 'has lengths for columnar files' {
        'q/1.parquet', 'q/2.parquet' | ForEach-Object { Set-TestObject $_ ([byte[]](1, 2, 3)) }
        (New-CopyManifest s3://test/m4 -BucketName test -KeyPrefix q/).Format | Should -Be Parquet
        (Get-Manifest m4).entries.meta.content_length | Should -Be 3, 3
        Set-TestObject q/_SUCCESS @()
        { New-CopyManifest s3://test/m5 -BucketName test -KeyPrefix q/ } | Should -Throw '*_SUCCESS*' -ErrorId 'InvalidCopyOption,*'
        Get-TestObjectKey m5 | Should -BeNullOrEmpty
    }

    It 'is refused for an object with an instruction file' {
        'i/a', 'i/a.instruction' | ForEach-Object { Set-TestObject $_ ([byte[]]1) }
        { New-CopyManifest s3://test/m6 -BucketName test -KeyPrefix i/ } | Should -Throw '*s3://test/i/a:*' -ErrorId 'InvalidCopyOption,*'
    }

    It 'is not written when the listing fails on a later page' {
        Add-TestFault @{ operation = 'ListObjectsV2'; kind = 'error'; status = 403; code = 'AccessDenied'; skip = 1 }
        try {
            $failure = { New-CopyManifest s3://test/m7 -BucketName many -KeyPrefix 1 } | Should -Throw -PassThru
            Assert-TestError $failure AccessDenied PermissionDenied s3://many/1
        }
        finally {
            Reset-TestServer
        }
        Get-TestObjectKey m7 | Should -BeNullOrEmpty
    }

    It 'is not written if the bucket does not exist' {
        $failure = { New-CopyManifest s3://test/m8 -BucketName none } | Should -Throw -PassThru
        Assert-TestError $failure BucketNotFound ObjectNotFound s3://none/
    }
}
