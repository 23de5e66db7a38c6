BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $otherKey = New-RootKey "$TestDrive/other.key"
    $file = New-TestFile "$TestDrive/17.csv" 17
    $kms = @{ 'x-amz-server-side-encryption' = 'aws:kms' }

    function Send-Source([string[]] $To, $Under = $key) {
        $To | ForEach-Object { Send-EncryptedS3Object $file -BucketName test -Key $_ -RootKey $Under > $null }
    }

    function Get-WhatIf([scriptblock] $Command) {
        $transcript = "$TestDrive/transcript-$([guid]::NewGuid()).txt"
        Start-Transcript -LiteralPath $transcript -UseMinimalHeader > $null
        try { & $Command > $null } finally { Stop-Transcript > $null }
        Get-Content -LiteralPath $transcript -Raw
    }
}

AfterAll { Stop-TestServer }

Describe 'Convert-EncryptedS3Object -WhatIf' {
    It 'reports each outcome from headers alone, and the run has the same totals' {
        Send-Source p/done1.csv, p/done2.csv
        Convert-EncryptedS3Object test p/ -DestinationKeyPrefix pn/ -RootKey $key > $null
        Send-Source p/new1.csv, p/new2.csv, p/new3.csv, p/taken.csv, p/unmarked.csv
        Send-Source p/foreign.csv $otherKey
        Set-TestObject p/plain.csv ([byte[]](1, 2))
        Set-TestObject pn/taken.csv ([byte[]](1, 2)) -Header $kms
        Set-TestObject pn/unmarked.csv ([IO.File]::ReadAllBytes($file)) -Header $kms
        Reset-TestServer
        $plan = Get-WhatIf { Convert-EncryptedS3Object test p/ -DestinationKeyPrefix pn/ -RootKey $key -WhatIf -ErrorVariable script:planned -ErrorAction SilentlyContinue -WarningAction SilentlyContinue }
        $requests = Get-TestRequest
        ($requests | Where-Object operation -EQ HeadObject).Count | Should -BeLessOrEqual 18
        $requests.operation | Sort-Object -Unique | Should -Be HeadObject, ListObjectsV2
        foreach ($total in '9 objects', '3 to convert', '2 converted before', '1 to compare', '1 not client-side encrypted', '1 WrongRootKey', '1 ObjectExists') { $plan | Should -BeLike "*$total*" }

        $verbose = $($result = Convert-EncryptedS3Object test p/ -DestinationKeyPrefix pn/ -RootKey $key -ErrorVariable failed -ErrorAction SilentlyContinue -WarningAction SilentlyContinue -Verbose) 4>&1
        "$($verbose[-1])" | Should -BeLike '9 objects: 1 ObjectExists, 1 WrongRootKey, 3 converted (96 bytes), 3 converted before (96 bytes), 1 not client-side encrypted.'
        ($result | Where-Object { -not $_.WasConverted }).Count | Should -Be 3
        ($failed.FullyQualifiedErrorId | Sort-Object) | Should -Be ($planned.FullyQualifiedErrorId | Sort-Object)
    }
}

Describe 'The mark of a source' {
    It 'is on the stored object, and a mark of the source is not copied' {
        Send-Source m/a.csv
        $stored = Get-TestObject m/a.csv
        $header = @{ 'x-amz-meta-redshift-encryption-source' = 'v1:forged' }
        $stored.Header.Keys -like 'x-amz-meta-*' | ForEach-Object { $header[$_] = $stored.Header[$_] }
        Set-TestObject m/a.csv $stored.Bytes -Header $header
        $source = Get-TestObject m/a.csv
        Convert-EncryptedS3Object test m/ -DestinationKeyPrefix mn/ -RootKey $key > $null
        $bytes = foreach ($field in 'test', 'm/a.csv', $source.Header['etag'].Trim('"')) {
            $text = [Text.Encoding]::UTF8.GetBytes($field)
            0, 0, 0, $text.Length
            $text
        }
        (Get-TestObject mn/a.csv).Header['x-amz-meta-redshift-encryption-source'] | Should -BeExactly "v1:$([Convert]::ToBase64String([Security.Cryptography.SHA256]::HashData([byte[]]$bytes)))"
    }

    It 'distinguishes a second archive below one destination from the first, also if lengths are the same' {
        Send-Source jan/a.csv, feb/a.csv
        Convert-EncryptedS3Object test jan/ -DestinationKeyPrefix all/ -RootKey $key > $null
        Convert-EncryptedS3Object test feb/ -DestinationKeyPrefix all/ -RootKey $key -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed[0] ObjectExists ResourceExists
    }

    It 'does not make another encryption the one that is asked for' -ForEach @(
        @{ First = @{ ServerSideEncryption = 'AES256' }; Second = @{ ServerSideEncryption = 'aws:kms' }; Done = $false }
        @{ First = @{ KmsKeyId = 'arn:aws:kms:eu-central-1:1:key/1234' }; Second = @{ KmsKeyId = '4' }; Done = $false }
        @{ First = @{ KmsKeyId = 'arn:aws:kms:eu-central-1:1:key/1234' }; Second = @{ KmsKeyId = 'arn:aws:kms:eu-central-1:2:key/1234' }; Done = $false }
        @{ First = @{ KmsKeyId = 'arn:aws:kms:eu-central-1:1:key/1234' }; Second = @{ KmsKeyId = '1234' }; Done = $true }
        @{ First = @{ KmsKeyId = 'arn:aws:kms:eu-central-1:1:key/1234' }; Second = @{ KmsKeyId = 'alias/any' }; Done = $true }
    ) {
        $prefix = [guid]::NewGuid()
        Send-Source "$prefix/a.csv"
        Convert-EncryptedS3Object test "$prefix/" -DestinationKeyPrefix "$prefix-n/" -RootKey $key @First > $null
        $result = Convert-EncryptedS3Object test "$prefix/" -DestinationKeyPrefix "$prefix-n/" -RootKey $key @Second -ErrorVariable failed -ErrorAction SilentlyContinue
        [bool]$result.WasConverted | Should -Be $Done
        $failed.Count | Should -Be ($Done ? 0 : 1)
    }

    It 'missing from what is there, the content is read: <Name>' -ForEach @(
        @{ Name = 'the plaintext is taken for done'; Forged = $false }
        @{ Name = 'another content of the right length is refused'; Forged = $true }
    ) {
        $prefix = [guid]::NewGuid()
        Send-Source "$prefix/a.csv"
        $content = [IO.File]::ReadAllBytes($file)
        if ($Forged) { $content[3] = $content[3] -bxor 1 }
        Set-TestObject "$prefix-n/a.csv" $content -Header $kms
        $result = Convert-EncryptedS3Object test "$prefix/" -DestinationKeyPrefix "$prefix-n/" -RootKey $key -ErrorVariable failed -ErrorAction SilentlyContinue
        if ($Forged) {
            $result | Should -BeNullOrEmpty
            Assert-TestError $failed[0] ObjectExists ResourceExists
        }
        else {
            $result.WasConverted, $result.Verified | Should -Be $true, $true
        }
    }
}

Describe 'Two sources with one destination' {
    It 'the second is an error before anything is sent, and so is it in the next run' -ForEach @(
        @{ Prefix = 'unload' }
        @{ Prefix = 'two' }
    ) {
        Send-Source "$Prefix/a.csv", "${Prefix}a.csv"
        foreach ($run in 1, 2) {
            Reset-TestServer
            $result = Convert-EncryptedS3Object test $Prefix -DestinationKeyPrefix "clean-$Prefix" -RootKey $key -ThrottleLimit 1 -ErrorVariable failed -ErrorAction SilentlyContinue
            $result.SourceKey, $result.WasConverted | Should -Be "$Prefix/a.csv", ($run -eq 2)
            Assert-TestError $failed[0] DuplicateKey ResourceExists
            $failed[0].TargetObject | Should -Be "s3://test/${Prefix}a.csv"
            (Get-TestRequest | Where-Object target -Like "*/test/${Prefix}a.csv*") | Should -BeNullOrEmpty
        }
    }
}

Describe 'A length that is not the stated one' {
    It 'is damage in Receive and Convert, and never verified: <Name>' -ForEach @(
        @{ Name = 'cut by two blocks'; Cut = 32; Stated = 320 }
        @{ Name = 'stated ten too large'; Cut = 0; Stated = 330 }
    ) {
        $plaintext = [byte[]]::new(320)
        # The last byte before the cut looks like padding.
        $plaintext[303] = 1
        [IO.File]::WriteAllBytes("$TestDrive/cut.bin", $plaintext)
        $at = "cut$Cut/x.bin"
        Send-EncryptedS3Object "$TestDrive/cut.bin" -BucketName test -Key $at -RootKey $key > $null
        $stored = Get-TestObject $at
        $header = @{}
        $stored.Header.Keys -like 'x-amz-meta-*' | ForEach-Object { $header[$_] = $stored.Header[$_] }
        $header['x-amz-meta-x-amz-unencrypted-content-length'] = "$Stated"
        Set-TestObject $at $stored.Bytes[0..(335 - $Cut)] -Header $header
        Receive-EncryptedS3Object -BucketName test -Key $at "$TestDrive/received.bin" -RootKey $key -ErrorVariable received -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $received[0] DamagedContent InvalidData
        Test-Path "$TestDrive/received.bin" | Should -BeFalse
        Convert-EncryptedS3Object -BucketName test -Key $at -DestinationKeyPrefix cutn/ -RootKey $key -ErrorVariable converted -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $converted[0] DamagedContent InvalidData
        Get-TestObjectKey cutn/ | Should -BeNullOrEmpty
        (Test-EncryptedRoundTrip "$TestDrive/cut.bin" -BucketName test -Key $at -RootKey $key).Reason | Should -Be DamagedContent
    }
}

Describe 'A prefix without objects' {
    It 'draws a warning from <Name>, and no error' -ForEach @(
        @{ Name = 'Get'; Command = { Get-EncryptedS3Object test nothing/ @args } }
        @{ Name = 'Receive'; Command = { Receive-EncryptedS3Object test nothing/ "$TestDrive/nothing" @args } }
        @{ Name = 'Convert'; Command = { Convert-EncryptedS3Object test nothing/ -DestinationKeyPrefix x/ -RootKey $key @args } }
        @{ Name = 'Update'; Command = { Update-EncryptedS3Object test nothing/ -RootKey $key -NewRootKey $otherKey @args } }
    ) {
        Set-TestObject nothing/folder/ @()
        $said = & $Command 3>&1 2>&1
        $said | Should -HaveCount 1
        $said | Should -BeOfType [Management.Automation.WarningRecord]
        "$said" | Should -BeLike 'No objects were found below s3://test/nothing/*'
    }
}
