# The .NET Standard 2.0 build, which Windows PowerShell loads, on Mono, because Windows is not available here.
BeforeDiscovery {
    # In CI Mono must be there.
    $isMissing = -not (Get-Command mono -CommandType Application -ErrorAction Ignore) -and $env:CI -ne 'true'
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestPipeline.psm1"
    $folder = Join-Path (Split-Path (Get-TestPath Module)) 'bin/netstandard2.0'
}

Describe 'The .NET Standard 2.0 build' {
    It 'passes its tests on Mono (Debian: mono-runtime, libmono-cil-dev)' -Tag Unix -Skip:$isMissing {
        Start-TestServer
        try {
            $run = Invoke-TestCommand mono (Get-TestPath MonoTests), $folder
        }
        finally {
            Stop-TestServer
        }
        $lines = $run.Output.Trim() -split '\r?\n'
        $lines -like 'FAILED*' | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0 -Because ($run.Output + $run.Error)
        $lines[-1] | Should -Match '^\d{2} passed, 0 failed$'
    }
}

Describe 'What the .NET Standard 2.0 build refers to' {
    BeforeDiscovery {
        Import-Module "$PSScriptRoot/../TestServer.psm1"
        $files = Get-ChildItem (Join-Path (Split-Path (Get-TestPath Module)) 'bin/netstandard2.0') -Recurse -Filter *.dll | ForEach-Object { @{ File = $_ } }
    }

    BeforeAll {
        function Get-Reference([string] $Path) {
            $reader = [Reflection.PortableExecutable.PEReader]::new([IO.File]::OpenRead($Path))
            try {
                $metadata = [Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($reader)
                $metadata.AssemblyReferences | ForEach-Object { $metadata.GetString($metadata.GetAssemblyReference($_).Name) }
            }
            finally {
                $reader.Dispose()
            }
        }
        # .NET Framework 4.7.2 has these by itself, whatever else there is.
        $framework = 'mscorlib', 'netstandard', 'System', 'System.Core', 'System.Management.Automation'
        # AWSSDK.Core refers to it, and its package does not bring it.
        $framework += 'System.Formats.Asn1'
        $present = (Get-ChildItem $folder -Recurse -Filter *.dll).BaseName
    }

    It 'by <File.Name> is in the module or in Windows PowerShell' -ForEach $files {
        $references = @(Get-Reference $File.FullName)
        $references.Count | Should -BeGreaterThan 0
        $references | Where-Object { $_ -notin $framework -and $_ -notin $present } | Should -BeNullOrEmpty
    }

    It 'exists once' {
        $present | Group-Object | Where-Object Count -GT 1 | Should -BeNullOrEmpty
        $present | Should -Contain (Get-TestAwsAssembly)
    }
}
