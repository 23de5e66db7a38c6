BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $source = (New-Item -ItemType Directory "$TestDrive/in").FullName
    $files = 'a.csv', 'sub/b.csv', 'sub/deep/c.csv'
    $files | ForEach-Object { New-TestFile "$source/$_" (100 + $_.Length) > $null }
    $sent = Send-EncryptedS3Object $source -Recurse -BucketName test -KeyPrefix sales/2026 -RootKey $key
    Set-TestObject sales/2026-old.csv ([byte[]](1, 2, 3))

    # Relative paths of all files below a folder, hidden ones and those that are not whole included.
    function Get-Tree([string] $Folder) {
        if (-not [IO.Directory]::Exists($Folder)) { return }
        [string[]]$found = [IO.Directory]::GetFiles($Folder, '*', [IO.EnumerationOptions]@{ RecurseSubdirectories = $true; AttributesToSkip = 0 }) |
            ForEach-Object { [IO.Path]::GetRelativePath($Folder, $_).Replace('\', '/') }
        # Cultures sort punctuation differently from system to system.
        if ($found) { [Array]::Sort($found, [StringComparer]::Ordinal) }
        $found
    }
}

AfterAll { Stop-TestServer }

Describe 'A listing' {
    BeforeEach { $out = "$TestDrive/$(New-Guid)" }

    It 'keeps the key structure below the prefix, and restores the files' {
        $received = Receive-EncryptedS3Object test sales/2026/ $out -RootKey $key
        Get-Tree $out | Should -Be $files
        $received.Count | Should -Be 3
        foreach ($file in $files) { (Get-FileHash "$out/$file").Hash | Should -Be (Get-FileHash "$source/$file").Hash }
    }

    It 'keeps what follows the last slash of a prefix that ends elsewhere' {
        Receive-EncryptedS3Object test sales/2026 $out -RootKey $key > $null
        Get-Tree $out | Should -Be ('2026-old.csv', '2026/a.csv', '2026/sub/b.csv', '2026/sub/deep/c.csv')
    }

    It 'of the whole bucket keeps whole keys, and what has no envelope is downloaded as it is, without a root key' {
        Set-TestObject plain/x/y.bin ([byte[]](7, 8, 9))
        Receive-EncryptedS3Object -BucketName test -Destination $out -RootKey $key > $null
        Get-Tree $out | Should -Contain sales/2026/sub/b.csv
        [IO.File]::ReadAllBytes("$out/plain/x/y.bin") | Should -Be 7, 8, 9
        Receive-EncryptedS3Object test plain/ "$out/alone" > $null
        [IO.File]::ReadAllBytes("$out/alone/x/y.bin") | Should -Be 7, 8, 9
    }

    It 'skips folder markers' {
        Set-TestObject marked/sub/ @()
        Set-TestObject marked/sub/x ([byte[]]@(1))
        (Receive-EncryptedS3Object test marked/ $out -ErrorAction Stop).Name | Should -Be x
    }

    It 'with -WhatIf reads no object and writes nothing' {
        Reset-TestServer
        Receive-EncryptedS3Object test sales/2026/ $out -RootKey $key -WhatIf | Should -BeNullOrEmpty
        (Get-TestRequest).operation | Should -Be ListObjectsV2
        [IO.Directory]::Exists($out) | Should -BeFalse
    }

    It 'of a bucket that is not there is an error' {
        $failed = { Receive-EncryptedS3Object none x/ $out } | Should -Throw -PassThru
        Assert-TestError $failed BucketNotFound ObjectNotFound s3://none/x/
    }
}

Describe 'Objects from the pipeline' {
    BeforeEach { $out = "$TestDrive/$(New-Guid)" }

    It 'keep their whole keys' {
        $sent | Receive-EncryptedS3Object -Destination $out -RootKey $key > $null
        Get-Tree $out | Should -Be ($files | ForEach-Object { "sales/2026/$_" })
    }

    It 'keep what is below -KeyPrefix, which one outside does not have' {
        $outside = [pscustomobject]@{ BucketName = 'test'; Key = 'plain/x' }
        @($sent) + $outside | Receive-EncryptedS3Object -Destination $out -KeyPrefix sales/ -RootKey $key -ErrorVariable failed -ErrorAction SilentlyContinue > $null
        Get-Tree $out | Should -Be ($files | ForEach-Object { "2026/$_" })
        Assert-TestError $failed OutsideKeyPrefix InvalidArgument s3://test/plain/x
    }

    It 'make a request each only where they are received: none with -WhatIf' {
        Reset-TestServer
        $sent | Receive-EncryptedS3Object -Destination $out -RootKey $key -WhatIf
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'that are the same are received once' {
        $sent[0], $sent[0] | Receive-EncryptedS3Object -Destination $out -RootKey $key -ErrorVariable failed -ErrorAction SilentlyContinue | Should -HaveCount 1
        Assert-TestError $failed DuplicatePath ResourceExists "$($sent[0])"
    }

    It 'that differ in case are two files, where the file system has two' {
        foreach ($name in 'case/x', 'case/X') { Set-TestObject $name ([Text.Encoding]::UTF8.GetBytes($name)) }
        $records = 'case/x', 'case/X' | ForEach-Object { [pscustomobject]@{ BucketName = 'test'; Key = $_ } }
        [void](New-Item -ItemType Directory $out)
        [IO.File]::WriteAllText("$out/probe", '')
        $received = $records | Receive-EncryptedS3Object -Destination $out -Force -ErrorVariable failed -ErrorAction SilentlyContinue
        if ([IO.File]::Exists("$out/PROBE")) {
            $received | Should -HaveCount 1
            Assert-TestError $failed DuplicatePath ResourceExists
        }
        else {
            $failed | Should -BeNullOrEmpty
            $received | ForEach-Object { [IO.File]::ReadAllText($_.FullName) } | Sort-Object -CaseSensitive | Should -BeExactly case/x, case/X
        }
    }

    It 'that name no object are errors, and the others are received' {
        @([pscustomobject]@{ BucketName = 'test' }) + $sent | Receive-EncryptedS3Object -Destination $out -RootKey $key -ErrorVariable failed -ErrorAction SilentlyContinue | Should -HaveCount 3
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'IncompleteRecord,*'
    }
}

Describe 'What comes out' {
    BeforeAll {
        $out = "$TestDrive/out"
        $item = Receive-EncryptedS3Object test sales/2026/sub/deep/ $out -RootKey $key
    }

    It 'is the file as Get-Item returns it' {
        $item | Should -BeOfType System.IO.FileInfo
        $same = Get-Item -LiteralPath "$out/c.csv"
        foreach ($property in 'FullName', 'Name', 'Length', 'PSPath', 'PSParentPath', 'PSChildName', 'PSDrive', 'PSProvider', 'PSIsContainer', 'Mode') {
            "$($item.$property)" | Should -BeExactly "$($same.$property)" -Because $property
        }
        $added = { $_.MemberType -eq 'NoteProperty' -and $_.Name -like 'PS*' }
        ($item.PSObject.Properties | Where-Object $added).Name | Sort-Object | Should -Be (($same.PSObject.Properties | Where-Object $added).Name | Sort-Object)
    }

    It 'is in the table of files as Get-Item''s is, with its size' {
        $shown = $item | Out-String -Width 200
        $shown | Should -BeExactly (Get-Item -LiteralPath $item.FullName | Out-String -Width 200)
        $shown | Should -Match "\b$($item.Length)\b"
    }

    It 'shows its size also where the provider reads its name as another path' -Tag Unix {
        Set-TestObject 'odd/a\b.csv' ([byte[]]::new(12345))
        $odd = Receive-EncryptedS3Object test odd/ -Destination "$TestDrive/odd"
        $odd.Name | Should -BeExactly 'a\b.csv'
        ($odd | Out-String -Width 200) | Should -Match '\b12345\b'
    }

    It 'names the object, and no version where the bucket has none' {
        $item.BucketName, $item.Key | Should -Be test, sales/2026/sub/deep/c.csv
        $item.PSObject.Properties['VersionId'] | Should -BeNullOrEmpty
    }

    It 'goes down the pipeline as a file does' {
        (Get-Content -LiteralPath $item -Raw).Length | Should -BeGreaterThan 0
        ($item | Get-FileHash).Hash | Should -Be (Get-FileHash "$source/sub/deep/c.csv").Hash
    }

    It 'is the owner''s alone' -Tag Unix {
        [IO.File]::GetUnixFileMode($item.FullName) | Should -Be ([IO.UnixFileMode]'UserRead, UserWrite')
    }

    It 'is found where the location is another provider''s' {
        Push-Location env:
        try { Receive-EncryptedS3Object test sales/2026/ "FileSystem::$out/elsewhere" -RootKey $key > $null } finally { Pop-Location }
        Get-Tree "$out/elsewhere" | Should -Be $files
    }

    It 'is shown by -Verbose, with the key that opened it' {
        $said = Receive-EncryptedS3Object -BucketName test -Key sales/2026/a.csv -Destination "$out/" -RootKey $key -Verbose 4>&1
        "$said" | Should -BeLike "*opened by root key $($key.Fingerprint)*a.csv*"
    }
}

Describe 'The destination' {
    It 'cannot be a file' {
        { Receive-EncryptedS3Object test sales/ $key.Path -RootKey $key } | Should -Throw -ErrorId 'InvalidDestination,*'
    }

    It 'cannot be of another provider' {
        { Receive-EncryptedS3Object test sales/ env:x -RootKey $key } | Should -Throw -ErrorId 'InvalidDestination,*'
    }

    It 'may be relative to PowerShell''s location' {
        Push-Location $TestDrive
        try { Receive-EncryptedS3Object test sales/2026/ relative/out -RootKey $key > $null } finally { Pop-Location }
        Get-Tree "$TestDrive/relative/out" | Should -Be $files
    }
}
