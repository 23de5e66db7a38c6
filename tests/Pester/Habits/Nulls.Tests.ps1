# A variable that a script forgot to set is null. It must neither select a whole bucket nor be blamed on the server.
BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $file = New-TestFile "$TestDrive/a.csv"
}

AfterAll { Stop-TestServer }

Describe 'A null <Parameter> of <Command>' -ForEach @(
    foreach ($parameter in 'BucketName', 'KeyPrefix', 'Key') {
        @{ Command = 'Get-EncryptedS3Object'; Parameter = $parameter; Others = @{} }
        @{ Command = 'Receive-EncryptedS3Object'; Parameter = $parameter; Others = @{ Destination = 'TestDrive:/out' } }
        @{ Command = 'Convert-EncryptedS3Object'; Parameter = $parameter; Others = @{ DestinationKeyPrefix = 'c'; ServerSideEncryption = 'AES256' } }
        @{ Command = 'Update-EncryptedS3Object'; Parameter = $parameter; Others = @{ NewRootKey = { $key } } }
        @{ Command = 'Send-EncryptedS3Object'; Parameter = $parameter; Others = @{ Path = { $file } } }
        @{ Command = 'New-CopyManifest'; Parameter = $parameter; Others = @{ Uri = 's3://test/m' } }
    }
    @{ Command = 'Test-EncryptedRoundTrip'; Parameter = 'KeyPrefix'; Others = @{ Path = { "$TestDrive" }; Recurse = $true } }
    @{ Command = 'Test-EncryptedRoundTrip'; Parameter = 'Key'; Others = @{ Path = { $file } } }
    @{ Command = 'Remove-IncompleteS3Upload'; Parameter = 'KeyPrefix'; Others = @{ OlderThan = '1:00' } }
    @{ Command = 'New-S3BatchManifest'; Parameter = 'Key'; Others = @{ Uri = 's3://test/m' } }
    @{ Command = 'Get-CopyStatement'; Parameter = 'Key'; Others = @{ Table = 't'; IamRole = 'default' } }
) {
    It 'ends the command before the first request' {
        Reset-TestServer
        $given = @{ BucketName = 'test'; ErrorAction = 'Stop' }
        if ((Get-Command $Command).Parameters.ContainsKey('RootKey') -and $Command -notin 'Get-CopyStatement', 'New-CopyManifest') { $given.RootKey = $key }
        foreach ($name in $Others.Keys) { $given[$name] = $Others[$name] -is [scriptblock] ? (& $Others[$name]) : $Others[$name] }
        $given[$Parameter] = $null
        { & $Command @given } | Should -Throw -ErrorId 'InvalidParameters,*' -ExpectedMessage '*is null*'
        Get-TestRequest | Should -BeNullOrEmpty
    }
}

Describe 'A null among several paths' {
    It 'is an error of its own, and the others are sent' {
        Send-EncryptedS3Object $null, $file -BucketName test -RootKey $key -ErrorVariable failed -ErrorAction SilentlyContinue | Should -HaveCount 1
        Assert-TestError $failed IncompleteRecord InvalidArgument
    }
}

Describe 'A selection of nothing' {
    It 'is a warning: <Name>' -ForEach @(
        @{ Name = 'a directory without files'; Run = { Send-EncryptedS3Object "$TestDrive/empty" -Recurse -BucketName test -RootKey $key }; Text = 'No files were found in *empty*' }
        @{ Name = 'a pattern that fits no file'; Run = { Send-EncryptedS3Object $file -Include *.tsv -BucketName test -RootKey $key }; Text = 'Nothing was selected: 1 item was left out by the filters.' }
        @{ Name = 'a pattern that fits no object'; Run = { Get-EncryptedS3Object test -Exclude * }; Text = 'Nothing was selected: * left out by the filters.' }
    ) {
        [void][IO.Directory]::CreateDirectory("$TestDrive/empty")
        Send-EncryptedS3Object $file -BucketName test -RootKey $key > $null
        & $Run 3>&1 | Should -BeLike $Text
    }

    It 'is none by time, because that nothing is newer is usual' {
        Send-EncryptedS3Object $file -NewerThan ([datetime]::Now.AddDays(1)) -BucketName test -RootKey $key 3>&1 | Should -BeNullOrEmpty
    }
}
