BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestPipeline.psm1"
    Start-TestServer
    New-TestFile "$TestDrive/a.csv" > $null

    # Runs the steps in their order in a new pwsh; gives a line a step, and then the AWS SDKs by load context.
    function Invoke-Step([string[]] $Step) {
        $run = Invoke-TestProcess -ArgumentList (Get-TestPath Module), (Get-TestPath ConflictingModule), "$TestDrive/a.csv", ($Step -join ',') {
            param($Module, $Conflicting, $File, $Steps)
            $ErrorActionPreference = 'Stop'
            $ProgressPreference = 'SilentlyContinue'
            $secret = ConvertTo-SecureString $env:AWS_SECRET_ACCESS_KEY -AsPlainText -Force
            $credential = [pscredential]::new($env:AWS_ACCESS_KEY_ID, $secret)
            foreach ($step in $Steps -split ',') {
                $line = switch ($step) {
                    'ours' {
                        Import-Module $Module
                        $key = New-RootKey -AsSecureString
                        Send-EncryptedS3Object $File -BucketName test -RootKey $key | Test-EncryptedRoundTrip -RootKey $key -Quiet
                    }
                    'theirs' {
                        Import-Module $Conflicting
                        Get-ConflictingSdk -EndpointUrl $env:AWS_ENDPOINT_URL -AwsCredential $credential | ForEach-Object Major
                    }
                    'remove' { Remove-Module RedshiftEncryption; 'done' }
                    'force' { Import-Module $Module -Force; 'done' }
                }
                "${step}: $line"
            }
            foreach ($context in [Runtime.Loader.AssemblyLoadContext]::All) {
                # The assembly versions are 3.3 and 4.0 for good; the files' tell more.
                $context.Assemblies | Where-Object { $_.GetName().Name -eq 'AWSSDK.Core' } | ForEach-Object {
                    $version = [Diagnostics.FileVersionInfo]::GetVersionInfo($_.Location)
                    "$($context.Name): $($version.FileMajorPart).$($version.FileMinorPart)"
                }
            }
        }
        $run.ExitCode | Should -Be 0 -Because ($run.Output + $run.Error)
        $run.Output.Trim() -split '\r?\n'
    }
}

AfterAll {
    Stop-TestServer
}

Describe 'Beside a module with AWSSDK.Core 3.7 in the default load context' {
    It 'works when it comes first' {
        Invoke-Step ours, theirs, ours, theirs, remove, theirs, ours, force, ours, theirs | Should -Be @(
            'ours: True', 'theirs: 3 3', 'ours: True', 'theirs: 3 3', 'remove: done', 'theirs: 3 3', 'ours: True', 'force: done', 'ours: True', 'theirs: 3 3'
            'Default: 3.7', 'RedshiftEncryption: 4.1')
    }

    It 'works when it comes second' {
        Invoke-Step theirs, ours, theirs, ours, remove, theirs, ours, force, ours, theirs | Should -Be @(
            'theirs: 3 3', 'ours: True', 'theirs: 3 3', 'ours: True', 'remove: done', 'theirs: 3 3', 'ours: True', 'force: done', 'ours: True', 'theirs: 3 3'
            'Default: 3.7', 'RedshiftEncryption: 4.1')
    }
}
