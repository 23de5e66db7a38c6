BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $newKey = New-RootKey "$TestDrive/new.key"
    $source = (New-Item -ItemType Directory "$TestDrive/in").FullName
    'a.csv', 'b.TXT', 'sub/c.csv', 'sub/deep/d.csv' | ForEach-Object { New-TestFile "$source/$_" > $null }
    [IO.File]::SetLastWriteTimeUtc("$source/sub/c.csv", [datetime]::UtcNow.AddDays(-3))
    Send-EncryptedS3Object $source -Recurse -BucketName test -KeyPrefix in -RootKey $key > $null
}

AfterAll { Stop-TestServer }

Describe 'Filters by name (<Name>)' -ForEach @(
    @{ Name = 'Send-EncryptedS3Object'; Run = { (Send-EncryptedS3Object $source -Recurse -BucketName test -KeyPrefix in -RootKey $key @filter).Key } }
    @{ Name = 'Get-EncryptedS3Object'; Run = { (Get-EncryptedS3Object test in/ @filter).Key } }
    @{ Name = 'Receive-EncryptedS3Object'; Run = { (Receive-EncryptedS3Object test in/ "$TestDrive/$(New-Guid)" -RootKey $key @filter).Key } }
    @{ Name = 'Convert-EncryptedS3Object'; Run = { (Convert-EncryptedS3Object test in/ -DestinationKeyPrefix "$(New-Guid)" -RootKey $key -ServerSideEncryption AES256 @filter).Key -replace '^[^/]*', 'in' } }
    @{ Name = 'Update-EncryptedS3Object'; Run = { (Update-EncryptedS3Object test in/ -RootKey $key -NewRootKey $key @filter).Key } }
    @{ Name = 'Test-EncryptedRoundTrip'; Run = { (Test-EncryptedRoundTrip $source test -Recurse -KeyPrefix in -RootKey $key @filter).Key } }
) {
    It 'select <Expected> by <Shown>' -ForEach @(
        @{ Shown = '-Include *.csv'; Filter = @{ Include = '*.csv' }; Expected = 'a.csv', 'sub/c.csv', 'sub/deep/d.csv' }
        @{ Shown = '-Include *.txt'; Filter = @{ Include = '*.txt' }; Expected = 'b.TXT' }
        @{ Shown = '-Include sub/*, b*'; Filter = @{ Include = 'sub/*', 'b*' }; Expected = 'b.TXT', 'sub/c.csv', 'sub/deep/d.csv' }
        @{ Shown = '-Exclude sub/deep/*, *.txt'; Filter = @{ Exclude = 'sub/deep/*', '*.txt' }; Expected = 'a.csv', 'sub/c.csv' }
        @{ Shown = '-Include *.csv -Exclude a*'; Filter = @{ Include = '*.csv'; Exclude = 'a*' }; Expected = 'sub/c.csv', 'sub/deep/d.csv' }
        @{ Shown = '-NewerThan an hour ago and -Include a*'; Filter = @{ Include = 'a*'; NewerThan = [timespan]'1:00' }; Expected = 'a.csv' }
        @{ Shown = '-OlderThan next year and -Include a*'; Filter = @{ Include = 'a*'; OlderThan = [datetime]::Now.AddYears(1) }; Expected = 'a.csv' }
    ) {
        $filter = $Filter
        & $Run | Sort-Object | Should -Be ($Expected | ForEach-Object { "in/$_" })
    }
}

Describe 'Filters by time' {
    It 'take the last write time of files (<Shown>)' -ForEach @(
        @{ Shown = 'newer than a TimeSpan'; Filter = @{ NewerThan = [timespan]::FromDays(2) }; Expected = 'in/a.csv', 'in/b.TXT', 'in/sub/deep/d.csv' }
        @{ Shown = 'older than its text'; Filter = @{ OlderThan = '2.00:00:00' }; Expected = 'in/sub/c.csv' }
        @{ Shown = 'older than a time'; Filter = @{ OlderThan = [datetime]::Now.AddDays(-2) }; Expected = 'in/sub/c.csv' }
        @{ Shown = 'between both'; Filter = @{ OlderThan = [datetime]::UtcNow.AddDays(-2); NewerThan = [datetime]::UtcNow.AddDays(-4) }; Expected = 'in/sub/c.csv' }
    ) {
        (Send-EncryptedS3Object $source -Recurse -BucketName test -KeyPrefix in -RootKey $key @Filter).Key | Sort-Object | Should -Be $Expected
    }

    It 'take the last change of objects' {
        (Get-EncryptedS3Object test in/ -NewerThan 1:00).Count | Should -Be 4
        Get-EncryptedS3Object test in/ -OlderThan 1:00 | Should -BeNullOrEmpty
    }
}

Describe 'Filters' {
    It 'refuse a number for a time: <_>' -ForEach 7, 1.5, '7', '-1:00:00' {
        { Get-EncryptedS3Object test in/ -NewerThan $_ -ErrorAction Stop } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
    }

    It 'that select nothing are a warning and not an error' {
        Get-EncryptedS3Object test in/ -Include none -ErrorAction Stop -WarningVariable warned -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warned | Should -Be 'Nothing was selected: 4 items were left out by the filters.'
        Get-EncryptedS3Object test in/ -Include none -ShardIndex 0 -ShardCount 2 3>&1 | Should -BeNullOrEmpty
    }

    It 'are for listings (<Name>)' -ForEach @(
        @{ Name = 'not for a key'; Run = { Get-EncryptedS3Object test -Key in/a.csv -Include * -ErrorAction Stop } }
        @{ Name = 'not for the pipeline'; Run = { Get-EncryptedS3Object test in/ | Receive-EncryptedS3Object -Destination "$TestDrive/x" -Exclude * -ErrorAction Stop } }
    ) {
        $Run | Should -Throw -ErrorId 'InvalidParameters,*'
    }
}
