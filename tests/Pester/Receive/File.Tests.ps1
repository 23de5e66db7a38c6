BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $path = New-TestFile "$TestDrive/a.csv" 1000
    $hash = (Get-FileHash $path).Hash
    $sent = Send-EncryptedS3Object $path -BucketName test -KeyPrefix p/q -RootKey $key
}

AfterAll { Stop-TestServer }

Describe 'A single -Key' {
    BeforeEach {
        $out = "$TestDrive/$(New-Guid)"
        $common = @{ BucketName = 'test'; Key = 'p/q/a.csv'; RootKey = $key }
    }

    It 'becomes the file that -Destination names, in folders that are made for it' {
        $item = Receive-EncryptedS3Object @common -Destination "$out/x/y.bin"
        $item.FullName | Should -Be (Get-Item "$out/x/y.bin").FullName
        (Get-FileHash "$out/x/y.bin").Hash | Should -Be $hash
    }

    It 'goes by its name into a folder that is there' {
        [void](New-Item -ItemType Directory $out)
        (Receive-EncryptedS3Object @common -Destination $out).FullName | Should -Be (Get-Item "$out/a.csv").FullName
    }

    It 'goes by its name into a folder that a closing slash asks for' {
        (Receive-EncryptedS3Object @common -Destination "$out/").FullName | Should -Be (Get-Item "$out/a.csv").FullName
    }

    It 'keeps its key below -KeyPrefix' {
        (Receive-EncryptedS3Object @common -Destination $out -KeyPrefix p/).FullName | Should -Be (Get-Item "$out/q/a.csv").FullName
    }

    It 'that is not there is an error, and makes no folder' {
        $common.Key = 'none'
        Receive-EncryptedS3Object @common -Destination "$out/x" -ErrorVariable failed -ErrorAction SilentlyContinue
        Assert-TestError $failed ObjectNotFound ObjectNotFound s3://test/none
        [IO.Directory]::Exists($out) | Should -BeFalse
    }

    It 'may have <Length> bytes' -ForEach (0, 1, 15, 16, 17, (8MB - 1), 8MB, (8MB + 1), 20MB | ForEach-Object { @{ Length = $_ } }) {
        $file = New-TestFile "$TestDrive/lengths/$Length" $Length
        Send-EncryptedS3Object $file -BucketName test -Key "l/$Length" -RootKey $key > $null
        (Receive-EncryptedS3Object test l/ "$out/" -RootKey $key | Where-Object Name -EQ $Length).Length | Should -Be $Length
        (Get-FileHash "$out/$Length").Hash | Should -Be (Get-FileHash $file).Hash
    }

    It 'that is empty and not encrypted becomes an empty file' {
        Set-TestObject empty @()
        (Receive-EncryptedS3Object -BucketName test -Key empty -Destination "$out/").Length | Should -Be 0
    }
}

Describe 'A file that is there' {
    BeforeEach {
        $out = "$TestDrive/$(New-Guid)"
        [void](New-Item -ItemType Directory $out)
        [IO.File]::WriteAllText("$out/a.csv", 'mine')
        $common = @{ BucketName = 'test'; Key = 'p/q/a.csv'; RootKey = $key; Destination = $out; ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
    }

    It 'is left as it is, without a request' {
        Reset-TestServer
        Receive-EncryptedS3Object @common | Should -BeNullOrEmpty
        Assert-TestError $failed FileExists ResourceExists s3://test/p/q/a.csv
        [IO.File]::ReadAllText("$out/a.csv") | Should -Be mine
        [IO.Directory]::GetFiles($out) | Should -HaveCount 1
        (Get-TestRequest).operation | Should -Not -Contain GetObject
    }

    It 'is replaced with -Force, and is then its owner''s alone' {
        Receive-EncryptedS3Object @common -Force > $null
        $failed | Should -BeNullOrEmpty
        (Get-FileHash "$out/a.csv").Hash | Should -Be $hash
        if (-not $IsWindows) { [IO.File]::GetUnixFileMode("$out/a.csv") | Should -Be ([IO.UnixFileMode]'UserRead, UserWrite') }
    }

    It 'is left as it is by -Force where the object cannot be opened' {
        $common.RootKey = New-RootKey "$TestDrive/$(New-Guid).key"
        Receive-EncryptedS3Object @common -Force | Should -BeNullOrEmpty
        Assert-TestError $failed WrongRootKey SecurityError s3://test/p/q/a.csv
        [IO.File]::ReadAllText("$out/a.csv") | Should -Be mine
        [IO.Directory]::GetFiles($out) | Should -HaveCount 1
    }

    It 'is left as it is, and so is what a link leads to, whether or not something is there' -Tag Unix {
        [void](New-Item -ItemType SymbolicLink "$out/link" -Target "$out/nowhere")
        $common.Destination = "$out/link"
        Receive-EncryptedS3Object @common | Should -BeNullOrEmpty
        Assert-TestError $failed FileExists ResourceExists s3://test/p/q/a.csv
        Receive-EncryptedS3Object @common -Force > $null
        [IO.File]::Exists("$out/nowhere") | Should -BeFalse
        (Get-Item "$out/link").LinkType | Should -BeNullOrEmpty
        (Get-FileHash "$out/link").Hash | Should -Be $hash
    }

    It 'is an error where it is a folder, also with -Force' {
        [IO.File]::Delete("$out/a.csv")
        [void](New-Item -ItemType Directory "$out/a.csv")
        Receive-EncryptedS3Object @common -Force | Should -BeNullOrEmpty
        Assert-TestError $failed FileNotWritten WriteError s3://test/p/q/a.csv
        [IO.Directory]::GetFiles($out) | Should -BeNullOrEmpty
    }
}
