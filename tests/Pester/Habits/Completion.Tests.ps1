BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestPipeline.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer acme-load, acme-archive, other
    $quote = [char]0x2019
    $odd = "it's $quote", 'a b', 'c$d', 'e`f', 'g"h', 'i;j', '-k', 'l,m', 'n(o)', 'p+%20q', "caf$([char]0xE9)", '#r', '{s}', '[t]', '1.5', '@u', '~v', 'w&x', 'y|z'
    $odd | ForEach-Object { Set-TestObject "odd/$_/1.csv" ([byte[]]1) -BucketName acme-load; Set-TestObject "flat/$_" ([byte[]]1) -BucketName acme-load }
    'unload/2023/1', 'unload/2024/1', 'unload/2024/2', 'unloads', 'z' | ForEach-Object { Set-TestObject $_ ([byte[]]1) -BucketName acme-archive }

    function Complete([string] $Line) { [Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null) }
    function CompletionText([string] $Line) { (Complete $Line).CompletionMatches.CompletionText }
}

AfterAll {
    Stop-TestServer
}

Describe 'Completion of buckets' {
    It 'returns those that begin with the word' {
        CompletionText 'Get-EncryptedS3Object -BucketName acme' | Should -Be acme-archive, acme-load
        CompletionText 'Get-EncryptedS3Object ' | Should -Be acme-archive, acme-load, other
        CompletionText "Get-EncryptedS3Object 'acme-l" | Should -Be acme-load
        CompletionText 'Convert-EncryptedS3Object acme-archive -DestinationBucketName oth' | Should -Be other
        CompletionText 'Send-EncryptedS3Object ./x -BucketName OTH' | Should -Be other
    }

    It 'returns S3 URIs if the word begins one' {
        CompletionText 'Get-EncryptedS3Object s3://acme' | Should -Be s3://acme-archive/, s3://acme-load/
        CompletionText 'Get-EncryptedS3Object s3://acme-archive/un' | Should -Be s3://acme-archive/unload/
        CompletionText 'Get-EncryptedS3Object s3://acme-archive/unload/' | Should -Be s3://acme-archive/unload/2023/, s3://acme-archive/unload/2024/
        CompletionText 'New-CopyManifest -Uri s3' | Should -Be s3://acme-archive/, s3://acme-load/, s3://other/
        CompletionText 'New-CopyManifest -Uri s3://m -UnloadManifest s3://acme-archive/unload/2024/' | Should -Be s3://acme-archive/unload/2024/1, s3://acme-archive/unload/2024/2
        CompletionText 'Get-CopyStatement t -Uri s3://acme-archive/un' | Should -Be s3://acme-archive/unload/, s3://acme-archive/unloads
        CompletionText 'Get-EncryptedS3Object s3:///' | Should -BeNullOrEmpty
    }
}

Describe 'Completion of keys' {
    It 'returns prefixes up to the next slash, and for -Key objects too' {
        CompletionText 'Get-EncryptedS3Object acme-archive un' | Should -Be unload/
        CompletionText 'Get-EncryptedS3Object acme-archive -KeyPrefix unload/202' | Should -Be unload/2023/, unload/2024/
        CompletionText 'Get-EncryptedS3Object -BucketName acme-archive -Key un' | Should -Be unload/, unloads
        CompletionText 'Get-EncryptedS3Object -BucketName s3://acme-archive -Key unload/2024/' | Should -Be unload/2024/1, unload/2024/2
        CompletionText 'Convert-EncryptedS3Object other -DestinationBucketName acme-archive -DestinationKeyPrefix un' | Should -Be unload/
        CompletionText 'Convert-EncryptedS3Object acme-archive -DestinationKeyPrefix un' | Should -Be unload/
        (Complete 'Get-EncryptedS3Object -BucketName acme-archive -Key unload/2').CompletionMatches.ListItemText | Should -Be 2023/, 2024/
    }

    It 'returns nothing of its own without a bucket' {
        Reset-TestServer
        CompletionText 'Get-EncryptedS3Object -KeyPrefix unload/2' | Should -BeNullOrEmpty
        CompletionText 'Get-EncryptedS3Object -BucketName s3://acme-archive/unload -KeyPrefix unload/2' | Should -BeNullOrEmpty
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'quotes the word so that its value is exactly the key' {
        $found = CompletionText 'Get-EncryptedS3Object acme-load odd/'
        $found | Should -HaveCount $odd.Count
        # What PowerShell makes of each as an argument.
        $found | ForEach-Object { & ([scriptblock]::Create("param() function f([string] `$a) { `$a }; f $_")) } | Should -Be (Get-TestObjectKey odd/ acme-load | ForEach-Object { $_ -replace '1\.csv$' })
        $found | Where-Object { $_ -like '*caf*' -or $_ -like '*1.5*' } | Should -Not -BeLike "'*"
    }

    It 'goes on behind <Word>' -ForEach @(
        @{ Word = "'flat/it''s"; Key = "flat/it's $([char]0x2019)" }
        @{ Word = '"flat/a '; Key = 'flat/a b' }
        @{ Word = "'flat/a '"; Key = 'flat/a b' }
        @{ Word = '"flat/c`$'; Key = 'flat/c$d' }
        @{ Word = "'flat/e``"; Key = 'flat/e`f' }
        @{ Word = 'flat/g`"'; Key = 'flat/g"h' }
    ) {
        $found = CompletionText "Get-EncryptedS3Object -BucketName acme-load -Key $Word"
        $found | Should -HaveCount 1
        Invoke-Expression $found | Should -BeExactly $Key
    }

    It 'takes the place of the whole word' {
        $line = "Get-EncryptedS3Object -BucketName acme-load -Key 'flat/a "
        $completed = Complete $line
        $line.Remove($completed.ReplacementIndex, $completed.ReplacementLength).Insert($completed.ReplacementIndex, $completed.CompletionMatches[0].CompletionText) |
            Should -Be "Get-EncryptedS3Object -BucketName acme-load -Key 'flat/a b'"
    }

    It 'asks once in some seconds' {
        Reset-TestServer
        1..3 | ForEach-Object { CompletionText 'Get-EncryptedS3Object acme-archive -KeyPrefix unload/2024' | Should -Be unload/2024/ }
        (Get-TestRequest).Count | Should -Be 1
    }
}

Describe 'Completion and the connection' {
    BeforeAll {
        $server = Get-TestServer
        $credential = [pscredential]::new($server.accessKeyId, (ConvertTo-SecureString $server.secretAccessKey -AsPlainText))
        # A port that was free a moment ago, without a listener; and one whose listener never responds.
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $closed = "http://$($listener.LocalEndpoint)"
        $listener.Stop()
        $silent = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $silent.Start()
    }

    AfterAll {
        $silent.Stop()
    }

    It 'uses what is on the command line' {
        Remove-Item Env:AWS_ENDPOINT_URL, Env:AWS_ACCESS_KEY_ID, Env:AWS_SECRET_ACCESS_KEY
        try {
            CompletionText "Get-EncryptedS3Object -EndpointUrl $($server.endpoint) -AwsCredential `$credential -BucketName oth" | Should -Be other
        }
        finally {
            $env:AWS_ENDPOINT_URL, $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY = $server.endpoint, $server.accessKeyId, $server.secretAccessKey
        }
    }

    It 'returns nothing within the time limit, without an error: <Name>' -ForEach @(
        @{ Name = 'the port has no listener'; Line = { "Get-EncryptedS3Object -EndpointUrl $closed -BucketName a" } }
        @{ Name = 'the server does not respond'; Line = { "Get-EncryptedS3Object -EndpointUrl http://$($silent.LocalEndpoint) -BucketName a" } }
        @{ Name = 'the server does not respond for keys'; Line = { "Get-EncryptedS3Object b -EndpointUrl http://$($silent.LocalEndpoint) -KeyPrefix a" } }
        @{ Name = 'the profile does not exist'; Line = { 'Get-EncryptedS3Object -ProfileName nobody -BucketName a' } }
        @{ Name = 'it is no endpoint'; Line = { 'Get-EncryptedS3Object -EndpointUrl nonsense -BucketName a' } }
        @{ Name = 'there is no such bucket'; Line = { 'Get-EncryptedS3Object none -KeyPrefix a' } }
        @{ Name = 'it is no bucket'; Line = { "Get-EncryptedS3Object 'a b?' -KeyPrefix a" } }
        @{ Name = 'it is an ARN'; Line = { 'Get-EncryptedS3Object arn:aws:s3:eu-central-1:123456789012:accesspoint/load -KeyPrefix a' } }
    ) {
        $text = & $Line
        $before = $global:Error.Count
        $clock = [Diagnostics.Stopwatch]::StartNew()
        CompletionText $text | Should -BeNullOrEmpty
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 3
        # A server that did not respond does not get another request immediately.
        $clock.Restart()
        CompletionText $text | Should -BeNullOrEmpty
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 1
        $global:Error.Count | Should -Be $before
    }

    It 'returns nothing with stored credentials that do not belong to a profile, without an error' {
        $before = $global:Error.Count
        $global:StoredAWSCredentials = 42
        try { CompletionText 'Get-EncryptedS3Object -BucketName acme' | Should -BeNullOrEmpty } finally { Remove-Variable StoredAWSCredentials -Scope Global }
        $global:Error.Count | Should -Be $before
    }
}

Describe 'Completion of names' {
    It 'returns regions, without the AWS SDK' {
        $run = Invoke-TestProcess -ArgumentList (Get-TestPath Module), (Get-TestAwsAssembly) {
            Import-Module $args[0]
            $aws = $args[1]
            foreach ($line in 'Get-EncryptedS3Object b -Region eu-c', 'Get-CopyStatement t -Region eu-c') {
                [Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText -join ' '
            }
            [AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { $_.GetName().Name } | Where-Object { $_ -like 'AWSSDK*' -or $_ -eq $aws }
        }
        $run.Output.Trim() -split '\r?\n' | Should -Be 'eu-central-1 eu-central-2', 'eu-central-1 eu-central-2' -Because $run.Error
    }

    It 'returns profiles' {
        Set-Content -LiteralPath "$TestDrive/config" ('default', 'profile load', 'profile load two', 'profile other' | ForEach-Object { "[$_]", 'aws_access_key_id = a', 'aws_secret_access_key = b' })
        $run = Invoke-TestProcess -ArgumentList (Get-TestPath Module), "$TestDrive/config" {
            $env:AWS_CONFIG_FILE = $args[1]
            Import-Module $args[0]
            $line = 'Get-EncryptedS3Object b -ProfileName lo'
            [Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText
        }
        $run.Output.Trim() -split '\r?\n' | Should -Be load, "'load two'" -Because $run.Error
    }
}
