BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    [IO.File]::WriteAllText("$TestDrive/a.csv", "id,name`n" + ((1..40 | ForEach-Object { "$_,row" }) -join "`n"))
    $split = @{ BucketName = 'test'; ServerSideEncryption = 'AES256'; SplitSize = 100; WarningAction = 'Ignore' }
    $with = Send-EncryptedS3Object "$TestDrive/a.csv" -KeyPrefix with -HeaderRow Repeat @split | Test-EncryptedRoundTrip
    $without = Send-EncryptedS3Object "$TestDrive/a.csv" -KeyPrefix without -HeaderRow Drop @split | Test-EncryptedRoundTrip
    $unknown = Send-EncryptedS3Object "$TestDrive/a.csv" -BucketName test -KeyPrefix whole -ServerSideEncryption AES256 | Test-EncryptedRoundTrip
    $statement = @{ Table = 'public.sales'; IamRole = 'default'; Format = 'Csv'; WarningAction = 'Ignore' }
}

AfterAll {
    Stop-TestServer
}

Describe 'A header that Send repeated' {
    It 'is ignored by the statement of <Name>' -ForEach @(
        @{ Name = 'objects'; From = { $with } }
        @{ Name = 'objects that went through CSV'; From = { $with | ConvertTo-Csv | ConvertFrom-Csv } }
        @{ Name = 'objects that went through a job'; From = { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($with)) } }
        @{ Name = 'a manifest'; From = { $with | New-CopyManifest -Uri s3://test/with.manifest } }
    ) {
        $with.Count | Should -BeGreaterThan 2
        (& $From | Get-CopyStatement @statement).Text | Should -MatchExactly '(?m)^IGNOREHEADER( AS)? 1\b'
    }

    It 'is left to -IgnoreHeader if that is specified' {
        ($with | Get-CopyStatement @statement -IgnoreHeader 3).Text | Should -MatchExactly '(?m)^IGNOREHEADER( AS)? 3\b'
    }

    It 'is ignored in delimited text too, and not in JSON' {
        $delimited = $statement.Clone()
        $delimited.Remove('Format')
        ($with | Get-CopyStatement @delimited -Delimiter ',').Text | Should -MatchExactly 'IGNOREHEADER'
        $json = $statement.Clone()
        $json.Format = 'Json'
        ($with | Get-CopyStatement @json).Text | Should -Not -MatchExactly 'IGNOREHEADER'
    }

    It 'adds nothing where there is none (<Name>)' -ForEach @(
        @{ Name = 'it was left out'; From = { $without } }
        @{ Name = 'it is not known'; From = { $unknown } }
    ) {
        (& $From | Get-CopyStatement @statement).Text | Should -Not -MatchExactly 'IGNOREHEADER'
    }

    It 'refuses a mixture, unless -IgnoreHeader is specified' {
        { $with + $without | Get-CopyStatement @statement } | Should -Throw -ErrorId 'InvalidCopyOption,*'
        { $with + $without | New-CopyManifest -Uri s3://test/mixed.manifest | Get-CopyStatement @statement } | Should -Throw -ErrorId 'InvalidCopyOption,*'
        ($with + $without | Get-CopyStatement @statement -IgnoreHeader 1).Text | Should -MatchExactly 'IGNOREHEADER'
    }
}
