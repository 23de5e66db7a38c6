# Sends the files of a folder once for each input line, with the contender that the line names. Writes the seconds and the
# seconds of processor time. Without a throttle limit, the module uses its default.
param([string] $Module, [string] $PlainModule, [string] $Folder, [string] $EndpointUrl, [string] $BucketName, [int] $PlainThrottleLimit, [int] $ThrottleLimit)
$ErrorActionPreference = 'Stop'
Import-Module $Module
Import-Module $PlainModule
$rootKey = New-RootKey -AsSecureString
$files = Get-ChildItem -LiteralPath $Folder -File
$throttle = if ($ThrottleLimit) { @{ ThrottleLimit = $ThrottleLimit } } else { @{} }
$process = [Diagnostics.Process]::GetCurrentProcess()
$sent = 0
while ($side = [Console]::In.ReadLine()) {
    [GC]::Collect()
    [GC]::WaitForPendingFinalizers()
    Start-Sleep -Milliseconds 100
    $process.Refresh()
    $processor = $process.TotalProcessorTime
    $watch = [Diagnostics.Stopwatch]::StartNew()
    if ($side -eq 'ours') {
        $sent = @($files | Send-EncryptedS3Object -BucketName $BucketName -KeyPrefix ours -RootKey $rootKey -EndpointUrl $EndpointUrl @throttle).Count
    }
    else {
        $sent = @($files | Send-PlainS3Object -BucketName $BucketName -KeyPrefix plain/ -EndpointUrl $EndpointUrl -ThrottleLimit $PlainThrottleLimit).Count
    }
    $watch.Stop()
    $process.Refresh()
    if ($sent -ne $files.Count) { throw "$side sent $sent of $($files.Count) files." }
    [Console]::Out.WriteLine([string]::Format([cultureinfo]::InvariantCulture, '{0} {1}', $watch.Elapsed.TotalSeconds, ($process.TotalProcessorTime - $processor).TotalSeconds))
}
