BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $folder = "$TestDrive/files"
    1..100 | ForEach-Object { New-TestFile "$folder/$_.csv" $_ > $null }
    # For the full form, which takes a minute longer.
    $outage = $env:REDSHIFT_ENCRYPTION_OUTAGE_SECONDS ? [int]$env:REDSHIFT_ENCRYPTION_OUTAGE_SECONDS : 10
}

AfterAll {
    Stop-TestServer
}

Describe 'A server that is unavailable for a time' {
    BeforeEach {
        Reset-TestServer
        $common = @{ BucketName = 'test'; RootKey = $key; ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
    }

    It 'with 503 <Name> loses none of 100 files' -ForEach @(
        @{ Name = 'for 30 %'; Rule = @{ share = 0.3 }; Most = 220 }
        @{ Name = 'for 50 %'; Rule = @{ share = 0.5 }; Most = 320 }
        @{ Name = 'for all during an outage'; Rule = $null; Most = 400 }
    ) {
        $Rule ??= @{ seconds = $outage }
        Add-TestFault (@{ operation = 'PutObject'; kind = 'error'; status = 503 } + $Rule)
        $sent = Send-EncryptedS3Object $folder -Recurse -KeyPrefix "$(New-Guid)" @common
        $failed | Should -BeNullOrEmpty
        $sent | Should -HaveCount 100
        $requests = @(Get-TestRequest)
        Write-Verbose "$($requests.Count) requests $Name" -Verbose:($env:REDSHIFT_ENCRYPTION_OUTAGE_SECONDS -gt 0)
        Get-TestFaultHit | Should -BeGreaterThan 5
        $requests.Count | Should -BeLessThan $Most
        # Each response of S3 states that it stored nothing.
        $requests.operation | Should -Not -Contain HeadObject
    }

    It 'is asked once with -RetryTimeout 0, which beats the environment' {
        $env:AWS_MAX_ATTEMPTS = '3'
        try {
            Add-TestFault @{ operation = 'PutObject'; kind = 'error'; status = 503 }
            Send-EncryptedS3Object "$folder/1.csv" @common -RetryTimeout 0 | Should -BeNullOrEmpty
            Assert-TestError $failed EndpointUnavailable ConnectionError
            (Get-TestRequest).operation | Should -Be PutObject
        }
        finally { $env:AWS_MAX_ATTEMPTS = $null }
    }

    It 'gets as many attempts as AWS_MAX_ATTEMPTS specifies' {
        $env:AWS_MAX_ATTEMPTS = '4'
        try {
            Add-TestFault @{ operation = 'PutObject'; kind = 'error'; status = 503 }
            Send-EncryptedS3Object "$folder/1.csv" @common | Should -BeNullOrEmpty
            Assert-TestError $failed EndpointUnavailable ConnectionError
            @(Get-TestRequest) | Should -HaveCount 4
        }
        finally { $env:AWS_MAX_ATTEMPTS = $null }
    }
}
