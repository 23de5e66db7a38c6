# What is refused before a request, and what a request would be: nothing here reaches a service.
BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer test
    $env:AWS_REGION = 'us-east-1'
    $database = @{ WorkgroupName = 'load'; Database = 'dev' }
    $copy = Get-CopyStatement -Table sales -Uri s3://test/key.csv -IamRole default -Format Csv

}

AfterAll {
    Stop-TestServer
}

Describe 'Invoke-CopyStatement' {
    AfterEach {
        Get-TestRequest | Where-Object operation -NE HeadObject | Should -BeNullOrEmpty
        Reset-TestServer
    }

    It 'refuses a statement with a root key, and does not show it' {
        $key = New-RootKey "$TestDrive/$(New-Guid).key"
        $statement = Get-CopyStatement -Table sales -Uri s3://test/key.csv -IamRole default -RootKey $key -WarningAction SilentlyContinue
        $statement | Invoke-CopyStatement @database -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'StatementHasSecret,*'
        $failed[0].Exception.Message | Should -BeLike 'The COPY statement contains MASTER_SYMMETRIC_KEY. *24 hours*'
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*-IamRole*Convert-EncryptedS3Object*'
        $secret = (Get-Content $key.Path -Raw).Trim()
        ($failed | Format-List * -Force | Out-String) | Should -Not -Match ([regex]::Escape($secret))
    }

    It 'refuses a statement with an access key: credentials string <UseCredentialsString>' -ForEach @(
        @{ UseCredentialsString = $false }
        @{ UseCredentialsString = $true }
    ) {
        $credential = [pscredential]::new('AKIAIOSFODNN7EXAMPLE', (ConvertTo-SecureString 'SENTINELSECRET' -AsPlainText -Force))
        $statement = Get-CopyStatement -Table sales -Uri s3://test/key.csv -AwsCredential $credential -UseCredentialsString:$UseCredentialsString
        $statement | Invoke-CopyStatement @database -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'StatementHasSecret,*'
        ($failed | Format-List * -Force | Out-String) | Should -Not -BeLike '*SENTINELSECRET*'
    }

    It 'refuses <Sql> in a transaction' -ForEach @(
        @{ Sql = 'TRUNCATE sales'; Message = 'TRUNCATE commits the transaction on Redshift*DELETE FROM*' }
        @{ Sql = 'DELETE FROM a; commit'; Message = 'COMMIT begins or ends a transaction*' }
        @{ Sql = 'VACUUM sales'; Message = 'VACUUM cannot run in a transaction*' }
        @{ Sql = "SELECT 'x"; Message = '*a literal is not closed*' }
    ) {
        foreach ($place in 'Before', 'After') {
            $more = @{ $place = $Sql }
            $copy | Invoke-CopyStatement @database @more -ErrorVariable failed -ErrorAction SilentlyContinue
            $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRun,*'
            $failed[0].Exception.Message | Should -BeLike $Message
        }
    }

    It 'refuses -ExpectedRows for an UNLOAD' {
        Get-UnloadStatement -Query 'SELECT 1' -Uri s3://test/u/ -IamRole default | Invoke-CopyStatement @database -ExpectedRows 1 -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRun,*'
    }

    It 'shows the statement with -WhatIf, and sends nothing' {
        $copy | Invoke-CopyStatement @database -WhatIf | Should -BeNullOrEmpty
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'refuses -DbUser together with -SecretArn' {
        { $copy | Invoke-CopyStatement -ClusterIdentifier c -Database dev -DbUser u -SecretArn a } | Should -Throw -ErrorId 'InvalidParameters,*'
    }

    It 'refuses an ID that is none' {
        { Invoke-CopyStatement -Id 'x; DROP TABLE' } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'reports a manifest that does not exist' {
        Get-CopyStatement -Table sales -Uri s3://test/none.manifest -Manifest -IamRole default | Invoke-CopyStatement @database -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ObjectNotFound,*'
    }
}
