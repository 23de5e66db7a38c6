BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1", "$PSScriptRoot/../TestPipeline.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $records = 1..2 | ForEach-Object { [pscustomobject]@{ BucketName = 'test'; Key = "p/$_" } }
    $text = '{"entries":[{"url":"s3://test/p/1","mandatory":true},{"url":"s3://test/p/2","mandatory":true}]}'
    $folder = (New-Item -ItemType Directory "$TestDrive/out").FullName
}

AfterAll {
    Stop-TestServer
}

Describe 'New-CopyManifest -Path' {
    BeforeEach {
        Get-ChildItem $folder | Remove-Item
        Reset-TestServer
    }

    It 'writes a local file, and sends no request' {
        $manifest = $records | New-CopyManifest -Path "$folder/m.json"
        [IO.File]::ReadAllText("$folder/m.json") | Should -BeExactly $text
        [IO.File]::ReadAllBytes("$folder/m.json")[0] | Should -Be ([byte][char]'{')
        "$manifest" | Should -BeExactly (Join-Path $folder m.json)
        $manifest.Uri | Should -BeNullOrEmpty
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'never overwrites a root key file' {
        $key = New-RootKey "$folder/m.key"
        $before = [IO.File]::ReadAllText($key.Path)
        { $records | New-CopyManifest -Path $key.Path -ErrorAction Stop } | Should -Throw -ErrorId 'ManifestNotWritten,*' -ExpectedMessage '*is a key file, which is never overwritten*'
        [IO.File]::ReadAllText($key.Path) | Should -BeExactly $before
    }

    It 'takes the path from PowerShell''s location' {
        Push-Location $folder
        try { ($records | New-CopyManifest -Path 'm [1].json').Path | Should -BeExactly (Join-Path $folder 'm [1].json') } finally { Pop-Location }
        Test-Path -LiteralPath "$folder/m [1].json" | Should -BeTrue
    }

    It 'writes both, the same' {
        $manifest = $records | New-CopyManifest s3://test/both -Path "$folder/m"
        $manifest.Uri, $manifest.Path | Should -Be s3://test/both, (Join-Path $folder m)
        [IO.File]::ReadAllText("$folder/m") | Should -BeExactly $text
        [Text.Encoding]::UTF8.GetString((Get-TestObject both).Bytes) | Should -BeExactly $text
    }

    It 'overwrites a file, and leaves no other file' {
        Set-Content "$folder/m" old
        $records | New-CopyManifest -Path "$folder/m" > $null
        [IO.File]::ReadAllText("$folder/m") | Should -BeExactly $text
        @(Get-ChildItem $folder -Force).Count | Should -Be 1
    }

    It 'leaves a file with -NoClobber, and writes no object' {
        Set-Content "$folder/m" old
        $failure = { $records | New-CopyManifest s3://test/clobber -Path "$folder/m" -NoClobber } | Should -Throw -PassThru
        Assert-TestError $failure FileExists ResourceExists "$folder/m"
        Get-Content "$folder/m" | Should -Be old
        Get-TestObjectKey clobber | Should -BeNullOrEmpty
    }

    It 'writes a new one with -NoClobber' {
        $records | New-CopyManifest -Path "$folder/m" -NoClobber > $null
        [IO.File]::ReadAllText("$folder/m") | Should -BeExactly $text
    }

    It 'writes no object when the file cannot be written (<Name>)' -ForEach @(
        @{ Name = 'no such folder'; Of = { "$folder/none/m" }; Id = 'ManifestNotWritten' }
        @{ Name = 'a folder'; Of = { $folder }; Id = 'ManifestNotWritten' }
        @{ Name = 'not in the file system'; Of = { 'env:m' }; Id = 'NotAFileSystemPath' }
        @{ Name = 'no such drive'; Of = { 'nodrive:m' }; Id = 'PathInvalid' }
    ) {
        $path = & $Of
        { $records | New-CopyManifest s3://test/unwritten -Path $path } | Should -Throw -ErrorId "$Id,*"
        Get-TestObjectKey unwritten | Should -BeNullOrEmpty
    }

    It 'leaves no file when the object cannot be written' {
        $failure = { $records | New-CopyManifest s3://none/m -Path "$folder/m" } | Should -Throw -PassThru
        Assert-TestError $failure BucketNotFound ObjectNotFound s3://none/m
        Get-ChildItem $folder -Force | Should -BeNullOrEmpty
    }
}

Describe 'New-CopyManifest -Uri' {
    It 'leaves an object with -NoClobber' {
        Set-TestObject there ([byte[]]1)
        $failure = { $records | New-CopyManifest s3://test/there -NoClobber } | Should -Throw -PassThru
        Assert-TestError $failure ObjectExists ResourceExists s3://test/there
        (Get-TestObject there).Bytes | Should -Be 1
        $records | New-CopyManifest s3://test/there > $null
        (Get-TestObject there).Bytes.Length | Should -Be $text.Length
    }

    It 'is encrypted by the server as asked for (<Sse>)' -ForEach @{ Sse = 'AES256' }, @{ Sse = 'AWS:KMS' } {
        $kms = $Sse -eq 'aws:kms' ? @{ KmsKeyId = 'key-1' } : @{}
        $manifest = $records | New-CopyManifest s3://test/sse -ServerSideEncryption $Sse @kms
        $stored = Get-TestObject sse
        $stored.Header['x-amz-server-side-encryption'] | Should -BeExactly ($kms.Count ? 'aws:kms' : 'AES256')
        $stored.Header['x-amz-server-side-encryption-aws-kms-key-id'] | Should -Be $kms.KmsKeyId
        [Text.Encoding]::UTF8.GetString($stored.Bytes) | Should -BeExactly $text
        $manifest.ServerSideEncryption | Should -BeNullOrEmpty -Because 'it tells of the objects, not of the manifest'
    }

    It 'may be odd' {
        $odd = 'm/a b+c%20"é😀".manifest'
        ($records | New-CopyManifest "s3://test/$odd").Uri | Should -BeExactly "s3://test/$odd"
        Get-TestObjectKey m/ | Should -BeExactly $odd
    }

    It 'is sent to the endpoint of the records, even if only the <_> one contains it' -ForEach 'first', 'last' {
        $endpoint = $env:AWS_ENDPOINT_URL
        try {
            $env:AWS_ENDPOINT_URL = 'http://127.0.0.1:9'
            $there = $records[0] | Select-Object *, @{ n = 'EndpointUrl'; e = { $endpoint } }, @{ n = 'Region'; e = { 'eu-west-1' } }
            # As a record of this module looks after a job.
            $there.PSTypeNames.Insert(0, 'Deserialized.RedshiftEncryption.EncryptedS3Object')
            $in = $_ -eq 'first' ? ($there, $records[1]) : ($records[1], $there)
            $in | New-CopyManifest "s3://test/elsewhere-$_" -OutVariable manifest > $null
        }
        finally {
            $env:AWS_ENDPOINT_URL = $endpoint
        }
        Get-TestObjectKey "elsewhere-$_" | Should -Be "elsewhere-$_"
        $manifest.Region | Should -Be eu-west-1
    }
}

Describe 'New-CopyManifest -WhatIf' {
    It 'writes nothing, and shows what it would write (<Name>)' -ForEach @(
        @{ Name = 'objects'; Of = { $records | New-CopyManifest s3://test/wi -Path "$folder/wi" -WhatIf } }
        @{ Name = 'a listing'; Of = { New-CopyManifest s3://test/wi -Path "$folder/wi" -BucketName test -KeyPrefix w/ -WhatIf } }
    ) {
        'w/1', 'w/2' | ForEach-Object { Set-TestObject $_ ([byte[]]1) }
        Reset-TestServer
        $transcript = "$TestDrive/transcript.txt"
        Start-Transcript -LiteralPath $transcript -UseMinimalHeader > $null
        try { & $Of | Should -BeNullOrEmpty } finally { Stop-Transcript > $null }
        Get-Content -LiteralPath $transcript -Raw | Should -BeLike "*Write a manifest of 2 objects*s3://test/wi and $(Join-Path $folder wi)*"
        Get-TestRequest | ForEach-Object { $_.operation | Should -Be ListObjectsV2 }
        "$folder/wi" | Should -Not -Exist
    }
}

Describe 'Ctrl+C' {
    It 'ends a listing that hangs, and writes nothing' {
        Add-TestFault @{ operation = 'ListObjectsV2'; kind = 'hang' }
        $pipeline = Start-TestPipeline { New-CopyManifest s3://test/stopped -BucketName test }
        try {
            Wait-TestCondition { (Get-TestFaultHit) -gt 0 }
            $pipeline.Shell.Stop()
            (Wait-TestPipeline $pipeline).Output | Should -BeNullOrEmpty
        }
        finally {
            Remove-TestPipeline $pipeline
            Reset-TestServer
        }
        Get-TestObjectKey stopped | Should -BeNullOrEmpty
    }
}
