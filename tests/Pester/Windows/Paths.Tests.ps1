# The forms of a path that Windows alone has. The server name is this machine's, whose drives Windows shares with administrators.
BeforeDiscovery {
    # Which names are devices depends on the version of Windows: it spells those as \\.\NAME itself.
    $devices = @('\\.\NUL') + @('NUL', 'con.csv', 'Aux' | Where-Object { [IO.Path]::GetFullPath("C:\x\$_").StartsWith('\\.\') }) | ForEach-Object { @{ Device = $_ } }
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $folder = (New-Item -ItemType Directory "$TestDrive/long folder name").FullName
    $path = New-TestFile "$folder/long file name.csv" 100
    $key = New-RootKey "$TestDrive/root.key"
    $common = @{ BucketName = 'test'; RootKey = $key; ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
    [void](New-PSDrive -Name Test -PSProvider FileSystem -Root $folder -Scope Global)

    function ConvertTo-Share([string] $Path) { '\\localhost\{0}${1}' -f $Path[0], $Path.Substring(2) }

    # The name of eight characters and three that Windows makes of a longer one, if the volume has such names.
    function ConvertTo-Short([string] $Path) {
        $line = & "$env:SystemRoot\System32\cmd.exe" /d /c "for %I in (""$Path"") do @echo %~sI"
        "$line".Trim()
    }
}

AfterAll {
    Remove-PSDrive Test -Scope Global
    Stop-TestServer
}

Describe 'A file on Windows, as <Name>' -Tag Windows -ForEach @(
    @{ Name = 'an extended path'; Spell = { "\\?\$args" } }
    @{ Name = 'a path with slashes'; Spell = { "$args".Replace('\', '/') } }
    @{ Name = 'a path in capitals'; Spell = { "$args".ToUpperInvariant() } }
    @{ Name = 'a path with a dot at its end'; Spell = { "$args." } }
    @{ Name = 'a path with blanks at its end'; Spell = { "$args  " } }
    @{ Name = 'a path relative to its drive'; Spell = { "$($args[0][0]):" + (Split-Path -Leaf $args[0]) } }
    @{ Name = 'a path on a share'; Spell = { ConvertTo-Share $args[0] } }
    @{ Name = 'a path on a drive of PowerShell'; Spell = { 'Test:\' + (Split-Path -Leaf $args[0]) } }
    @{ Name = 'a short path'; Spell = { ConvertTo-Short $args[0] } }
) {
    BeforeEach {
        Push-Location -LiteralPath $folder
        $spelled = & $Spell $path
        $prefix = "$(New-Guid)"
        # Only capitals and short names are other keys.
        $name = Split-Path -Leaf ($Name -match 'capitals|short' ? $spelled : $path)
    }

    AfterEach { Pop-Location }

    It 'is sent by -Path' {
        (Send-EncryptedS3Object $spelled -KeyPrefix $prefix @common).Key | Should -BeExactly "$prefix/$name"
        $failed | Should -BeNullOrEmpty
    }

    It 'is sent by -LiteralPath, and verified by its record' {
        $sent = Send-EncryptedS3Object -LiteralPath $spelled -KeyPrefix $prefix @common
        $sent.Key | Should -BeExactly "$prefix/$name"
        ($sent | Test-EncryptedRoundTrip -RootKey $key).Verified | Should -BeTrue
    }

    It 'receives an object' {
        Send-EncryptedS3Object $path -Key "$prefix/object" @common > $null
        $received = Receive-EncryptedS3Object -Key "$prefix/object" -Destination ($spelled -replace '\.csv|\.CSV', '.out') @common
        $failed | Should -BeNullOrEmpty
        (Get-FileHash -LiteralPath $received.FullName).Hash | Should -Be (Get-FileHash $path).Hash
        $received | Remove-Item
    }
}

Describe 'A -BasePath on Windows' -Tag Windows {
    It 'contains a file whose path has another form: <Name>' -ForEach @(
        @{ Name = 'extended'; File = { "\\?\$path" }; Base = { $TestDrive } }
        @{ Name = 'extended base'; File = { $path }; Base = { "\\?\$TestDrive" } }
        @{ Name = 'short base'; File = { $path }; Base = { ConvertTo-Short $folder } }
        @{ Name = 'short folders'; File = { Join-Path (ConvertTo-Short $folder) (Split-Path -Leaf $path) }; Base = { $folder } }
        @{ Name = 'share'; File = { ConvertTo-Share $path }; Base = { ConvertTo-Share $folder } }
        @{ Name = 'extended share'; File = { '\\?\UNC' + (ConvertTo-Share $path).Substring(1) }; Base = { ConvertTo-Share $folder } }
    ) {
        $prefix = "$(New-Guid)"
        $sent = Send-EncryptedS3Object -LiteralPath (& $File) -BasePath (& $Base) -KeyPrefix $prefix @common
        $failed | Should -BeNullOrEmpty
        $sent.Key | Should -BeLike "$prefix/*long file name.csv"
    }

    It 'does not contain the file of another folder whose name begins with its own' {
        $null = New-TestFile "$folder 2/b.csv"
        Send-EncryptedS3Object "$folder 2/b.csv" -BasePath "\\?\$folder" @common | Should -BeNullOrEmpty
        Assert-TestError $failed OutsideBasePath InvalidArgument "$folder 2/b.csv"
    }
}

Describe 'The device <Device>' -Tag Windows -ForEach $devices {
    BeforeEach { Push-Location -LiteralPath $folder }

    AfterEach { Pop-Location }

    It 'is not sent, by -Path or by -LiteralPath' {
        Send-EncryptedS3Object -LiteralPath $Device @common | Should -BeNullOrEmpty
        Assert-TestError $failed NotAFileSystemPath InvalidArgument $Device
        Send-EncryptedS3Object $Device @common | Should -BeNullOrEmpty
        $failed | Should -HaveCount 1
    }

    It 'is not sent as a FileInfo' {
        [IO.FileInfo]$Device | Send-EncryptedS3Object @common | Should -BeNullOrEmpty
        $failed | Should -HaveCount 1
    }

    It 'takes no new root key' {
        New-RootKey $Device -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed NotAFileSystemPath InvalidArgument $Device
    }

    It 'is not a root key' {
        { Send-EncryptedS3Object $path -BucketName test -RootKey $Device } | Should -Throw -ErrorId 'RootKeyUnreadable,*'
        Get-RootKey -LiteralPath $Device -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed NotAFileSystemPath InvalidArgument $Device
    }

    It 'receives nothing' {
        Set-TestObject device/object ([byte[]](1, 2))
        { Receive-EncryptedS3Object -BucketName test -Key device/object -Destination $Device } | Should -Throw -ErrorId 'InvalidDestination,*'
        { Receive-EncryptedS3Object test device/ -Destination $Device } | Should -Throw -ErrorId 'InvalidDestination,*'
    }

    It 'is neither a manifest nor a -BasePath' {
        $sent = Send-EncryptedS3Object $path @common
        { $sent | New-CopyManifest -Path $Device } | Should -Throw -ErrorId 'NotAFileSystemPath,*'
        { Send-EncryptedS3Object $path -BucketName test -RootKey $key -BasePath $Device } | Should -Throw -ErrorId 'NotAFileSystemPath,*'
    }
}

Describe 'A wildcard behind \\?\ on Windows' -Tag Windows {
    BeforeAll {
        $several = (New-Item -ItemType Directory "$TestDrive/several").FullName
        'a.csv', 'b.csv', 'c.txt' | ForEach-Object { $null = New-TestFile "$several/$_" }
        $null = New-RootKey "$several/a.key"
    }

    It 'is expanded by -Path: <Name>' -ForEach @(
        @{ Name = 'on a drive'; Spell = { "\\?\$args" } }
        @{ Name = 'on a share'; Spell = { '\\?\UNC' + (ConvertTo-Share $args[0]).Substring(1) } }
    ) {
        $sent = Send-EncryptedS3Object (& $Spell "$several\*csv") -KeyPrefix "$(New-Guid)" @common
        $failed | Should -BeNullOrEmpty
        $sent.Key | Split-Path -Leaf | Sort-Object | Should -Be a.csv, b.csv
        $sent.SourcePath | Sort-Object | Should -Be ('a.csv', 'b.csv' | ForEach-Object { & $Spell "$several\$_" })
        (Get-RootKey (& $Spell "$several\?.key")).Path | Should -Be (& $Spell "$several\a.key")
    }

    It 'that matches nothing, or is on a volume without a drive, is an error that names -LiteralPath: <_>' -ForEach '\\?\C:\nothing*', '\\?\Volume{b75e2c83-0000-0000-0000-602f00000000}\*' {
        Send-EncryptedS3Object $_ @common | Should -BeNullOrEmpty
        Assert-TestError $failed PathNotFound ObjectNotFound $_
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*-LiteralPath*'
    }
}

# The refusal is by the text of the path: Wine has no streams.
Describe 'An alternate data stream, as <Name>' -Tag Windows -ForEach @(
    @{ Name = 'a full path'; Spell = { "$args" } }
    @{ Name = 'an extended path'; Spell = { "\\?\$args" } }
    @{ Name = 'a path on a share'; Spell = { ConvertTo-Share $args[0] } }
    @{ Name = 'a relative path'; Spell = { '.\' + (Split-Path -Leaf $args[0]) } }
    @{ Name = 'a path on a drive of PowerShell'; Spell = { 'Test:\' + (Split-Path -Leaf $args[0]) } }
) {
    BeforeEach {
        Push-Location -LiteralPath $folder
        $stream = & $Spell "${path}:secret"
        $names = (Get-ChildItem $folder).Name
    }

    AfterEach {
        Pop-Location
        (Get-ChildItem $folder).Name | Should -Be $names
        (Get-Item $path).Length | Should -Be 100
    }

    It 'is not sent or verified, by -Path or by -LiteralPath' {
        foreach ($given in @{ Path = $stream }, @{ LiteralPath = $stream }, @{ Path = $stream -replace 'long file', '*' }) {
            Send-EncryptedS3Object @given @common | Should -BeNullOrEmpty
            Assert-TestError $failed NotAFileSystemPath InvalidArgument @($given.Values)[0]
            "$failed" | Should -BeLike '*alternate data stream*'
        }
        Test-EncryptedRoundTrip $stream -Key object @common | Should -BeNullOrEmpty
        Assert-TestError $failed NotAFileSystemPath InvalidArgument $stream
    }

    It 'takes no new root key, and is none' {
        New-RootKey $stream -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed NotAFileSystemPath InvalidArgument $stream
        { Send-EncryptedS3Object $path -BucketName test -RootKey $stream } | Should -Throw -ErrorId 'RootKeyUnreadable,*'
    }

    It 'receives nothing, and is not a manifest' {
        Set-TestObject stream/object ([byte[]](1, 2))
        { Receive-EncryptedS3Object -BucketName test -Key stream/object -Destination $stream -Force } | Should -Throw -ErrorId 'InvalidDestination,*'
        { Receive-EncryptedS3Object test stream/ -Destination $stream } | Should -Throw -ErrorId 'InvalidDestination,*'
        { New-CopyManifest -BucketName test -KeyPrefix stream/ -Path $stream } | Should -Throw -ErrorId 'NotAFileSystemPath,*'
    }
}

Describe 'An alternate data stream in other forms' -Tag Windows {
    It 'is not sent as a FileInfo' {
        [IO.FileInfo]"${path}:secret" | Send-EncryptedS3Object @common | Should -BeNullOrEmpty
        $failed | Should -HaveCount 1
    }

    It 'is not sent as the name of a drive that PowerShell does not find' {
        Push-Location -LiteralPath $folder
        Send-EncryptedS3Object "$(Split-Path -Leaf $path):secret" @common | Should -BeNullOrEmpty
        Pop-Location
        $failed | Should -HaveCount 1
    }

    It 'is not received as the name in a key' {
        $out = (New-Item -ItemType Directory "$TestDrive/$(New-Guid)").FullName
        Set-TestObject colon/a.csv:secret ([byte[]](1, 2))
        Receive-EncryptedS3Object test colon/ -Destination $out -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed UnsafeKey SecurityError s3://test/colon/a.csv:secret
        Receive-EncryptedS3Object -BucketName test -Key colon/a.csv:secret -Destination $out -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed UnsafeKey SecurityError s3://test/colon/a.csv:secret
        Get-ChildItem $out | Should -BeNullOrEmpty
    }
}

Describe 'The root of a drive or share' -Tag Windows {
    It 'is not a file that can be written: <_>' -ForEach 'C:\', '\\localhost\c$', '\\?\C:\' {
        New-RootKey $_ -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed RootKeyNotWritten WriteError $_
        $sent = Send-EncryptedS3Object $path @common
        { $sent | New-CopyManifest -Path $_ } | Should -Throw -ErrorId 'ManifestNotWritten,*'
    }
}

Describe 'A new root key on Windows' -Tag Windows {
    It 'tells the path of its file: <Given>' -ForEach @{ Given = 'a.key.' }, @{ Given = 'a.key ' }, @{ Given = 'A.KEY..' } {
        $folder = (New-Item -ItemType Directory "$TestDrive/$(New-Guid)").FullName
        $made = New-RootKey (Join-Path $folder $Given)
        $made.Path | Should -BeExactly (Get-ChildItem $folder).FullName
        New-RootKey (Join-Path $folder 'a.key') -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed | Should -HaveCount 1
    }
}

Describe 'The root key among the files, on Windows' -Tag Windows {
    It 'is not sent though its path is spelled otherwise: <Name>' -ForEach @(
        @{ Name = 'extended'; Spell = { "\\?\$args" } }
        @{ Name = 'on a share'; Spell = { ConvertTo-Share $args[0] } }
        @{ Name = 'short'; Spell = { ConvertTo-Short $args[0] } }
        @{ Name = 'with a dot at its end'; Spell = { "$args." } }
    ) {
        $made = New-RootKey "$TestDrive/$(New-Guid) sales.key"
        Send-EncryptedS3Object -LiteralPath (& $Spell $made.Path) -BucketName test -RootKey $made.Path -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$warnings" | Should -BeLike '*root key file*'
    }

    It 'is known by its identity when its content has changed' {
        $made = New-RootKey "$TestDrive/$(New-Guid).key"
        [IO.File]::WriteAllText($made.Path, 'no key any more')
        Send-EncryptedS3Object -LiteralPath "\\?\$($made.Path)" -BucketName test -RootKey $made -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$warnings" | Should -BeLike '*root key file*'
    }
}
