BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $common = @{ BucketName = 'test'; RootKey = New-RootKey "$TestDrive/root.key" }
    $folder = "$TestDrive/in"
    'a.csv', 'sub/b.csv', 'sub/deep/c.csv' | ForEach-Object { New-TestFile "$folder/$_" > $null }
    [void][IO.Directory]::CreateDirectory("$folder/empty")
}

AfterAll {
    Stop-TestServer
}

Describe 'A folder' {
    BeforeEach {
        Reset-TestServer
        $prefix = "$(New-Guid)"
    }

    It 'is sent with -Recurse, with keys relative to it' {
        Send-EncryptedS3Object $folder -Recurse -KeyPrefix $prefix @common > $null
        Get-TestObjectKey $prefix | Should -Be "$prefix/a.csv", "$prefix/sub/b.csv", "$prefix/sub/deep/c.csv"
    }

    It 'is sent with -Recurse by -LiteralPath, by a path that ends with a slash, and from the pipeline' {
        Send-EncryptedS3Object -LiteralPath $folder -Recurse -KeyPrefix "$prefix/1" @common > $null
        Send-EncryptedS3Object "$folder/" -Recurse -KeyPrefix "$prefix/2" @common > $null
        Get-Item $folder | Send-EncryptedS3Object -Recurse -KeyPrefix "$prefix/3" @common > $null
        Get-TestObjectKey $prefix | Should -Be (1..3 | ForEach-Object { "$prefix/$_/a.csv", "$prefix/$_/sub/b.csv", "$prefix/$_/sub/deep/c.csv" })
    }

    It 'is an error without -Recurse' {
        Send-EncryptedS3Object $folder @common -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed DirectoryWithoutRecurse InvalidArgument $folder
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*-Recurse*'
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'is skipped with a verbose line when it comes from the pipeline' {
        $said = Get-ChildItem $folder -Recurse | Send-EncryptedS3Object -KeyPrefix $prefix -BasePath $folder -Verbose @common -ErrorVariable failed 4>&1
        $failed | Should -BeNullOrEmpty
        ($said | Where-Object { $_ -is [Management.Automation.VerboseRecord] -and "$_" -like '*was skipped*' }).Count | Should -Be 3
        Get-TestObjectKey $prefix | Should -Be "$prefix/a.csv", "$prefix/sub/b.csv", "$prefix/sub/deep/c.csv"
    }

    It 'has its files sent once when it is piped with them and -Recurse' {
        $sent = Get-ChildItem $folder -Recurse | Send-EncryptedS3Object -Recurse -KeyPrefix $prefix -BasePath $folder @common
        $sent.Count | Should -Be 3
    }

    It 'is followed by no link to a folder' -Tag Unix {
        $linked = (New-Item -ItemType Directory "$TestDrive/linked").FullName
        New-TestFile "$linked/d.csv" > $null
        New-Item -ItemType SymbolicLink "$linked/loop" -Target $linked > $null
        $sent = Send-EncryptedS3Object $linked -Recurse -KeyPrefix $prefix @common -ErrorVariable failed -ErrorAction SilentlyContinue
        $sent.Key | Should -Be "$prefix/d.csv"
        Assert-TestError $failed PathUnreadable ReadError "$linked/loop"
        { $sent | New-CopyManifest -Path "$TestDrive/linked.manifest" } | Should -Throw -ErrorId 'FailedItems,*'
    }

    It 'has a folder whose name is not UTF-8: an error that is counted' -Tag Unix -Skip:(-not $IsLinux) {
        $odd = (New-Item -ItemType Directory "$TestDrive/odd").FullName
        sh -c ('cd "$1" && mkdir "$(printf "caf\351")" && printf 1 > "$(printf "caf\351")/b.csv" && printf 1 > a.csv') sh $odd
        try { $sent = Send-EncryptedS3Object $odd -Recurse -KeyPrefix $prefix @common -ErrorVariable failed -ErrorAction SilentlyContinue }
        # PowerShell cannot delete it.
        finally { rm -r $odd }
        $sent.Key | Should -Be "$prefix/a.csv"
        Assert-TestError $failed PathUnreadable ReadError
        "$failed" | Should -BeLike '*not valid UTF-8*'
        { $sent | New-CopyManifest -Path "$TestDrive/odd.manifest" } | Should -Throw -ErrorId 'FailedItems,*'
    }

    It 'that is empty returns nothing' {
        Send-EncryptedS3Object "$folder/empty" -Recurse @common -ErrorVariable failed | Should -BeNullOrEmpty
        $failed | Should -BeNullOrEmpty
    }
}
