BeforeDiscovery {
    # Others are awkward on other systems' file systems only; NTFS has none of the second line.
    $names = @('a b.csv', ' leading', 'a+b.csv', '100%.csv', 'a%2Fb.csv', '#1.csv', "it's.csv", '[x].csv', 'semi;colon&amp=.csv', '~tilde.csv', '.hidden'
        "emoji `u{1F600}.csv", "composed `u{e9}.csv", "decomposed e`u{301}.csv", "`u{65E5}`u{672C}/`u{6DF1}`u{3044}/x", '$(x) `x`.csv', '-Recurse', '{0}.csv', ('k' * 200 + '/' + 'k' * 200 + '/' + 'k' * 200 + '/' + 'k' * 200 + '/' + 'k' * 190))
    if (-not $IsWindows) { $names += '"quoted".csv', 'back\slash.csv', 'co:lon.csv', "new`nline.csv", '*star?.csv', 'trailing ', 'env:x', '<a>|b' }
    $cases = $names | ForEach-Object { @{ File = $_ } }
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    # Not the test drive: Pester's own clean-up reads some of the names as wildcards.
    $folder = (New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "names-$(New-Guid)")).FullName
}

AfterAll {
    [IO.Directory]::Delete($folder, $true)
    Stop-TestServer
}

Describe 'A file with the name <File>' -ForEach $cases {
    It 'is sent from the pipeline, under the same key, and verified' {
        $path = New-TestFile "$folder/$File"
        $result = [IO.FileInfo]$path | Send-EncryptedS3Object -BucketName test -KeyPrefix p -BasePath $folder -RootKey $key | Test-EncryptedRoundTrip -RootKey $key
        $result.Verified | Should -BeTrue
        $result.Key | Should -BeExactly "p/$File"
        Get-TestObjectKey "p/$File" | Should -BeExactly "p/$File"
    }
}

Describe 'A record of a file with a backslash in its name' -Tag Unix {
    It 'names that file, and not the one in a folder (<Name>)' -ForEach @(
        @{ Name = 'the record itself'; Through = { $_ } }
        @{ Name = 'the record from CSV'; Through = { $_ | ConvertTo-Csv | ConvertFrom-Csv } }
        @{ Name = 'a property of the file'; Through = { [IO.FileInfo]$_.SourcePath | Select-Object FullName } }
    ) {
        $own = New-TestFile "$folder/in\b.csv" 12
        [void](New-TestFile "$folder/in/b.csv" 14)
        $first = [IO.FileInfo]$own | Send-EncryptedS3Object -BucketName test -Key first -RootKey $key
        $again = $first | ForEach-Object $Through | Send-EncryptedS3Object -BucketName test -Key again -RootKey $key
        $again.SourcePath | Should -BeExactly $own
        $again.PlaintextLength | Should -Be 12
    }
}

# PowerShell itself takes a backslash in a path for a slash, on every system.
Describe 'A file with the name <File>' -ForEach ($cases | Where-Object { -not $_.File.Contains('\') }) {
    It 'is sent by -LiteralPath, and verified by path, bucket and key' {
        $path = New-TestFile "$folder/$File"
        (Send-EncryptedS3Object -LiteralPath $path -Key "l/$File" -BucketName test -RootKey $key).SourcePath | Should -BeExactly $path
        (Test-EncryptedRoundTrip -LiteralPath $path -BucketName test -Key "l/$File" -RootKey $key).Verified | Should -BeTrue
    }
}

Describe 'A folder of such files' {
    It 'is sent by -Recurse' {
        $sent = Send-EncryptedS3Object -LiteralPath $folder -Recurse -KeyPrefix all -BucketName test -RootKey $key
        $sent.Count | Should -Be ([IO.Directory]::GetFiles($folder, '*', 'AllDirectories').Count)
        ($sent | Test-EncryptedRoundTrip -RootKey $key).Verified | Should -Not -Contain $false
    }
}
