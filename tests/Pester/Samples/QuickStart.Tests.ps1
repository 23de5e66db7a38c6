BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1", "$PSScriptRoot/../TestSample.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer acme-load
    Start-TestSample "$TestDrive/standins"
}

AfterAll {
    Stop-TestSample
    Stop-TestServer
}

Describe 'QuickStart.ps1' {
    It 'goes from a root key to the statement, and tells no key' {
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $run = Invoke-TestSample QuickStart.ps1 @{ BucketName = 'acme-load'; KeyPath = "$TestDrive/quick.key" }
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 60
        $run.ExitCode | Should -Be 0 -Because $run.All
        [regex]::Matches($run.Output, '(?m)^Verified .* sales/2026/').Count | Should -Be 5
        $run.Output | Should -Match '(?m)^Verified +5 .*s3://acme-load/sales\.manifest'
        $run.Output | Should -BeLike "*COPY public.sales*MASTER_SYMMETRIC_KEY '<root-key>'*"
        $statements = $run.Output -split '(?=COPY public\.sales)' | Select-Object -Skip 1
        $statements.Count | Should -Be 2
        $statements[1] | Should -BeLike '*sales-sse.manifest*MANIFEST*' -Because 'server-side encryption comes last'
        $statements[1] | Should -Not -Match 'ENCRYPTED|MASTER_SYMMETRIC_KEY'
        (Get-TestObject -BucketName acme-load -Key 'sales-sse/2026/march/orders 01.csv').Header['x-amz-server-side-encryption'] | Should -Be aws:kms
        $run.Output | Should -Not -Match "`e"
        ([Text.Encoding]::UTF8.GetString((Get-TestObject -BucketName acme-load -Key sales.manifest).Bytes) | ConvertFrom-Json).entries.Count | Should -Be 5
        Assert-NoTestKey $run.All ([Convert]::FromBase64String((Get-Content "$TestDrive/quick.key")))
    }

    It 'fails where a file cannot be sent' {
        Add-TestFault @{ operation = 'PutObject'; keyContains = 'march'; kind = 'error'; status = 403; code = 'AccessDenied' }
        $run = Invoke-TestSample QuickStart.ps1 @{ BucketName = 'acme-load'; KeyPath = "$TestDrive/quick2.key" }
        $run.ExitCode | Should -Be 1
        $run.Output | Should -Not -BeLike '*COPY public.sales*'
    }
}
