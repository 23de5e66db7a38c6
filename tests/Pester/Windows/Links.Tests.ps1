# Links to folders: junctions on Windows. Wine refuses those, but shows a Unix link as a reparse point without a tag.
BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $common = @{ BucketName = 'test'; ServerSideEncryption = 'AES256'; ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
    # Not the test drive: on Wine, Pester's own clean-up would follow the links.
    $root = (New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "links-$(New-Guid)")).FullName
    $folder, $outside = 'in', 'outside' | ForEach-Object { (New-Item -ItemType Directory (Join-Path $root $_)).FullName }
    $null = New-TestFile "$folder/a.csv"
    $null = New-TestFile "$outside/b.csv"

    # Wine runs a Unix program, and does not wait for it.
    function Invoke-Unix([string] $Program, [string[]] $ArgumentList) {
        $null = [Diagnostics.Process]::Start("Z:\bin\$Program", [string[]]$ArgumentList)
    }

    function ConvertTo-UnixPath([string] $Path) { "$env:WINEPREFIX/drive_c" + $Path.Substring(2).Replace('\', '/') }

    function New-Link([string] $Path, [string] $Target) {
        if (-not $env:WINEPREFIX) { $null = New-Item -ItemType Junction $Path -Target $Target; return }
        Invoke-Unix ln '-s', (ConvertTo-UnixPath $Target), (ConvertTo-UnixPath $Path)
        Wait-TestCondition { [IO.Directory]::Exists($Path) }
    }
}

AfterAll {
    if ($env:WINEPREFIX) {
        Invoke-Unix rm '-r', (ConvertTo-UnixPath $root)
        Wait-TestCondition { -not [IO.Directory]::Exists($root) }
    }
    else { [IO.Directory]::Delete($root, $true) }
    Stop-TestServer
}

Describe 'A link to a folder, on Windows' -Tag Windows {
    It 'is not followed by -Recurse: it is an error that is counted' {
        New-Link (Join-Path $folder loop) $folder
        $sent = Send-EncryptedS3Object $folder -Recurse -KeyPrefix walk @common
        $sent.Key | Should -Be walk/a.csv
        Assert-TestError $failed PathUnreadable ReadError (Join-Path $folder loop)
        "$failed" | Should -BeLike '*is a link to a directory*'
        { $sent | New-CopyManifest -Path "$TestDrive/m" } | Should -Throw -ErrorId 'FailedItems,*'
    }

    It 'is followed where it is the path' {
        New-Link (Join-Path $root door) $outside
        (Send-EncryptedS3Object "$root/door" -Recurse -KeyPrefix door @common).Key | Should -Be door/b.csv
        $failed | Should -BeNullOrEmpty
    }

    It 'is not followed below -Destination, and it is followed where it is the destination' {
        $out = (New-Item -ItemType Directory "$root/out").FullName
        New-Link (Join-Path $out l) $outside
        Set-TestObject w/l/x ([byte[]](1))
        Receive-EncryptedS3Object test w/ $out -Force -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed OutsideDestination SecurityError s3://test/w/l/x
        Test-Path "$outside/x" | Should -BeFalse
        (Receive-EncryptedS3Object test w/l/ "$out/l").Name | Should -Be x
        Test-Path "$outside/x" | Should -BeTrue
    }
}
