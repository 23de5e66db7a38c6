BeforeDiscovery {
    $commands = @(
        @{ Name = 'Send-EncryptedS3Object'; Run = { $input | Send-EncryptedS3Object -RootKey $key @more } }
        @{ Name = 'Test-EncryptedRoundTrip'; Run = { $input | Test-EncryptedRoundTrip -RootKey $key @more } }
        @{ Name = 'Get-EncryptedS3Object'; Run = { $input | Get-EncryptedS3Object -RootKey $key @more } }
        @{ Name = 'Receive-EncryptedS3Object'; Run = { $input | Receive-EncryptedS3Object -Destination "$TestDrive/$(New-Guid)" -RootKey $key @more } }
        @{ Name = 'Convert-EncryptedS3Object'; Run = { $input | Convert-EncryptedS3Object -DestinationKeyPrefix "$(New-Guid)" -ServerSideEncryption AES256 -RootKey $key @more } }
        @{ Name = 'Update-EncryptedS3Object'; Run = { $input | Update-EncryptedS3Object -RootKey $key -NewRootKey $key @more } }
    )
    $forms = @(
        @{ Form = 'an object of nobody'; Through = { $input } }
        @{ Form = 'CSV'; Through = { $input | ConvertTo-Csv | ConvertFrom-Csv } }
        @{ Form = 'CSV that claims to be this module''s'; Through = { @('#TYPE Deserialized.RedshiftEncryption.EncryptedS3Object') + @($input | ConvertTo-Csv) | ConvertFrom-Csv } }
        @{ Form = 'JSON'; Through = { $input | ConvertTo-Json | ConvertFrom-Json } }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $server = Get-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $file = New-TestFile "$TestDrive/a.csv"
    $sent = Send-EncryptedS3Object $file -BucketName test -RootKey $key
    $quiet = @{ ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
    $more = @{}

    # What a command writes; its errors go into $failed.
    function Split-Error {
        $failures, $rest = @($input).Where({ $_ -is [Management.Automation.ErrorRecord] }, 'Split')
        $script:failed = @($failures)
        $rest
    }

    function Set-Property($Name, $Value) { $input | Select-Object * -ExcludeProperty $Name | Add-Member $Name $Value -PassThru }
}

AfterAll {
    Stop-TestServer
}

Describe 'A record that is <Form>, to <Name>' -ForEach ($commands | ForEach-Object { $command = $_; $forms | ForEach-Object { $command + $_ } }) {
    BeforeEach { Reset-TestServer }

    It 'does not choose the <Parameter>' -ForEach @(
        @{ Parameter = 'EndpointUrl'; Value = 'http://127.0.0.1:9/' }
        @{ Parameter = 'Region'; Value = 'eu-west-9' }
        @{ Parameter = 'ProfileName'; Value = 'stranger' }
    ) {
        $sent | Set-Property $Parameter $Value | & $Through | & $Run 2>&1 | Split-Error | Should -BeNullOrEmpty
        Assert-TestError $failed RecordNotFollowed SecurityError
        $failed.TargetObject | Should -BeLike '*a.csv'
        "$failed" | Should -BeLike "*contains the $Parameter '$Value'*"
        $failed.ErrorDetails.RecommendedAction | Should -BeLike "Specify -$Parameter $Value *"
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'may name what the command uses anyway, in another spelling too' {
        $sent | Set-Property EndpointUrl $server.endpoint.Replace('http:', 'HTTP:').TrimEnd('/') | & $Through | & $Run 2>&1 | Split-Error | Should -Not -BeNullOrEmpty
        $failed | Should -BeNullOrEmpty
    }

    It 'has no effect with parameters' {
        $more = @{ EndpointUrl = $server.endpoint; Region = 'us-east-1' }
        $sent | Set-Property EndpointUrl http://127.0.0.1:9/ | Set-Property Region eu-west-9 | & $Through | & $Run 2>&1 | Split-Error | Should -Not -BeNullOrEmpty
        $failed | Should -BeNullOrEmpty
    }
}

Describe 'A record of this module, to <Name>' -ForEach $commands {
    BeforeEach { Reset-TestServer }

    It 'is followed, through Clixml too' {
        $stored = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($sent))
        try {
            $env:AWS_ENDPOINT_URL = 'http://127.0.0.1:9'
            foreach ($record in $sent, $stored) {
                $record | & $Run 2>&1 | Split-Error | Should -Not -BeNullOrEmpty
                $failed | Should -BeNullOrEmpty
            }
        }
        finally { $env:AWS_ENDPOINT_URL = $server.endpoint }
    }
}

Describe 'New-CopyManifest' {
    BeforeEach { Reset-TestServer }

    It 'does not write where a record of <Form> leads' -ForEach $forms {
        $failed = { $sent | Set-Property EndpointUrl http://127.0.0.1:9/ | & $Through | New-CopyManifest s3://test/m } | Should -Throw -PassThru
        Assert-TestError $failed RecordNotFollowed SecurityError s3://test/m
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'is not written after a record that was not followed' {
        $stranger = $sent | Set-Property EndpointUrl http://127.0.0.1:9/
        { $stranger, $sent | Test-EncryptedRoundTrip -RootKey $key -ErrorAction Ignore | New-CopyManifest s3://test/m } | Should -Throw -ErrorId 'FailedItems,*'
    }

    It 'takes the regions of records as facts where it sends nothing' {
        ($sent | Set-Property Region eu-west-9 | New-CopyManifest -Path "$TestDrive/m").Region | Should -Be eu-west-9
    }
}

Describe 'Records through CSV' {
    BeforeEach { Reset-TestServer }

    It 'are verified, though the server reports no encryption of its own' {
        $through = $sent | Set-Property ServerSideEncryption $null | ConvertTo-Csv | ConvertFrom-Csv
        ($through | Test-EncryptedRoundTrip -RootKey $key).Verified | Should -BeTrue
    }

    It 'distinguish an overwritten object from a changed source, in the culture <_>' -ForEach 'en-US', 'de-DE', 'en-GB', 'th-TH' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = $_
            $one = Send-EncryptedS3Object (New-TestFile "$TestDrive/c/$_.csv" 100) -BucketName test -RootKey $key
            $through = $one | ConvertTo-Csv | ConvertFrom-Csv
            Send-EncryptedS3Object (New-TestFile "$TestDrive/d/$_.csv" 101) -BucketName test -RootKey $key > $null
            ($through | Test-EncryptedRoundTrip -RootKey $key).Reason | Should -Be ContentDiffers
            [IO.File]::SetLastWriteTimeUtc("$TestDrive/c/$_.csv", [datetime]::UtcNow.AddDays(-40))
            ($through | Test-EncryptedRoundTrip -RootKey $key).Reason | Should -Be SourceChanged
        }
        finally { [cultureinfo]::CurrentCulture = $culture }
    }
}

Describe 'A fact that cannot be one' {
    BeforeEach { Reset-TestServer }

    It 'is an error of its record: <Property> = <Value>' -ForEach @(
        @{ Property = 'SourceLength'; Value = 'abc'; Expected = 'a number of bytes' }
        @{ Property = 'SourceLength'; Value = -1; Expected = 'a number of bytes' }
        @{ Property = 'SourceLength'; Value = 1.5; Expected = 'a number of bytes' }
        @{ Property = 'Length'; Value = '1e3'; Expected = 'a number of bytes' }
        @{ Property = 'SourceLastWriteTimeUtc'; Value = 'yesterday'; Expected = 'a time' }
        @{ Property = 'Compression'; Value = '1'; Expected = 'None, *' }
    ) {
        $results = ($sent | Set-Property $Property $Value), $sent | Test-EncryptedRoundTrip -RootKey $key @quiet
        Assert-TestError $failed InvalidRecord InvalidData
        "$failed" | Should -BeLike "The record of s3://test/a.csv has the $Property '$Value', which is not $Expected."
        $results.Verified | Should -BeTrue
    }

    It 'is an error of <Name>: Length = abc' -ForEach ($commands | Where-Object Name -Match 'Receive|Convert|Update') {
        $sent | Set-Property Length abc | & $Run 2>&1 | Split-Error | Should -BeNullOrEmpty
        Assert-TestError $failed InvalidRecord InvalidData s3://test/a.csv
    }

    It 'ends New-CopyManifest (<Property>)' -ForEach @{ Property = 'Length' }, @{ Property = 'Verified' } {
        { $sent | Set-Property $Property abc | New-CopyManifest -Path "$TestDrive/none" } | Should -Throw -ErrorId 'InvalidRecord,*'
        Test-Path "$TestDrive/none" | Should -BeFalse
    }

    It 'ends Get-CopyStatement' {
        { $sent | Set-Property Verified maybe | Get-CopyStatement t -IamRole default } | Should -Throw -ErrorId 'InvalidRecord,*'
    }
}

Describe 'A name that no bucket has' {
    BeforeEach { Reset-TestServer }

    It 'is refused on the command line (<_>)' -ForEach @(
        { Send-EncryptedS3Object $file -BucketName test/sub -RootKey $key }
        { Test-EncryptedRoundTrip $file test/sub -Key a.csv -RootKey $key }
        { Get-EncryptedS3Object test/sub }
        { Receive-EncryptedS3Object test/sub -Destination "$TestDrive/none" }
        { Convert-EncryptedS3Object test -DestinationBucketName test/sub -RootKey $key }
        { Update-EncryptedS3Object test/sub -RootKey $key -NewRootKey $key }
        { New-CopyManifest s3://test/m -BucketName test/sub }
        { New-S3BatchManifest s3://test/m test/sub -Key k }
        { Get-CopyStatement t -BucketName test/sub -Key k -IamRole default }
    ) {
        $failed = { & $_ } | Should -Throw -PassThru
        Assert-TestError $failed InvalidBucketName InvalidArgument test/sub
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'is an error of its record, to <Name>' -ForEach $commands {
        $sent | Set-Property BucketName test/sub | & $Run 2>&1 | Split-Error | Should -BeNullOrEmpty
        Assert-TestError $failed InvalidBucketName InvalidArgument
        Get-TestRequest | Should -BeNullOrEmpty
    }
}

Describe 'A record that names no object' {
    BeforeEach { Reset-TestServer }

    It 'names the command that belongs before: <Says>' -ForEach @(
        @{ Of = { Get-Item $file }; Says = '*Send-EncryptedS3Object before*' }
        @{ Of = { $sent | New-CopyManifest -Path "$TestDrive/m" }; Says = '*before New-CopyManifest*' }
        @{ Of = { $sent | New-S3BatchManifest s3://test/batch.csv }; Says = '*before New-S3BatchManifest*' }
        @{ Of = { $sent | Get-CopyStatement t -IamRole default -AllowUnverified -WarningAction Ignore }; Says = '*before Get-CopyStatement*' }
        @{ Of = { $key }; Says = '*-RootKey*' }
    ) {
        & $Of | Get-EncryptedS3Object @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed IncompleteRecord InvalidArgument
        $failed.ErrorDetails.RecommendedAction | Should -BeLike $Says
    }

    It 'is reported by New-CopyManifest and Get-CopyStatement' {
        $failed = { Get-Item $file | New-CopyManifest -Path "$TestDrive/none" } | Should -Throw -PassThru
        $failed.ErrorDetails.RecommendedAction | Should -BeLike '*Send-EncryptedS3Object before*'
        $failed = { Get-Item $file | Get-CopyStatement t -IamRole default } | Should -Throw -PassThru
        $failed.ErrorDetails.RecommendedAction | Should -BeLike '*Send-EncryptedS3Object before*'
    }
}
