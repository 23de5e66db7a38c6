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
    It 'runs from a root key to the statement, and shows no key' {
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

    It 'fails where a file cannot be sent with server-side encryption' {
        Add-TestFault @{ operation = 'PutObject'; keyContains = 'sales-sse'; times = 1; kind = 'error'; status = 403; code = 'AccessDenied' }
        $run = Invoke-TestSample QuickStart.ps1 @{ BucketName = 'acme-load'; KeyPath = "$TestDrive/quick3.key" }
        Clear-TestFault
        $run.ExitCode | Should -Be 1
        [regex]::Matches($run.Output, 'COPY public\.sales').Count | Should -Be 1
    }

    It 'fails where a file cannot be sent' {
        Add-TestFault @{ operation = 'PutObject'; keyContains = 'march'; kind = 'error'; status = 403; code = 'AccessDenied' }
        $run = Invoke-TestSample QuickStart.ps1 @{ BucketName = 'acme-load'; KeyPath = "$TestDrive/quick2.key" }
        $run.ExitCode | Should -Be 1
        $run.Output | Should -Not -BeLike '*COPY public.sales*'
    }
}

# What build.ps1 -Task QuickStart does once all is built: the suite has its own build.
# Wine has no dotnet, which builds the module here.
Describe 'build/QuickStart.ps1' -Tag NotOnWine {
    BeforeAll {
        $configuration = $env:REDSHIFT_ENCRYPTION_CONFIGURATION ? $env:REDSHIFT_ENCRYPTION_CONFIGURATION : 'Debug'
        $script = (Get-Item "$PSScriptRoot/../../../build/QuickStart.ps1").FullName

        # Whether a server listens there.
        function Test-Listening([uri] $Endpoint) {
            $client = [Net.Sockets.TcpClient]::new()
            try { $client.Connect($Endpoint.Host, $Endpoint.Port); $true } catch [Net.Sockets.SocketException] { $false } finally { $client.Dispose() }
        }
    }

    It 'ends with its server, and leaves no key' {
        $run = Invoke-TestShell '-File', $script, '-Configuration', $configuration, '-NoBuild'
        $run.ExitCode | Should -Be 0 -Because $run.All
        $endpoint = [regex]::Match($run.Output, 'LocalS3 stands in for S3 at (http://127\.0\.0\.1:\d+)').Groups[1].Value
        $endpoint | Should -Not -BeNullOrEmpty
        Test-Listening $endpoint | Should -BeFalse
        $key = [regex]::Match($run.Output, '(?m)^1\. Create a root key: (\S+)').Groups[1].Value
        $key | Should -BeLike '*sales.key'
        Test-Path (Split-Path $key) | Should -BeFalse
        $run.Output | Should -Match 'Where to go from here'
    }

    It 'keeps its server with -KeepServer until Enter: the commands that it shows work there' {
        $prefix = [IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -eq 'dotnet' ? @("$PSHOME/pwsh.dll") : @()
        $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
        $prefix + '-NoProfile', '-File', $script, '-Configuration', $configuration, '-NoBuild', '-KeepServer' | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
        $process = [Diagnostics.Process]::Start($start)
        try {
            $lines = [Collections.Generic.List[string]]::new()
            do {
                $next = $process.StandardOutput.ReadLineAsync()
                if (-not $next.Wait(90000)) { throw "Not within 90 s: $lines" }
                if ($null -eq $next.Result) { throw "The quick start ended: $lines" }
                $lines.Add($next.Result)
            } until ($next.Result -like 'Press Enter*')
            $first = $lines.FindIndex({ $args[0] -like 'The server keeps running*' }) + 1
            $first | Should -BeGreaterThan 0
            $commands = $lines.GetRange($first, $lines.Count - $first - 1)
            $commands | Should -Match '^  \S'
            $endpoint = [regex]::Match("$commands", 'http://127\.0\.0\.1:\d+').Value
            $key = [regex]::Match("$commands", "-RootKey '([^']+)'").Groups[1].Value
            Test-Listening $endpoint | Should -BeTrue
            Test-Path $key | Should -BeTrue

            # As a user types them, in a PowerShell that knows nothing of the tests' own server.
            $folder = [IO.Directory]::CreateDirectory("$TestDrive/typed").FullName
            # A prompt shows the output of each command on its own.
            $commands = $commands -replace '^  ((Get|Receive|Convert)-.*)$', '  $1 | Out-Host'
            $commands -match 'Out-Host$' | Should -HaveCount 5
            $typed = "`$ErrorActionPreference = 'Stop'`nGet-ChildItem Env:AWS_* | Remove-Item`nSet-Location '$folder'`n" + ($commands -join "`n")
            Set-Content "$folder/typed.ps1" $typed
            $run = Invoke-TestShell '-File', "$folder/typed.ps1"
            $run.ExitCode | Should -Be 0 -Because $run.All
            $run.Error | Should -BeNullOrEmpty
            # The five files are back, with their content.
            $source = Get-TestSamplePath quickstart
            $files = Get-ChildItem $source -Recurse -File
            $files.Count | Should -Be 5
            foreach ($file in $files) {
                (Get-FileHash "$folder/received/$([IO.Path]::GetRelativePath($source, $file.FullName))").Hash | Should -Be (Get-FileHash $file).Hash
            }
            # sales/ under the key, sales-sse/ and converted/ by the server, and two manifests.
            $run.Output | Should -Match '(?m)^ +5 +V1, '
            $run.Output | Should -Match '(?m)^ +10 +None, aws:kms'
            $run.Output | Should -Match 'Example 1'

            $process.StandardInput.WriteLine()
            $rest = $process.StandardOutput.ReadToEndAsync()
            $process.WaitForExit(30000) | Should -BeTrue
            $process.ExitCode | Should -Be 0
            $rest.Result | Should -Match 'Where to go from here'
            Test-Listening $endpoint | Should -BeFalse
            Test-Path (Split-Path $key) | Should -BeFalse
        }
        finally {
            if (-not $process.HasExited) { $process.StandardInput.Close(); if (-not $process.WaitForExit(10000)) { $process.Kill($true) } }
            $process.Dispose()
        }
    }
}
