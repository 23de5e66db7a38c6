BeforeDiscovery {
    $isRoot = -not $IsWindows -and (id -u) -eq 0
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $file = New-TestFile "$TestDrive/a.csv"

    function Get-Warning([scriptblock] $Command) {
        & $Command 3>&1 | Where-Object { $_ -is [Management.Automation.WarningRecord] } | ForEach-Object Message
    }
}

AfterAll {
    Stop-TestServer
}

Describe 'The permissions of a key file' -Tag Unix {
    BeforeEach {
        $key = New-RootKey "$TestDrive/$(New-Guid).key"
    }

    It 'cause a warning with mode <_>, that names the file and the command that fixes it' -ForEach '640', '604', '620', '601', '644', '777' {
        chmod $_ $key.Path
        $warning = Get-Warning { Send-EncryptedS3Object $file -BucketName test -RootKey $key.Path }
        $warning | Should -HaveCount 1
        $warning | Should -BeLike "The key file '$($key.Path)' can be accessed by users other than its owner (mode 0$_)*run: chmod 600 '$($key.Path)'"
        Invoke-Expression ($warning -replace '^.*run: ')
        Get-Warning { Send-EncryptedS3Object $file -BucketName test -RootKey $key.Path } | Should -BeNullOrEmpty
    }

    It 'draws no warning with mode <_>' -ForEach '600', '400', '700' {
        chmod $_ $key.Path
        Get-Warning { Send-EncryptedS3Object $file -BucketName test -RootKey $key.Path } | Should -BeNullOrEmpty
    }

    It 'draws a warning when the file is another user''s' -Skip:(-not $isRoot) {
        chown 12345 $key.Path
        $warning = Get-Warning { Send-EncryptedS3Object $file -BucketName test -RootKey $key.Path }
        $warning | Should -BeLike "The key file '$($key.Path)' belongs to another user (user ID 12345)*run: chown 0 '$($key.Path)'; chmod 600 '$($key.Path)'"
        Invoke-Expression ($warning -replace '^.*run: ')
        Get-Warning { Send-EncryptedS3Object $file -BucketName test -RootKey $key.Path } | Should -BeNullOrEmpty
    }

    It 'cause a warning with a command that PowerShell accepts, for every file name' {
        $path = "$TestDrive/it's `$(mine) [a].key"
        Copy-Item -LiteralPath $key.Path $path
        chmod 644 $path
        $warning = Get-Warning { Send-EncryptedS3Object $file -BucketName test -RootKey $path }
        Invoke-Expression ($warning -replace '^.*run: ')
        [int][IO.File]::GetUnixFileMode($path) | Should -Be 0b110000000
    }

    It 'looks at the file that a link leads to' {
        $link = "$TestDrive/$(New-Guid).link"
        New-Item -ItemType SymbolicLink $link -Target $key.Path > $null
        Get-Warning { Send-EncryptedS3Object $file -BucketName test -RootKey $link } | Should -BeNullOrEmpty
        chmod 644 $key.Path
        Get-Warning { Send-EncryptedS3Object $file -BucketName test -RootKey $link } | Should -HaveCount 1
    }

    It 'draws one warning a file, however often the command names it' {
        $other = New-RootKey "$TestDrive/$(New-Guid).key"
        chmod 644 $key.Path $other.Path
        $warning = Get-Warning { Get-EncryptedS3Object test -RootKey $key.Path, $other.Path, (Get-Item $key.Path) }
        $warning | Should -HaveCount 2
        $warning[1] | Should -BeLike "*'$($other.Path)'*"
    }

    It 'draws a warning from <_>' -ForEach 'Get-CopyStatement', 'Get-UnloadStatement' {
        chmod 644 $key.Path
        $warning = $_ -eq 'Get-CopyStatement' ?
            (Get-Warning { Get-CopyStatement t -Uri s3://test/m -Manifest -IamRole default -RootKey $key.Path }) :
            (Get-Warning { Get-UnloadStatement 'select 1' s3://test/u -IamRole default -RootKey $key.Path })
        $warning | Where-Object { $_ -like 'The key file*' } | Should -HaveCount 1
    }

    It 'is an error with -WarningAction Stop, before anything is sent' {
        chmod 644 $key.Path
        Reset-TestServer
        { Send-EncryptedS3Object $file -BucketName test -RootKey $key.Path -WarningAction Stop } | Should -Throw '*chmod 600*'
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'cause no warning for a key that is specified in another way: <Name>' -ForEach @(
        @{ Name = 'a RootKey'; Value = { $key } }
        @{ Name = 'bytes'; Value = { , [Convert]::FromBase64String((Get-Content $key.Path)) } }
        @{ Name = 'a SecureString'; Value = { ConvertTo-SecureString (Get-Content $key.Path) -AsPlainText -Force } }
    ) {
        chmod 644 $key.Path
        $rootKey = & $Value
        Get-Warning { Send-EncryptedS3Object $file -BucketName test -RootKey $rootKey } | Should -BeNullOrEmpty
    }
}
