# A key file whose opening hangs, as on a mount whose server is gone: the kernel blocks it while a lease on the
# file is broken and its holder does not release it, for 45 seconds by default.

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestPipeline.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $path = (New-RootKey "$TestDrive/hung.key").Path
    $file = New-TestFile "$TestDrive/a.csv"
    if ($IsLinux) {
        Add-Type -Namespace RedshiftEncryptionTests -Name Lease -MemberDefinition @'
[DllImport("libc", SetLastError = true)]
static extern int fcntl(SafeHandle file, int command, int value);

public static void Hold(SafeHandle file)
{
    const int setSignal = 10, setLease = 1024, writeLease = 1, ignored = 23;
    // A signal without an effect reports it, because the default signal ends the process.
    if (fcntl(file, setSignal, ignored) != 0 || fcntl(file, setLease, writeLease) != 0)
        throw new System.ComponentModel.Win32Exception(Marshal.GetLastPInvokeError());
}
'@
    }
}

AfterAll {
    Stop-TestServer
}

Describe 'A key file that cannot be opened in time' -Tag Unix -Skip:(-not $IsLinux) {
    It 'does not keep Ctrl+C from ending <Name>' -ForEach @(
        @{ Name = 'Get-RootKey'; Command = { Get-RootKey $path } }
        @{ Name = 'Send-EncryptedS3Object'; Command = { Send-EncryptedS3Object $file -BucketName test -RootKey $path } }
        @{ Name = 'Get-CopyStatement'; Command = { Get-CopyStatement -Table t -Uri s3://test/a -IamRole default -RootKey $path } }
    ) {
        $held = [IO.File]::Open($path, 'Open', 'ReadWrite')
        try {
            [RedshiftEncryptionTests.Lease]::Hold($held.SafeFileHandle)
            $pipeline = Start-TestPipeline $Command @{ path = $path; file = $file }
            Wait-TestCondition { Select-String LEASE.*BREAKING /proc/locks -Quiet }
            $stop = $pipeline.Shell.BeginStop($null, $null)
            Wait-TestCondition { $stop.IsCompleted } -TimeoutSeconds 20
            $pipeline.Shell.InvocationStateInfo.State | Should -Be Stopped
            Select-String LEASE.*BREAKING /proc/locks -Quiet | Should -BeTrue -Because 'it must end while the file hangs'
            $pipeline.Output | Should -BeNullOrEmpty
        }
        finally {
            $held.Dispose()
            if ($pipeline) { Remove-TestPipeline $pipeline }
        }
    }
}
