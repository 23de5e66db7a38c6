BeforeDiscovery {
    $signals = @{ Name = 'TERM'; Number = 15 }, @{ Name = 'HUP'; Number = 1 }
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestPipeline.psm1"
    Start-TestServer
    New-TestFile "$TestDrive/large.csv" 20MB > $null
    $key = New-TestFile "$TestDrive/raw.key" 32

    # The script's own process and not a tool shim before it, which would die alone.
    function Start-Signaled([scriptblock] $Script) {
        $file = "$TestDrive/$([IO.Path]::GetRandomFileName()).ps1"
        [IO.File]::WriteAllText($file, "Import-Module '$(Get-TestPath Module)'; [IO.File]::WriteAllText('$file.pid', `$PID); & { $Script } @args; [IO.File]::WriteAllText('$file.after', 'reached')")
        $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
        if ([IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -eq 'dotnet') { $start.ArgumentList.Add("$PSHOME/pwsh.dll") }
        '-NoProfile', '-NonInteractive', '-File', $file, "$TestDrive/large.csv", $key | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $process = [Diagnostics.Process]::Start($start)
        [pscustomobject]@{ Process = $process; File = $file; Output = $process.StandardOutput.ReadToEndAsync(); Error = $process.StandardError.ReadToEndAsync() }
    }

    function Stop-Signaled($Started, [string] $Signal) {
        $id = [int][IO.File]::ReadAllText("$($Started.File).pid")
        & /bin/kill "-$Signal" $id
        $Started.Process.WaitForExit(20000) | Should -BeTrue -Because 'the process must end'
        Get-Process -Id $id -ErrorAction Ignore | Should -BeNullOrEmpty
        Test-Path "$($Started.File).after" | Should -BeFalse -Because 'the script must not go on'
    }
}

AfterAll {
    Stop-TestServer
}

Describe 'SIG<Name>' -Tag Unix -ForEach $signals {
    BeforeEach {
        Reset-TestServer
    }

    AfterEach {
        Clear-TestFault
        if (-not $started.Process.HasExited) { $started.Process.Kill($true) }
    }

    It 'aborts the uploads, and ends the process by the signal' {
        Add-TestFault @{ operation = 'UploadPart'; kind = 'hang' }
        $opened = Get-TestOpenUpload
        $started = Start-Signaled { Send-EncryptedS3Object $args[0] -BucketName test -RootKey $args[1] }
        Wait-TestCondition { (Get-TestFaultHit) -ge 3 } -TimeoutSeconds 60
        Get-TestOpenUpload | Should -Be ($opened + 1)
        Stop-Signaled $started $Name
        $started.Process.ExitCode | Should -Be (128 + $Number)
        Get-TestOpenUpload | Should -Be $opened
        Get-TestObjectKey large | Should -BeNullOrEmpty
    }

    It 'removes partial files, in every runspace of the process' {
        Set-TestObject partial/large.csv ([IO.File]::ReadAllBytes("$TestDrive/large.csv"))
        Add-TestFault @{ operation = 'GetObject'; kind = 'hang'; skip = 2 }
        $null = New-Item -ItemType Directory "$TestDrive/received$Number"
        $started = Start-Signaled ([scriptblock]::Create("
            `$other = [powershell]::Create().AddScript({ Import-Module '$(Get-TestPath Module)'; Receive-EncryptedS3Object test partial/ -Destination '$TestDrive/received$Number/other' })
            `$running = `$other.BeginInvoke()
            Receive-EncryptedS3Object test partial/ -Destination '$TestDrive/received$Number/own'"))
        Wait-TestCondition { (Get-ChildItem "$TestDrive/received$Number" -Recurse -Force -File).Count -ge 2 } -TimeoutSeconds 60
        Stop-Signaled $started $Name
        $started.Process.ExitCode | Should -Be (128 + $Number)
        Get-ChildItem "$TestDrive/received$Number" -Recurse -Force -File | Should -BeNullOrEmpty
    }

    It 'has the last word on an upload that cannot be aborted' {
        Add-TestFault @{ operation = 'UploadPart'; kind = 'hang' }
        Add-TestFault @{ operation = 'AbortMultipartUpload'; kind = 'error'; status = 403; code = 'AccessDenied' }
        $started = Start-Signaled { Send-EncryptedS3Object $args[0] -BucketName test -RootKey $args[1] }
        Wait-TestCondition { (Get-TestFaultHit) -ge 3 } -TimeoutSeconds 60
        Stop-Signaled $started $Name
        $started.Output.Result + $started.Error.Result | Should -Match "upload '.+' could not be aborted"
    }

    It 'ends the process as before when no command runs any more' {
        $started = Start-Signaled { Get-EncryptedS3Object test none/ -WarningAction Ignore; [IO.File]::WriteAllText("$PSCommandPath.idle", ''); [Threading.Thread]::Sleep(20000) }
        Wait-TestCondition { Test-Path "$($started.File).idle" } -TimeoutSeconds 60
        Stop-Signaled $started $Name
        $started.Process.ExitCode | Should -Be (128 + $Number)
    }
}
