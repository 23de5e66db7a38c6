BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $source = (New-Item -ItemType Directory "$TestDrive/in").FullName
    $key = New-RootKey "$source/root.key"
    $null = New-Item -ItemType Directory "$source/sub"
    'a.csv', 'sub/b.csv', 'sub/c.txt' | ForEach-Object { [IO.File]::WriteAllText("$source/$_", "$_`n" * 1000) }
    $common = @{ BucketName = 'test'; RootKey = $key }
}

AfterAll { Stop-TestServer }

Describe 'Test-EncryptedRoundTrip -Recurse' {
    BeforeEach {
        $prefix = "p$(New-Guid)"
        $arguments = @{ Path = $source; Recurse = $true; KeyPrefix = $prefix } + $common
    }

    It 'compares a directory with what Send made of it, without its records (<Name>)' -ForEach @(
        @{ Name = 'as they are'; Sent = @{}; Keys = 'a.csv', 'sub/b.csv', 'sub/c.txt' }
        @{ Name = 'compressed'; Sent = @{ Compression = 'Zstd' }; Keys = 'a.csv.zst', 'sub/b.csv.zst', 'sub/c.txt.zst' }
    ) {
        Send-EncryptedS3Object @arguments @Sent -WarningAction Ignore > $null
        $tested = Test-EncryptedRoundTrip @arguments -ErrorAction Stop
        $tested.Verified | Should -Be $true, $true, $true
        $tested.Key | Sort-Object | Should -Be ($Keys | ForEach-Object { "$prefix/$_" })
        $tested.SourcePath | Should -Contain ([IO.Path]::GetFullPath("$source/a.csv"))
        Test-EncryptedRoundTrip @arguments -Quiet | Should -BeTrue
    }

    It 'names what is missing on either side' {
        Send-EncryptedS3Object @arguments -Exclude sub/b.csv -WarningAction Ignore > $null
        Set-TestObject "$prefix/more.csv" ([byte[]](1, 2))
        Set-TestObject "$prefix/marker/" @()
        $tested = Test-EncryptedRoundTrip @arguments -ErrorVariable failed -ErrorAction SilentlyContinue
        $tested.Verified | Should -Be $true, $true
        $failed.FullyQualifiedErrorId -replace ',.*' | Should -Be ObjectNotFound, SourceMissing
        $failed.TargetObject | Should -Be ([IO.Path]::GetFullPath("$source/sub/b.csv")), "s3://test/$prefix/more.csv"
        Test-EncryptedRoundTrip @arguments -Quiet -ErrorAction SilentlyContinue | Should -BeFalse
    }

    It 'does not miss the object of the root key file, which is not sent (<Name>)' -ForEach @(
        @{ Name = 'by its path'; Key = { "$source/root.key" } }
        @{ Name = 'by a path to a copy'; Key = { Copy-Item "$source/root.key" "$TestDrive/copy.key"; "$TestDrive/copy.key" } }
    ) {
        Send-EncryptedS3Object @arguments -WarningAction Ignore > $null
        $arguments.RootKey = & $_.Key
        (Test-EncryptedRoundTrip @arguments -ErrorAction Stop).Verified | Should -Be $true, $true, $true
    }

    It 'finds a file that differs' {
        Send-EncryptedS3Object @arguments -WarningAction Ignore > $null
        Send-EncryptedS3Object "$source/sub/c.txt" -Key "$prefix/sub/b.csv" @common > $null
        $tested = Test-EncryptedRoundTrip @arguments
        ($tested | Where-Object { -not $_.Verified }).Key | Should -Be "$prefix/sub/b.csv"
    }

    It 'refuses a split file, with the reason' {
        Send-EncryptedS3Object @arguments -Include a.csv -SplitSize 1000 -Compression Gzip -WarningAction Ignore > $null
        Test-EncryptedRoundTrip @arguments -Include a.csv* -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed SplitObjects NotImplemented ([IO.Path]::GetFullPath("$source/a.csv"))
    }

    It 'compares what the filters select' {
        Send-EncryptedS3Object @arguments -WarningAction Ignore > $null
        (Test-EncryptedRoundTrip @arguments -Include *.csv -Exclude sub/* -ErrorAction Stop).Key | Should -Be "$prefix/a.csv"
        [IO.File]::SetLastWriteTimeUtc("$source/sub/c.txt", [datetime]::UtcNow.AddDays(-3))
        (Test-EncryptedRoundTrip @arguments -OlderThan 2.00:00:00 -ErrorAction Stop).Key | Should -Be "$prefix/sub/c.txt"
    }

    It 'takes keys relative to another directory, and the prefix in an S3 URI' {
        Send-EncryptedS3Object "$source/sub" -Recurse -BasePath $source -KeyPrefix $prefix @common > $null
        $tested = Test-EncryptedRoundTrip "$source/sub" "s3://test/$prefix" -Recurse -BasePath $source -RootKey $key -ErrorAction Stop
        $tested.Key | Sort-Object | Should -Be "$prefix/sub/b.csv", "$prefix/sub/c.txt"
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a file'; More = @{ Path = { "$source/a.csv" } }; Id = 'PathNotFound' }
        @{ Name = 'a key'; More = @{ Key = { 'k' } }; Id = 'InvalidParameters' }
    ) {
        $More.Keys | ForEach-Object { $arguments[$_] = & $More[$_] }
        { Test-EncryptedRoundTrip @arguments -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
    }

    It 'is needed for -<Parameter>' -ForEach @(
        @{ Parameter = 'KeyPrefix'; Value = 'p' }, @{ Parameter = 'BasePath'; Value = '/' }, @{ Parameter = 'Include'; Value = '*' }
    ) {
        $more = @{ $Parameter = $Value }
        { Test-EncryptedRoundTrip "$source/a.csv" test -Key k @more -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidParameters,*'
    }
}
