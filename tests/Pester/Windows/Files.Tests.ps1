# What Windows does otherwise with files: it does not replace a read-only file or one that is open, and has access lists.
BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    Set-TestObject object ([byte[]](1, 2, 3))
    $path = New-TestFile "$TestDrive/a.csv"
}

AfterAll { Stop-TestServer }

Describe 'A file that is there, on Windows' -Tag Windows {
    BeforeEach {
        $out = New-TestFile "$TestDrive/$(New-Guid)/out.bin"
        $common = @{ BucketName = 'test'; Key = 'object'; Destination = $out; ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
    }

    It 'is replaced with -Force though it is read-only' {
        [IO.File]::SetAttributes($out, 'ReadOnly')
        Receive-EncryptedS3Object @common -Force > $null
        $failed | Should -BeNullOrEmpty
        [IO.File]::ReadAllBytes($out) | Should -Be 1, 2, 3
    }

    # Wine's MoveFileEx replaces a read-only file.
    It 'is not replaced by a manifest if it is read-only' -Tag NotOnWine {
        [IO.File]::SetAttributes($out, 'ReadOnly')
        { New-CopyManifest -BucketName test -KeyPrefix object -Path $out } | Should -Throw '*read-only*' -ErrorId 'ManifestNotWritten,*'
        [IO.File]::SetAttributes($out, 'Normal')
    }

    It 'is not replaced while another program has it open: the error names the file and the reason' {
        $open = [IO.File]::Open($out, 'Open', 'Read', 'Read')
        try { Receive-EncryptedS3Object @common -Force | Should -BeNullOrEmpty } finally { $open.Dispose() }
        Assert-TestError $failed FileNotWritten WriteError s3://test/object
        "$failed" | Should -BeLike "'$out'*another program has it open*"
        (Get-Item $out).Length | Should -Be 100
        Get-ChildItem -Force (Split-Path $out) | Should -HaveCount 1
    }
}

Describe 'A file that another program has open, on Windows' -Tag Windows {
    It 'is not sent or verified: <Name>' -ForEach @(
        @{ Name = 'Send'; Command = { Send-EncryptedS3Object $path -BucketName test -ServerSideEncryption AES256 -ErrorVariable script:failed -ErrorAction SilentlyContinue } }
        @{ Name = 'Test'; Command = { Test-EncryptedRoundTrip $path -BucketName test -Key object -ErrorVariable script:failed -ErrorAction SilentlyContinue } }
    ) {
        $open = [IO.File]::Open($path, 'Open', 'ReadWrite', 'None')
        try { & $Command > $null } finally { $open.Dispose() }
        Assert-TestError $script:failed PathUnreadable ReadError $path
        $script:failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*another program*'
    }
}

Describe 'The access list of a new file, on Windows' -Tag Windows {
    It 'has only its owner: <Name>' -ForEach @(
        @{ Name = 'a key file'; Make = { (New-RootKey "$TestDrive/$(New-Guid).key").Path } }
        @{ Name = 'a received file'; Make = { (Receive-EncryptedS3Object -BucketName test -Key object -Destination "$TestDrive/$(New-Guid)/x").FullName } }
    ) {
        $list = [IO.FileSystemAclExtensions]::GetAccessControl([IO.FileInfo](& $Make))
        $owner = [Security.Principal.WindowsIdentity]::GetCurrent().User
        # Wine keeps access lists as the mode of the file, and always shows the system's entry.
        $rules = $list.GetAccessRules($true, $true, [Security.Principal.SecurityIdentifier]) | Where-Object { -not $_.IdentityReference.IsWellKnown('LocalSystemSid') }
        $rules.IdentityReference | Should -Be $owner
        $rules.AccessControlType | Should -Be Allow
    }

    # Wine's NtQuerySecurityObject forgets that a list is protected.
    It 'inherits nothing' -Tag NotOnWine {
        [IO.FileSystemAclExtensions]::GetAccessControl([IO.FileInfo](New-RootKey "$TestDrive/$(New-Guid).key").Path).AreAccessRulesProtected | Should -BeTrue
    }
}

Describe 'A key file that others can read, on Windows' -Tag Windows {
    BeforeEach {
        $key = New-RootKey "$TestDrive/$(New-Guid) sales.key"
        $file = [IO.FileInfo]$key.Path
        $list = [IO.FileSystemAclExtensions]::GetAccessControl($file)
        $everyone = [Security.Principal.SecurityIdentifier]::new([Security.Principal.WellKnownSidType]::WorldSid, $null)
        $list.AddAccessRule([Security.AccessControl.FileSystemAccessRule]::new($everyone, 'Read', 'Allow'))
        [IO.FileSystemAclExtensions]::SetAccessControl($file, $list)
        $command = { Send-EncryptedS3Object $path -BucketName test -RootKey $key.Path 3>&1 | Where-Object { $_ -is [Management.Automation.WarningRecord] } }
    }

    It 'draws one warning, with who can read it and a command for PowerShell and cmd.exe' {
        $warning = & $command
        $warning | Should -HaveCount 1
        "$warning" | Should -BeLike "The key file '$($key.Path)' can be read by accounts other than yours (S-1-1-0)*"
        "$warning" | Should -BeLike "*run: icacls ""$($key.Path)"" /inheritance:r /grant:r ""*:F"" /remove:g ""*S-1-1-0"""
    }

    # Wine's icacls does nothing.
    It 'draws none after the command: in <_>' -Tag NotOnWine -ForEach 'PowerShell', 'cmd.exe' {
        $remedy = "$(& $command)" -replace '^.*run: '
        if ($_ -eq 'PowerShell') { Invoke-Expression $remedy > $null } else { cmd.exe /d /c $remedy > $null }
        & $command | Should -BeNullOrEmpty
    }
}
