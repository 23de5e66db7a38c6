BeforeDiscovery {
    # NTFS has none of the second line.
    $names = @('a b.csv', ' leading', 'a+b.csv', '100%.csv', 'a%2Fb.csv', '#1.csv', "it's.csv", '[x].csv', 'semi;colon&amp=.csv', '~tilde.csv', '.hidden'
        "emoji `u{1F600}.csv", "composed `u{e9}.csv", "decomposed e`u{301}.csv", "`u{65E5}`u{672C}/`u{6DF1}`u{3044}/x", '$(x) `x`.csv', '-Recurse', '{0}.csv', 'a..b/..c', ('n' * 250))
    if (-not $IsWindows) { $names += '"quoted".csv', 'back\slash.csv', '..\up.csv', 'C:\x', 'c:x', 'co:lon.csv', "new`nline.csv", '*star?.csv', 'trailing ', 'env:x', '<a>|b', '...', 'NUL', 'con.txt', 'dot.' }
    $possible = $names | ForEach-Object { @{ File = $_ } }
    $unsafe = '..', '../x', 'x/../../y', 'x/..', '.', './x', 'x/./y', 'x//y', '/x', 'x/', '..//x', 'sub/../../../x' | ForEach-Object { @{ Key = $_ } }
    if ($IsWindows) { $unsafe += 'C:\x', 'c:x', 'a\..\..\b', 'NUL', 'con.txt', 'x /y', 'x./y', '.. /x', 'x:stream' | ForEach-Object { @{ Key = $_ } } }
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    # Not the test drive: Pester's own clean-up reads some of the names as wildcards.
    $folder = (New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "names-$(New-Guid)")).FullName
    $everything = [IO.EnumerationOptions]@{ RecurseSubdirectories = $true; AttributesToSkip = 0 }
}

AfterAll {
    [IO.Directory]::Delete($folder, $true)
    Stop-TestServer
}

Describe 'A file with the name <File>' -ForEach $possible {
    It 'comes back under its name, byte by byte' {
        $path = New-TestFile "$folder/in/$File" (50 + $File.Length)
        $item = [IO.FileInfo]$path | Send-EncryptedS3Object -BucketName test -KeyPrefix p -BasePath "$folder/in" -RootKey $key | Receive-EncryptedS3Object -Destination "$folder/out" -RootKey $key -KeyPrefix p/
        $item.Key | Should -BeExactly "p/$File"
        $item.FullName | Should -BeExactly ([IO.Path]::GetFullPath("$folder/out/$File"))
        $item.Length | Should -Be (50 + $File.Length)
        [IO.File]::ReadAllBytes($item.FullName) | Should -Be ([IO.File]::ReadAllBytes($path))
    }
}

Describe 'All such files' {
    It 'come back by a listing: the same names, and nothing else' {
        Receive-EncryptedS3Object test p/ "$folder/all" -RootKey $key -ErrorAction Stop > $null
        $names = { param($root) [IO.Directory]::GetFiles($root, '*', $everything) | ForEach-Object { $_.Substring($root.Length) } | Sort-Object -CaseSensitive -Culture '' }
        & $names "$folder/all" | Should -BeExactly (& $names "$folder/in")
    }
}

Describe 'The key u/<Key>' -ForEach $unsafe {
    It 'cannot leave the destination: it is an error, nothing is read or written, and the next object is received' {
        Set-TestObject good ([byte[]](1, 2))
        Reset-TestServer
        $inside = "$folder/deep/er/$(New-Guid)/dest"
        $records = [pscustomobject]@{ BucketName = 'test'; Key = "u/$Key" }, [pscustomobject]@{ BucketName = 'test'; Key = 'u/good' }
        Set-TestObject u/good ([byte[]](1, 2))
        $records | Receive-EncryptedS3Object -Destination $inside -KeyPrefix u/ -ErrorVariable failed -ErrorAction SilentlyContinue > $null
        Assert-TestError $failed UnsafeKey SecurityError "s3://test/u/$Key"
        [IO.Directory]::GetFiles("$folder/deep", '*', $everything) | Where-Object { $_ -notlike '*dest?good' } | Should -BeNullOrEmpty
        [IO.File]::ReadAllBytes("$inside/good") | Should -Be 1, 2
        (Get-TestRequest | Where-Object operation -EQ GetObject).Count | Should -Be 1
    }
}

Describe 'An unsafe key in the bucket' {
    It 'is an error in a listing too, and received by itself into a file' {
        foreach ($name in 'v//x', 'v/ok') { Set-TestObject $name ([byte[]](3, 4)) }
        (Receive-EncryptedS3Object test v/ "$folder/listing" -ErrorVariable failed -ErrorAction SilentlyContinue).Name | Should -Be ok
        Assert-TestError $failed UnsafeKey SecurityError s3://test/v//x
        Receive-EncryptedS3Object -BucketName test -Key v//x -Destination "$folder/one/file" > $null
        [IO.File]::ReadAllBytes("$folder/one/file") | Should -Be 3, 4
    }
}

Describe 'A link below the destination' -Tag Unix {
    BeforeEach {
        $out = "$folder/$(New-Guid)"
        $outside = "$folder/$(New-Guid)"
        [void](New-Item -ItemType Directory $out, $outside)
        [void](New-Item -ItemType SymbolicLink "$out/l" -Target $outside)
        Set-TestObject w/l/x ([byte[]](1))
        Set-TestObject w/l/new/y ([byte[]](1))
    }

    It 'is not followed, with -Force neither' {
        Receive-EncryptedS3Object test w/ $out -Force -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed | Should -HaveCount 2
        $failed | ForEach-Object { $_.FullyQualifiedErrorId | Should -BeLike 'OutsideDestination,*' }
        [IO.Directory]::GetFileSystemEntries($outside) | Should -BeNullOrEmpty
    }

    It 'is followed where it is the destination' {
        Receive-EncryptedS3Object test w/l/ "$out/l" > $null
        [IO.File]::Exists("$outside/new/y") | Should -BeTrue
    }
}
