BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer 'test', 'other'
    $key = New-RootKey "$TestDrive/root.key"
    $secondKey = New-RootKey "$TestDrive/second.key"
    $folder = "$TestDrive/files"
    foreach ($length in 0, 1, 15, 16, 17, 5000) { New-TestFile "$folder/$length.csv" $length > $null }
    New-TestFile "$folder/deep/big.csv" 20MB > $null

    function Send-Archive([string] $Prefix, $RootKey = $key) {
        Send-EncryptedS3Object $folder -Recurse -BucketName test -KeyPrefix $Prefix -RootKey $RootKey
    }

    function Assert-Converted($Result, [string] $Prefix, [string] $BucketName = 'test') {
        foreach ($file in Get-ChildItem $folder -Recurse -File) {
            $name = [IO.Path]::GetRelativePath($folder, $file.FullName).Replace('\', '/')
            $stored = Get-TestObject "$Prefix$name" -BucketName $BucketName
            [Linq.Enumerable]::SequenceEqual($stored.Bytes, [IO.File]::ReadAllBytes($file.FullName)) | Should -BeTrue
            $stored.Header['x-amz-server-side-encryption'] | Should -Be 'aws:kms'
            @($stored.Header.Keys) -like 'x-amz-meta-x-amz-*' | Should -BeNullOrEmpty
        }
        $Result.Count | Should -Be (Get-ChildItem $folder -Recurse -File).Count
    }

    # What the newer clients write: AES-GCM for the key and for the content. The content, and the headers.
    function New-V2Object([byte[]] $Plaintext) {
        function New-Gcm([byte[]] $Key, [byte[]] $Vector, [byte[]] $Content, [byte[]] $Associated) {
            $gcm = [Security.Cryptography.AesGcm]::new($Key, 16)
            $ciphertext, $tag = [byte[]]::new($Content.Length), [byte[]]::new(16)
            $gcm.Encrypt($Vector, $Content, $ciphertext, $tag, $Associated)
            , [byte[]]($ciphertext + $tag)
        }
        $rootKeyBytes = [Convert]::FromBase64String([IO.File]::ReadAllText("$TestDrive/root.key"))
        $dataKey = [Security.Cryptography.RandomNumberGenerator]::GetBytes(32)
        $wrapVector, $vector = [Security.Cryptography.RandomNumberGenerator]::GetBytes(12), [Security.Cryptography.RandomNumberGenerator]::GetBytes(12)
        $wrapped = $wrapVector + (New-Gcm $rootKeyBytes $wrapVector $dataKey ([Text.Encoding]::ASCII.GetBytes('AES/GCM/NoPadding')))
        , (New-Gcm $dataKey $vector $Plaintext @())
        @{
            'x-amz-meta-x-amz-key-v2' = [Convert]::ToBase64String($wrapped); 'x-amz-meta-x-amz-iv' = [Convert]::ToBase64String($vector)
            'x-amz-meta-x-amz-wrap-alg' = 'AES/GCM'; 'x-amz-meta-x-amz-cek-alg' = 'AES/GCM/NoPadding'; 'x-amz-meta-x-amz-tag-len' = '128'; 'x-amz-meta-x-amz-matdesc' = '{}'
        }
    }
}

AfterAll { Stop-TestServer }

Describe 'Convert-EncryptedS3Object' {
    It 'stores the plaintext below another prefix, and leaves the source' {
        Send-Archive old > $null
        $result = Convert-EncryptedS3Object test old/ -DestinationKeyPrefix new -RootKey $key
        Assert-Converted $result new/
        $result.Verified | Should -Not -Contain $false
        $result.Verified | Should -Not -Contain $null
        $result.Envelope | Sort-Object -Unique | Should -Be None
        $result.ServerSideEncryption | Sort-Object -Unique | Should -Be aws:kms
        $result | ForEach-Object { $_.SourceKey | Should -Be ($_.Key -replace '^new/', 'old/') }
        Get-TestObjectKey old/ | Should -HaveCount $result.Count
        Get-TestOpenUpload | Should -Be 0
    }

    It 'stores it in another bucket under the same keys' {
        Send-Archive b > $null
        Assert-Converted (Convert-EncryptedS3Object test b/ -DestinationBucketName other -RootKey $key) b/ other
    }

    It 'finds the right one of several root keys' {
        Send-Archive two > $null
        Send-EncryptedS3Object "$folder/5000.csv" -BucketName test -Key two/second.csv -RootKey $secondKey > $null
        $result = Convert-EncryptedS3Object test two/ -DestinationKeyPrefix two-new/ -RootKey $secondKey, "$TestDrive/root.key"
        $result | Should -HaveCount 8
        (Get-TestObject two-new/second.csv).Bytes.Length | Should -Be 5000
    }

    It 'takes objects from the pipeline, and their records go on to a manifest' {
        $result = Send-Archive pipe | Convert-EncryptedS3Object -KeyPrefix pipe/ -DestinationKeyPrefix piped/ -RootKey $key
        Assert-Converted $result piped/
        ($result | New-CopyManifest -Uri s3://test/piped.manifest).Verified | Should -BeTrue
    }

    It 'skips what is done, and asks for no content' {
        Send-Archive again > $null
        Convert-EncryptedS3Object test again/ -DestinationKeyPrefix again-new/ -RootKey $key > $null
        Reset-TestServer
        $second = Convert-EncryptedS3Object test again/ -DestinationKeyPrefix again-new/ -RootKey $key
        $second.WasConverted | Should -Not -Contain $false
        $second.Verified | Should -Not -Contain $true
        $methods = (Get-TestRequest | Where-Object target -NotLike '*list-type*').method | Sort-Object -Unique
        $methods | Should -Be HEAD
    }

    It 'reads completed objects back with -Verify, and reports different content' {
        Send-EncryptedS3Object "$folder/5000.csv" -BucketName test -Key v/a.csv -RootKey $key > $null
        Convert-EncryptedS3Object test v/ -DestinationKeyPrefix vn/ -RootKey $key > $null
        (Convert-EncryptedS3Object test v/ -DestinationKeyPrefix vn/ -RootKey $key -Verify).Verified | Should -BeTrue
        Set-TestObject vn/a.csv ([byte[]]::new(5000)) -Header @{ 'x-amz-server-side-encryption' = 'aws:kms' }
        Convert-EncryptedS3Object test v/ -DestinationKeyPrefix vn/ -RootKey $key -Verify -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failure[0] DamagedContent InvalidData
        Convert-EncryptedS3Object test v/ -DestinationKeyPrefix vn/ -RootKey $key -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failure[0] ObjectExists ResourceExists
        (Convert-EncryptedS3Object test v/ -DestinationKeyPrefix vn/ -RootKey $key -Verify -Force).WasConverted | Should -BeFalse
        (Convert-EncryptedS3Object test v/ -DestinationKeyPrefix vn/ -RootKey $key -Verify).Verified | Should -BeTrue
    }

    It 'does not replace what is there, but with -Force' {
        Send-EncryptedS3Object "$folder/17.csv" -BucketName test -Key f/a.csv -RootKey $key > $null
        Set-TestObject fn/a.csv ([byte[]](1, 2, 3))
        Convert-EncryptedS3Object test f/ -DestinationKeyPrefix fn/ -RootKey $key -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failure[0] ObjectExists ResourceExists
        (Get-TestObject fn/a.csv).Bytes | Should -Be 1, 2, 3
        (Convert-EncryptedS3Object test f/ -DestinationKeyPrefix fn/ -RootKey $key -Force).Verified | Should -BeTrue
        (Get-TestObject fn/a.csv).Bytes.Length | Should -Be 17
    }

    It 'leaves plain objects where they are, with one warning' {
        Set-TestObject p/a.csv ([byte[]](1, 2, 3))
        Set-TestObject p/b.csv ([byte[]](1, 2, 3))
        Convert-EncryptedS3Object test p/ -DestinationKeyPrefix pn/ -RootKey $key -WarningVariable warning -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$warning" | Should -Match '^2 objects have no client-side envelope'
        Get-TestObjectKey pn/ | Should -BeNullOrEmpty
    }

    It 'keeps headers and other metadata, and drops the envelope' {
        Send-EncryptedS3Object "$folder/17.csv" -BucketName test -Key m/a.csv -RootKey $key > $null
        $stored = Get-TestObject m/a.csv
        $header = @{ 'cache-control' = 'max-age=5'; 'x-amz-meta-owner' = 'sales' }
        $stored.Header.Keys -like 'x-amz-meta-*' | ForEach-Object { $header[$_] = $stored.Header[$_] }
        Set-TestObject m/a.csv $stored.Bytes -Header $header
        Convert-EncryptedS3Object test m/ -DestinationKeyPrefix mn/ -RootKey $key > $null
        $converted = Get-TestObject mn/a.csv
        $converted.Bytes.Length | Should -Be 17
        $converted.Header['x-amz-meta-owner'] | Should -Be sales
        $converted.Header['cache-control'] | Should -Be 'max-age=5'
        @($converted.Header.Keys) -like 'x-amz-meta-x-amz-*' | Should -BeNullOrEmpty
    }

    It 'reads V2 objects, and stores nothing of one whose tag is wrong' {
        $plaintext = [Text.Encoding]::UTF8.GetBytes('id,name' + "`n1,a" * 1000)
        $content, $header = New-V2Object $plaintext
        Set-TestObject g/good.csv $content -Header $header
        $content[5] = $content[5] -bxor 1
        Set-TestObject g/bad.csv $content -Header $header
        $result = Convert-EncryptedS3Object test g/ -DestinationKeyPrefix gn/ -RootKey $key -ErrorVariable failure -ErrorAction SilentlyContinue
        $result.Key | Should -Be gn/good.csv
        [Text.Encoding]::UTF8.GetString((Get-TestObject gn/good.csv).Bytes) | Should -BeExactly ([Text.Encoding]::UTF8.GetString($plaintext))
        Assert-TestError $failure[0] DamagedContent InvalidData
        Get-TestObjectKey gn/ | Should -Be gn/good.csv
    }

    It 'reads a V2 object as often as it needs to: <Name>' -ForEach @(
        @{ Name = 'one that might be a manifest and is not'; Object = 'h/manifest' }
        @{ Name = 'one whose result was changed'; Object = 'h/changed.csv' }
    ) {
        $plaintext = [Text.Encoding]::UTF8.GetBytes('id,name' + "`n1,a" * 1000)
        $content, $header = New-V2Object $plaintext
        Set-TestObject $Object $content -Header $header
        $convert = { Convert-EncryptedS3Object -BucketName test -Key $Object -KeyPrefix h/ -DestinationKeyPrefix hn/ -RootKey $key -Verify -Force }
        $result = & $convert
        $stored = Get-TestObject $result.Key
        [Linq.Enumerable]::SequenceEqual($stored.Bytes, $plaintext) | Should -BeTrue
        # Its mark identifies it as the result, but its content is different.
        $kept = @{ 'x-amz-server-side-encryption' = 'aws:kms'; 'x-amz-meta-redshift-encryption-source' = $stored.Header['x-amz-meta-redshift-encryption-source'] }
        Set-TestObject $result.Key ([byte[]]::new($plaintext.Length)) -Header $kept
        (& $convert).WasConverted | Should -BeFalse
        [Linq.Enumerable]::SequenceEqual((Get-TestObject $result.Key).Bytes, $plaintext) | Should -BeTrue
    }

    It 'brings the manifest of an UNLOAD along, with its URLs' {
        $manifest = '{"entries":[{"url":"s3://test/u/0000_part_00","mandatory":false,"meta":{"content_length":32,"record_count":2}},{"url":"s3://elsewhere/x"}],"schema":{"elements":[]}}'
        [IO.File]::WriteAllText("$TestDrive/u.manifest", $manifest)
        Send-EncryptedS3Object "$TestDrive/u.manifest" -BucketName test -Key u/manifest -RootKey $key > $null
        Send-EncryptedS3Object "$folder/17.csv" -BucketName test -Key u/0000_part_00 -RootKey $key > $null
        $first = Convert-EncryptedS3Object test u/ -DestinationBucketName other -DestinationKeyPrefix w -RootKey $key
        $first.Verified | Should -Be $true, $true
        $moved = [Text.Encoding]::UTF8.GetString((Get-TestObject w/manifest -BucketName other).Bytes) | ConvertFrom-Json
        $moved.entries.url | Should -Be 's3://other/w/0000_part_00', 's3://elsewhere/x'
        $moved.entries[0].meta.record_count | Should -Be 2
        $moved.entries[0].meta.PSObject.Properties.Name | Should -Not -Contain content_length
        $moved.PSObject.Properties.Name | Should -Contain schema
        (Convert-EncryptedS3Object test u/ -DestinationBucketName other -DestinationKeyPrefix w -RootKey $key).WasConverted | Should -Be $true, $true
    }

    It 'makes no failure of a lost reply to <Operation><Where>' -ForEach @(
        @{ Operation = 'PutObject'; Length = 100; Where = ''; To = @{ DestinationKeyPrefix = 'lost-whole/' } }
        @{ Operation = 'CompleteMultipartUpload'; Length = 20MB; Where = ''; To = @{ DestinationKeyPrefix = 'lost-parts/' } }
        @{ Operation = 'PutObject'; Length = 100; Where = ' in place'; To = @{ InPlace = $true; Force = $true } }
        @{ Operation = 'CompleteMultipartUpload'; Length = 20MB; Where = ' in place'; To = @{ InPlace = $true; Force = $true } }
    ) {
        $path = New-TestFile "$TestDrive/lost" $Length
        $prefix = "lost/$Operation$Where/"
        Send-EncryptedS3Object $path -BucketName test -Key "${prefix}a.csv" -RootKey $key > $null
        Reset-TestServer
        Add-TestFault @{ operation = $Operation; kind = 'cutAfterWork'; times = 1 }
        $result = Convert-EncryptedS3Object test $prefix @To -RootKey $key -ErrorVariable failure -ErrorAction SilentlyContinue
        Get-TestFaultHit | Should -Be 1
        $failure | Should -BeNullOrEmpty
        $result.Verified | Should -BeTrue
        Get-TestOpenUpload | Should -Be 0
        [Linq.Enumerable]::SequenceEqual((Get-TestObject $result.Key).Bytes, [IO.File]::ReadAllBytes($path)) | Should -BeTrue
        Reset-TestServer
    }

    It 'reports a wrong root key for each item, and continues' {
        Send-EncryptedS3Object "$folder/17.csv" -BucketName test -Key k/a.csv -RootKey $secondKey > $null
        Send-EncryptedS3Object "$folder/17.csv" -BucketName test -Key k/b.csv -RootKey $key > $null
        $result = Convert-EncryptedS3Object test k/ -DestinationKeyPrefix kn/ -RootKey $key -ErrorVariable failure -ErrorAction SilentlyContinue
        $result.Key | Should -Be kn/b.csv
        Assert-TestError $failure[0] WrongRootKey SecurityError
        $failure[0].TargetObject | Should -Be s3://test/k/a.csv
        { $result | Get-CopyStatement -Table t -IamRole default -WarningAction SilentlyContinue } | Should -Throw -ErrorId 'FailedItems,*'
    }

    It 'changes nothing with -WhatIf' {
        Send-EncryptedS3Object "$folder/17.csv" -BucketName test -Key wi/a.csv -RootKey $key > $null
        Reset-TestServer
        Convert-EncryptedS3Object test wi/ -DestinationKeyPrefix win/ -RootKey $key -WhatIf | Should -BeNullOrEmpty
        Convert-EncryptedS3Object test wi/ -InPlace -RootKey $key -WhatIf | Should -BeNullOrEmpty
        (Get-TestRequest).operation | Sort-Object -Unique | Should -Be HeadObject, ListObjectsV2
        Get-TestObjectKey win/ | Should -BeNullOrEmpty
    }
}

Describe 'Convert-EncryptedS3Object -InPlace' {
    It 'replaces the objects, and finds nothing to do the second time' {
        Send-Archive here > $null
        Assert-Converted (Convert-EncryptedS3Object test here/ -InPlace -Force -RootKey $key) here/
        Reset-TestServer
        Convert-EncryptedS3Object test here/ -InPlace -Force -RootKey $key -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        (Get-TestRequest).method | Should -Not -Contain PUT
    }

    It 'is an error before any request if the session is not interactive' {
        Reset-TestServer
        $script = "Import-Module '$(Get-TestPath Module)'; try { Convert-EncryptedS3Object test here/ -InPlace -RootKey '$TestDrive/root.key' } catch { `$_.FullyQualifiedErrorId }"
        # The tool package's pwsh is run by dotnet, an installed one by itself.
        $prefix = [IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -eq 'dotnet' ? @("$PSHOME/pwsh.dll") : @()
        $output = & ([Environment]::ProcessPath) @prefix -NoProfile -NonInteractive -Command $script
        "$output" | Should -Match 'ConfirmationRequired,RedshiftEncryption.Commands.ConvertEncryptedS3ObjectCommand'
        Get-TestRequest | Should -BeNullOrEmpty
    }
}

Describe 'Refused parameters' {
    It '<Name>' -ForEach @(
        @{ Name = 'no destination'; Extra = @{} }
        @{ Name = 'a destination and -InPlace'; Extra = @{ InPlace = $true; DestinationKeyPrefix = 'x' } }
        @{ Name = 'a KMS key with AES256'; Extra = @{ DestinationKeyPrefix = 'x'; ServerSideEncryption = 'AES256'; KmsKeyId = 'k' } }
    ) {
        { Convert-EncryptedS3Object test x/ -RootKey $key @Extra } | Should -Throw -ErrorId 'InvalidParameters,*'
    }

    It 'a destination that is the source, or an object outside the prefix' {
        Send-EncryptedS3Object "$folder/17.csv" -BucketName test -Key same/a.csv -RootKey $key > $null
        Convert-EncryptedS3Object test same/ -DestinationKeyPrefix same/ -RootKey $key -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failure[0] InvalidParameters InvalidArgument
        [pscustomobject]@{ BucketName = 'test'; Key = 'same/a.csv' } | Convert-EncryptedS3Object -KeyPrefix elsewhere/ -DestinationKeyPrefix x/ -RootKey $key -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failure[0] InvalidParameters InvalidArgument
    }
}
