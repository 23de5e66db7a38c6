BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $common = @{ BucketName = 'test'; RootKey = New-RootKey "$TestDrive/root.key" }
    $folder = "$TestDrive/in"
    'a.csv', 'sub/a.csv', 'sub/b.csv' | ForEach-Object { New-TestFile "$folder/$_" > $null }
}

AfterAll {
    Stop-TestServer
}

Describe 'The key of an object' {
    BeforeEach {
        Reset-TestServer
        Push-Location $folder
    }

    AfterEach {
        Pop-Location
    }

    It 'is <Key> by <Name>' -ForEach @(
        @{ Name = 'the name'; Given = @{}; Key = 'b.csv' }
        @{ Name = '-KeyPrefix, which gets a closing slash'; Given = @{ KeyPrefix = 'p' }; Key = 'p/b.csv' }
        @{ Name = '-KeyPrefix with a closing slash'; Given = @{ KeyPrefix = 'p/q/' }; Key = 'p/q/b.csv' }
        @{ Name = 'an empty -KeyPrefix'; Given = @{ KeyPrefix = '' }; Key = 'b.csv' }
        @{ Name = '-BasePath'; Given = @{ BasePath = '.' }; Key = 'sub/b.csv' }
        @{ Name = '-BasePath with a closing slash, and -KeyPrefix'; Given = @{ BasePath = './'; KeyPrefix = 'p' }; Key = 'p/sub/b.csv' }
        @{ Name = '-Key'; Given = @{ Key = 'other/name' }; Key = 'other/name' }
        @{ Name = '-Key with the segments that paths know'; Given = @{ Key = './x/../y//' }; Key = './x/../y//' }
    ) {
        (Send-EncryptedS3Object sub/b.csv @Given @common).Key | Should -BeExactly $Key
        Get-TestObjectKey $Key | Should -BeExactly $Key
    }

    It 'cannot begin with a slash, which the AWS SDK would not send: <Given.Keys>' -ForEach @(
        @{ Given = @{ Key = '/x' } }
        @{ Given = @{ KeyPrefix = '/p' } }
    ) {
        Send-EncryptedS3Object sub/b.csv @Given @common -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed InvalidKey InvalidArgument "$folder/sub/b.csv"
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'has a backslash from -KeyPrefix, with a warning that names slashes' {
        (Send-EncryptedS3Object sub/b.csv -KeyPrefix 'p\2026' @common -WarningVariable warnings -WarningAction SilentlyContinue).Key | Should -BeExactly 'p\2026/b.csv'
        "$warnings" | Should -BeLike "*-KeyPrefix 'p\2026'*slashes*"
    }

    It 'comes from a property of the records of Import-Csv' {
        "FullName,Key,BucketName`n$folder/a.csv,one,test`n$folder/sub/a.csv,two/three,test" | ConvertFrom-Csv |
            Send-EncryptedS3Object -RootKey $common.RootKey | ForEach-Object { "$($_.SourcePath) $_" } | Sort-Object |
            Should -Be "$(Join-Path $folder a.csv) s3://test/one", "$(Join-Path $folder sub a.csv) s3://test/two/three"
    }

    It 'does not come from a property if -KeyPrefix or -BasePath determines it' {
        $record = [pscustomobject]@{ LiteralPath = "$folder/sub/b.csv"; Key = 'of/the/record' }
        ($record | Send-EncryptedS3Object -KeyPrefix given @common).Key | Should -Be 'given/b.csv'
        ($record | Send-EncryptedS3Object -BasePath . @common).Key | Should -Be 'sub/b.csv'
        Get-TestObjectKey of/the | Should -BeNullOrEmpty
    }

    It 'is wanted by two files: the second is an error and is not sent' {
        $sent = Send-EncryptedS3Object a.csv, sub/a.csv, sub/b.csv -KeyPrefix twice @common -ErrorVariable failed -ErrorAction SilentlyContinue
        Assert-TestError $failed DuplicateKey ResourceExists "$folder/sub/a.csv"
        "$failed" | Should -BeLike "*$(Join-Path $folder a.csv)*"
        $sent.SourcePath | Sort-Object | Should -Be (Join-Path $folder a.csv), (Join-Path $folder sub b.csv)
    }

    It 'is wanted by two files by -Key: the second is an error' {
        $sent = Get-Item a.csv, sub/b.csv | Send-EncryptedS3Object -Key single @common -ErrorVariable failed -ErrorAction SilentlyContinue
        Assert-TestError $failed DuplicateKey ResourceExists "$folder/sub/b.csv"
        $sent.SourcePath | Should -Be (Join-Path $folder a.csv)
    }

    It 'cannot be had outside -BasePath, and the others are sent' {
        $sent = Send-EncryptedS3Object a.csv, sub/b.csv -BasePath sub -KeyPrefix base @common -ErrorVariable failed -ErrorAction SilentlyContinue
        Assert-TestError $failed OutsideBasePath InvalidArgument "$folder/a.csv"
        $sent.Key | Should -Be 'base/b.csv'
    }

    It 'is not relative to a folder whose name only begins like -BasePath' {
        New-TestFile "$folder/subway/c.csv" > $null
        Send-EncryptedS3Object subway/c.csv -BasePath sub @common -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed OutsideBasePath InvalidArgument "$folder/subway/c.csv"
    }

    It 'is refused when it is longer than S3 takes' {
        Send-EncryptedS3Object a.csv -Key ([string]'é' * 513) @common -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed InvalidKey InvalidArgument "$folder/a.csv"
        "$failed" | Should -BeLike '*1026 bytes*'
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It '<Id> ends the command for <Name>' -ForEach @(
        @{ Name = 'a missing -BasePath'; Given = @{ BasePath = 'none' }; Id = 'BasePathNotFound'; Category = 'ObjectNotFound'; Target = 'none' }
        @{ Name = 'a file as -BasePath'; Given = @{ BasePath = 'a.csv' }; Id = 'BasePathNotFound'; Category = 'ObjectNotFound'; Target = 'a.csv' }
        @{ Name = '-BasePath elsewhere'; Given = @{ BasePath = 'env:' }; Id = 'NotAFileSystemPath'; Category = 'InvalidArgument'; Target = 'env:' }
        @{ Name = '-Key with -KeyPrefix'; Given = @{ Key = 'k'; KeyPrefix = 'p' }; Id = 'InvalidParameters'; Category = 'InvalidArgument'; Target = 'k' }
        @{ Name = '-Key with -BasePath'; Given = @{ Key = 'k'; BasePath = '.' }; Id = 'InvalidParameters'; Category = 'InvalidArgument'; Target = 'k' }
        @{ Name = '-Key with -Recurse'; Given = @{ Key = 'k'; Recurse = $true }; Id = 'InvalidParameters'; Category = 'InvalidArgument'; Target = 'k' }
    ) {
        $failure = { Send-EncryptedS3Object a.csv @Given @common } | Should -Throw -PassThru
        Assert-TestError $failure $Id $Category $Target
        Get-TestRequest | Should -BeNullOrEmpty
    }
}
