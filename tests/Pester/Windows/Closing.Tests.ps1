# The user closes the console's window: Windows starts CtrlRoutine in each of its processes with CTRL_CLOSE_EVENT, which .NET
# passes on as SIGHUP. Here the process starts the routine itself, for Wine never does: WM_CLOSE to the console's window, or the
# end of its conhost, ends the processes without it. GenerateConsoleCtrlEvent refuses CTRL_CLOSE_EVENT, on Windows too.
BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $large = New-TestFile "$TestDrive/large.csv" 20MB
    $key = (New-RootKey "$TestDrive/root.key").Path
    Set-TestObject received/large.csv ([IO.File]::ReadAllBytes($large))

    # In a process with a console of its own, in which the event occurs when the file .close is there.
    function Start-Console([string] $Script) {
        $file = Join-Path $TestDrive "$(New-Guid).ps1"
        [IO.File]::WriteAllText($file, @"
Add-Type -Namespace Test -Name Kernel -MemberDefinition '
    [DllImport("kernel32")] public static extern IntPtr CreateThread(IntPtr security, IntPtr stack, IntPtr start, IntPtr argument, uint flags, IntPtr id);'
`$closing = [powershell]::Create().AddScript({
    while (-not [IO.File]::Exists('$file.close')) { [Threading.Thread]::Sleep(20) }
    `$routine = [Runtime.InteropServices.NativeLibrary]::GetExport([Runtime.InteropServices.NativeLibrary]::Load('kernelbase'), 'CtrlRoutine')
    [void][Test.Kernel]::CreateThread(0, 0, `$routine, 2, 0, 0)
}).BeginInvoke()
Import-Module '$(Get-TestPath Module)'
$Script
[IO.File]::WriteAllText('$file.after', '')
"@)
        $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath, [string[]]('-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File', $file))
        $start.UseShellExecute = $true
        @{ Process = [Diagnostics.Process]::Start($start); File = $file }
    }

    function Close-Console($Started) {
        [IO.File]::WriteAllText("$($Started.File).close", '')
        $Started.Process.WaitForExit(20000) | Should -BeTrue -Because 'the process must end'
        Test-Path "$($Started.File).after" | Should -BeFalse -Because 'the script must not go on'
    }
}

AfterAll { Stop-TestServer }

Describe 'A closing console' -Tag Windows {
    BeforeEach { Reset-TestServer }

    AfterEach {
        Clear-TestFault
        if (-not $started.Process.HasExited) { $started.Process.Kill($true) }
    }

    It 'aborts the uploads' {
        Add-TestFault @{ operation = 'UploadPart'; kind = 'hang' }
        $opened = Get-TestOpenUpload
        $started = Start-Console "Send-EncryptedS3Object '$large' -BucketName test -RootKey '$key'"
        Wait-TestCondition { (Get-TestFaultHit) -ge 3 } -TimeoutSeconds 60
        Get-TestOpenUpload | Should -Be ($opened + 1)
        Close-Console $started
        Get-TestOpenUpload | Should -Be $opened
    }

    It 'removes partial files' {
        Add-TestFault @{ operation = 'GetObject'; kind = 'hang'; skip = 2 }
        $started = Start-Console "Receive-EncryptedS3Object test received/ -Destination '$TestDrive/received'"
        Wait-TestCondition { (Get-ChildItem "$TestDrive/received" -Recurse -Force -File -ErrorAction Ignore).Count -ge 1 } -TimeoutSeconds 60
        Close-Console $started
        Get-ChildItem "$TestDrive/received" -Recurse -Force -File | Should -BeNullOrEmpty
    }
}
