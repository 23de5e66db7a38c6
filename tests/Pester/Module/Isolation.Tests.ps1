BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestPipeline.psm1"
    Start-TestServer
    # Text: binary content is not compressed, and the compression library would not be loaded.
    [IO.File]::WriteAllText("$TestDrive/a.csv", "1,a`n2,b`n")

    # Runs the steps in order in a new pwsh. Returns a line for each step, and then the assemblies in several versions, by load context.
    function Invoke-Step([string] $Conflicting, [string[]] $Step) {
        $run = Invoke-TestProcess -ArgumentList (Get-TestPath Module), $Conflicting, "$TestDrive/a.csv", ($Step -join ',') {
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
                        Send-EncryptedS3Object $File -BucketName test -RootKey $key -Compression Zstd | Test-EncryptedRoundTrip -RootKey $key -Quiet
                    }
                    'theirs' {
                        Import-Module $Conflicting
                        Get-ConflictingSdk -EndpointUrl $env:AWS_ENDPOINT_URL -AwsCredential $credential | ForEach-Object Major
                        Get-ConflictingLibrary | ForEach-Object { ($_ -split '[ .]')[-4..-3] -join '.' }
                    }
                    'remove' { Remove-Module RedshiftEncryption; 'done' }
                    'remove theirs' { Remove-Module ConflictingModule; 'done' }
                    'force' { Import-Module $Module -Force; 'done' }
                    'force theirs' { Import-Module $Conflicting -Force; 'done' }
                }
                "${step}: $line"
            }
            foreach ($context in [Runtime.Loader.AssemblyLoadContext]::All | Sort-Object Name) {
                if ($context.Name -eq 'RedshiftEncryption') {
                    # Whatever of it has been needed so far.
                    [void]$context.LoadFromAssemblyName('System.IO.Hashing')
                }
                # The assembly versions of the AWS SDK stay 3.3 and 4.0; the file versions are more precise.
                $context.Assemblies | Where-Object { $_.GetName().Name -in 'AWSSDK.Core', 'System.IO.Hashing', 'ZstdSharp' } | Sort-Object { $_.GetName().Name } | ForEach-Object {
                    $version = [Diagnostics.FileVersionInfo]::GetVersionInfo($_.Location)
                    "$($context.Name): $($_.GetName().Name) $($version.FileMajorPart).$($version.FileMinorPart).$($version.FileBuildPart)"
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

Describe 'Together with a module with <Name> in the default load context' -ForEach @(
    @{ Name = 'AWSSDK.Core 3.7'; Of = 'ConflictingModule'; Sdk = '3 3'; SdkFile = '3.7.501' }
    # The same assembly version as ours: only the paths of the two differ. The AWS Tools 5 contain it.
    @{ Name = 'AWSSDK.Core 4.0'; Of = 'ConflictingModuleV4'; Sdk = '4 4'; SdkFile = '4.0.101' }
) {
    BeforeAll {
        $path = Get-TestPath $Of
        $theirs = "theirs: $Sdk 8.0 0.8"
        $loaded = @(
            "Default: AWSSDK.Core $SdkFile", 'Default: System.IO.Hashing 8.0.23', 'Default: ZstdSharp 0.8.7'
            'RedshiftEncryption: AWSSDK.Core 4.1.0', 'RedshiftEncryption: System.IO.Hashing 11.0.26', 'RedshiftEncryption: ZstdSharp 0.8.8')
    }

    It 'works when it comes first' {
        Invoke-Step $path ours, theirs, ours, theirs, remove, theirs, ours, force, ours, theirs, 'force theirs', theirs, ours | Should -Be (@(
            'ours: True', $theirs, 'ours: True', $theirs, 'remove: done', $theirs, 'ours: True', 'force: done', 'ours: True', $theirs, 'force theirs: done', $theirs, 'ours: True'
        ) + $loaded)
    }

    It 'works when it comes second' {
        Invoke-Step $path theirs, ours, theirs, ours, 'remove theirs', ours, theirs, remove, theirs, ours, force, ours, theirs | Should -Be (@(
            $theirs, 'ours: True', $theirs, 'ours: True', 'remove theirs: done', 'ours: True', $theirs, 'remove: done', $theirs, 'ours: True', 'force: done', 'ours: True', $theirs
        ) + $loaded)
    }

    It 'works when both are imported before either is used' {
        Invoke-Step $path 'force theirs', force, ours, theirs | Should -Be (@('force theirs: done', 'force: done', 'ours: True', $theirs) + $loaded)
        Invoke-Step $path force, 'force theirs', theirs, ours | Should -Be (@('force: done', 'force theirs: done', $theirs, 'ours: True') + $loaded)
    }
}

Describe 'Core' {
    It 'references no package: it lives in the default load context' {
        $core = [IO.Path]::Combine((Split-Path (Get-TestPath Module)), 'bin/net8.0/RedshiftEncryption.Core.dll')
        $run = Invoke-TestProcess -ArgumentList $core {
            $shared = Split-Path ([object].Assembly.Location)
            [Reflection.Assembly]::LoadFrom($args[0]).GetReferencedAssemblies() | ForEach-Object { "$($_.Name) $(Test-Path (Join-Path $shared "$($_.Name).dll"))" }
        }
        $lines = $run.Output.Trim() -split '\r?\n'
        $lines | Should -Contain 'System.Runtime True'
        $lines -like '* False' | Should -BeNullOrEmpty
    }
}
