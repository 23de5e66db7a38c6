# Links to folders: junctions on Windows, Unix links on Wine (see TestLink.psm1).
BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1", "$PSScriptRoot/../TestLink.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $common = @{ BucketName = 'test'; ServerSideEncryption = 'AES256'; ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
    # Not the test drive: on Wine, Pester's own clean-up would follow the links.
    $root = (New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "links-$(New-Guid)")).FullName
    $folder, $outside = 'in', 'outside' | ForEach-Object { (New-Item -ItemType Directory (Join-Path $root $_)).FullName }
    $null = New-TestFile "$folder/a.csv"
    $null = New-TestFile "$outside/b.csv"
}

AfterAll {
    Remove-TestFolder $root
    Stop-TestServer
}

Describe 'A link to a folder, on Windows' -Tag Windows {
    It 'is not followed by -Recurse: it is an error that is counted' {
        New-TestLink (Join-Path $folder loop) $folder
        $sent = Send-EncryptedS3Object $folder -Recurse -KeyPrefix walk @common
        $sent.Key | Should -Be walk/a.csv
        Assert-TestError $failed PathUnreadable ReadError (Join-Path $folder loop)
        "$failed" | Should -BeLike '*is a link to a directory*'
        { $sent | New-CopyManifest -Path "$TestDrive/m" } | Should -Throw -ErrorId 'FailedItems,*'
    }

    It 'is followed where it is the path' {
        New-TestLink (Join-Path $root door) $outside
        (Send-EncryptedS3Object "$root/door" -Recurse -KeyPrefix door @common).Key | Should -Be door/b.csv
        $failed | Should -BeNullOrEmpty
    }

    It 'is not followed below -Destination, and it is followed where it is the destination' {
        $out = (New-Item -ItemType Directory "$root/out").FullName
        New-TestLink (Join-Path $out l) $outside
        Set-TestObject w/l/x ([byte[]](1))
        Receive-EncryptedS3Object test w/ $out -Force -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed OutsideDestination SecurityError s3://test/w/l/x
        Test-Path "$outside/x" | Should -BeFalse
        (Receive-EncryptedS3Object test w/l/ "$out/l").Name | Should -Be x
        Test-Path "$outside/x" | Should -BeTrue
    }
}
