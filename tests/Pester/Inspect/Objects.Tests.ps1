BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer 'test', 'odd', 'many'
    $mine, $other, $stranger = 'mine', 'other', 'stranger' | ForEach-Object { New-RootKey "$TestDrive/$_.key" }
    $file = New-TestFile "$TestDrive/in/data.csv" 100
    foreach ($name in '1', '2') { Send-EncryptedS3Object $file -BucketName test -Key "mine/$name" -RootKey $mine > $null }
    Send-EncryptedS3Object $file -BucketName test -Key other/1 -RootKey $other > $null
    Send-EncryptedS3Object $file -BucketName test -Key sse/1 -ServerSideEncryption aws:kms > $null
    Set-TestObject plain/1 ([byte[]](1, 2, 3))
    Set-TestObject plain/folder/ @()
    Set-TestObject instructed/1 ([byte[]]::new(32))
    Set-TestObject instructed/1.instruction ([Text.Encoding]::ASCII.GetBytes((@{ 'x-amz-key' = [Convert]::ToBase64String([byte[]]::new(48)); 'x-amz-iv' = [Convert]::ToBase64String([byte[]]::new(16)) } | ConvertTo-Json)))
    $gcm = @{
        'x-amz-meta-x-amz-key-v2' = [Convert]::ToBase64String([byte[]]::new(60)); 'x-amz-meta-x-amz-iv' = [Convert]::ToBase64String([byte[]]::new(12))
        'x-amz-meta-x-amz-wrap-alg' = 'AES/GCM'; 'x-amz-meta-x-amz-cek-alg' = 'AES/GCM/NoPadding'; 'x-amz-meta-x-amz-tag-len' = '128'
    }
    Set-TestObject v2/1 ([byte[]]::new(116)) $gcm
    Set-TestObject damaged/1 ([byte[]]::new(32)) @{ 'x-amz-meta-x-amz-key' = 'not base64!' }
    $all = 'damaged/1', 'instructed/1', 'instructed/1.instruction', 'mine/1', 'mine/2', 'other/1', 'plain/1', 'sse/1', 'v2/1'
    $quiet = @{ ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
}

AfterAll {
    Stop-TestServer
}

Describe 'A listing' {
    It 'returns a record for each object and none for a folder' {
        $found = Get-EncryptedS3Object test
        $found.Key | Sort-Object -CaseSensitive | Should -Be $all
        $found | Should -BeOfType [RedshiftEncryption.EncryptedS3Object]
        $found.BucketName | Select-Object -Unique | Should -Be test
        $found.Region | Select-Object -Unique | Should -Be us-east-1
        $found.LastModified.Kind | Select-Object -Unique | Should -Be Utc
        $kinds = @{}
        $found | ForEach-Object { $kinds[$_.Key] = $_.Envelope }
        $all | ForEach-Object { $kinds[$_] } | Should -Be Damaged, InstructionFile, InstructionFile, V1, V1, V1, None, None, V2
    }

    It 'takes the prefix literally' {
        (Get-EncryptedS3Object test mine/).Key | Sort-Object | Should -Be mine/1, mine/2
        (Get-EncryptedS3Object -BucketName test -KeyPrefix m).Key | Sort-Object | Should -Be mine/1, mine/2
        Get-EncryptedS3Object test 'm*' | Should -BeNullOrEmpty
    }

    It 'needs one request for each object, and finds instruction files in the listing' {
        Reset-TestServer
        Get-EncryptedS3Object test plain/ > $null
        (Get-TestRequest).operation | Should -Be ListObjectsV2, HeadObject
        Reset-TestServer
        (Get-EncryptedS3Object test instructed/).Envelope | Should -Be InstructionFile, InstructionFile
    }

    It 'contains the properties that the server and the envelope report' {
        $one = Get-EncryptedS3Object test mine/1
        $one.Length, $one.PlaintextLength, $one.ContentCipher, $one.KeyWrap, $one.StorageClass | Should -Be 112, 100, 'AES/CBC/PKCS5Padding', 'AES/ECB/PKCS5Padding', STANDARD
        $one.ETag | Should -Match '^[0-9a-f]{32}$'
        $sse = Get-EncryptedS3Object test sse/
        $sse.ServerSideEncryption, $sse.PlaintextLength, $sse.CopyObstacle | Should -Be aws:kms, 100, $null
        $sse.KmsKeyId | Should -BeLike arn:aws:kms:*
        (Get-EncryptedS3Object test v2/).CopyObstacle | Should -BeLike '*V2*COPY reads only V1*12 bytes*'
    }

    It 'is grouped by the properties of the records' {
        $found = Get-EncryptedS3Object test -RootKey $mine
        $groups = $found | Where-Object RootKeyGroup | Group-Object RootKeyGroup
        $groups | ForEach-Object Count | Sort-Object | Should -Be 1, 1, 2
        ($groups | Where-Object Count -EQ 2).Group.Key | Sort-Object | Should -Be mine/1, mine/2
        $obstacles = $found | Where-Object CopyObstacle | Group-Object CopyObstacle
        ($obstacles | Where-Object Name -EQ 'its envelope is in an instruction file').Group.Key | Should -Be instructed/1
    }

    It 'goes over odd keys' {
        $odd = 'p/a b', 'p/a+b', 'p/100%', 'p/%20', "p/it's", 'p/"q"', 'p/back\slash', 'p/é😀', "p/new`nline", "p/$([char]1)", 'p/*?[x]', 'C:/x', '~'
        $odd | ForEach-Object { Set-TestObject $_ ([byte[]](1, 2)) -BucketName odd }
        # The tests' own client would resolve these.
        $odd += 'p/../up', 'p/./up', 'p//up', '../../up' | ForEach-Object { (Send-EncryptedS3Object $file -BucketName odd -Key $_ -RootKey $mine).Key }
        $found = Get-EncryptedS3Object odd
        $found.Count | Should -Be $odd.Count
        $found.Key | ForEach-Object { $_ -cin $odd | Should -BeTrue -Because $_ }
        ($found | Get-EncryptedS3Object).Count | Should -Be $odd.Count
    }

    It 'goes over all pages, with one request an object but at their ends' {
        1..2010 | ForEach-Object { Set-TestObject ('{0:0000}' -f $_) ([byte[]]1) -BucketName many }
        Reset-TestServer
        $found = Get-EncryptedS3Object many
        ($found.Key | Sort-Object -Unique).Count | Should -Be 2010
        $operations = Get-TestRequest | Group-Object operation -AsHashTable -AsString
        $operations.ListObjectsV2.Count | Should -Be 3
        $operations.HeadObject.Count | Should -Be (2010 + 3 * 2)
    }

    It 'of a prefix without objects returns nothing' {
        Get-EncryptedS3Object test none/ | Should -BeNullOrEmpty
    }
}

Describe 'Root keys' {
    It 'are named where they open an object' {
        $found = Get-EncryptedS3Object test -RootKey $other, $mine | Group-Object OpenedBy -AsHashTable -AsString
        $found[$mine.Fingerprint].Key | Sort-Object | Should -Be mine/1, mine/2
        $found[$other.Fingerprint].Key | Should -Be other/1
        $found.Keys.Count | Should -Be 3
    }

    It 'are taken as paths and SecureStrings too' {
        $secure = ConvertTo-SecureString (Get-Content $other.Path -Raw).Trim() -AsPlainText -Force
        $found = Get-EncryptedS3Object test -RootKey $mine.Path, $secure
        ($found | Where-Object OpenedBy).Key | Sort-Object | Should -Be mine/1, mine/2, other/1
        $found | ForEach-Object { $_.RootKeyFingerprint | Should -Be $_.OpenedBy }
    }

    It 'that open nothing are not an error' {
        $found = Get-EncryptedS3Object test mine/ -RootKey $stranger @quiet
        $failed | Should -BeNullOrEmpty
        $found.Count | Should -Be 2
        $found.OpenedBy | Should -Be $null, $null
    }

    It 'that cannot be read end the command before any request' {
        Reset-TestServer
        $failure = { Get-EncryptedS3Object test -RootKey "$TestDrive/none.key" } | Should -Throw -PassThru
        Assert-TestError $failure RootKeyUnreadable OpenError
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'are in nothing that the records show' {
        $found = Get-EncryptedS3Object test -RootKey $mine
        $shown = $found | ForEach-Object { ($_ | Format-List * -Force | Out-String -Width 4096), ($_ | ConvertTo-Json), "$_" }
        $bytes = [Convert]::FromBase64String((Get-Content $mine.Path -Raw).Trim())
        Assert-NoTestKey ("$shown" + ($found | Format-Table | Out-String)) $bytes
    }
}

Describe 'Objects from the pipeline' {
    It 'are described: <Name>' -ForEach @(
        @{ Name = 'New-Object'; Through = { New-Object psobject -Property @{ BucketName = 'test'; Key = 'mine/1' } } }
        @{ Name = 'a hashtable cast'; Through = { [pscustomobject]@{ BucketName = 'test'; Key = 'mine/1'; VersionId = $null } } }
        @{ Name = 'Import-Csv'; Through = { Get-EncryptedS3Object test mine/1 | Export-Csv "$TestDrive/found.csv"; Import-Csv "$TestDrive/found.csv" } }
        @{ Name = 'ConvertFrom-Json'; Through = { Get-EncryptedS3Object test mine/1 | ConvertTo-Json | ConvertFrom-Json } }
        @{ Name = 'itself'; Through = { Get-EncryptedS3Object test mine/1 } }
        @{ Name = 'Send-EncryptedS3Object'; Through = { Send-EncryptedS3Object $file -BucketName test -Key mine/1 -RootKey $mine } }
    ) {
        $found = & $Through | Get-EncryptedS3Object -RootKey $mine
        $found.Key, $found.OpenedBy, $found.PlaintextLength, $found.Envelope | Should -Be mine/1, $mine.Fingerprint, 100, V1
    }

    It 'have the parameter''s bucket where they name none' {
        ([pscustomobject]@{ Key = 'plain/1' } | Get-EncryptedS3Object -BucketName test).Length | Should -Be 3
    }

    It 'may be one, by -Key' {
        (Get-EncryptedS3Object -BucketName test -Key instructed/1).Envelope | Should -Be InstructionFile
        (Get-EncryptedS3Object -BucketName test -Key plain/1).Envelope | Should -Be None
    }

    It 'go on to a statement, which has the key that opens them' {
        $statement = Get-EncryptedS3Object test mine/ -RootKey $mine | Get-CopyStatement -AllowUnverified -Table t -IamRole default -Format Csv -RootKey $mine -WarningAction Ignore
        "$statement" | Should -BeLike '*ENCRYPTED*'
        { Get-EncryptedS3Object test mine/ -RootKey $mine | Get-CopyStatement -AllowUnverified -Table t -IamRole default -Format Csv -RootKey $other -WarningAction Ignore } | Should -Throw -ErrorId 'InvalidCopyOption,*'
    }
}

Describe 'The table' {
    It 'shows sizes, keys and groups in short' {
        $table = Get-EncryptedS3Object test -RootKey $mine | Format-Table | Out-String -Width 120
        $table | Should -Match "100 B +V1\+AES256 +$($mine.Fingerprint.Substring(0, 8)) +mine/1"
        $table | Should -Match '100 B +V1\+AES256 +group [0-9a-f]{4} +other/1'
        $table | Should -Match 'InstructionFile +instructed/1\.instruction'
        [pscustomobject]@{ PSTypeName = 'RedshiftEncryption.EncryptedS3Object'; Length = 5GB + 1; PlaintextLength = 1536 } | Format-Table | Out-String | Should -Match '1.5 KiB'
    }
}
