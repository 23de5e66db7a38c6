# Sends the files of a folder once for each input line, with the contender that the line names. Writes the seconds.
param([string] $Module, [string] $PlainModule, [string] $Folder, [string] $EndpointUrl, [string] $BucketName)
$ErrorActionPreference = 'Stop'
Import-Module $Module
Import-Module $PlainModule
$rootKey = New-RootKey -AsSecureString
$files = Get-ChildItem -LiteralPath $Folder -File
$sent = 0
while ($side = [Console]::In.ReadLine()) {
    [GC]::Collect()
    [GC]::WaitForPendingFinalizers()
    Start-Sleep -Milliseconds 100
    $watch = [Diagnostics.Stopwatch]::StartNew()
    if ($side -eq 'ours') {
        $sent = @($files | Send-EncryptedS3Object -BucketName $BucketName -KeyPrefix ours -RootKey $rootKey -EndpointUrl $EndpointUrl -ThrottleLimit 16).Count
    }
    else {
        $sent = @($files | Send-PlainS3Object -BucketName $BucketName -KeyPrefix plain/ -EndpointUrl $EndpointUrl -ThrottleLimit 16).Count
    }
    $watch.Stop()
    if ($sent -ne $files.Count) { throw "$side sent $sent of $($files.Count) files." }
    [Console]::Out.WriteLine($watch.Elapsed.TotalSeconds.ToString([cultureinfo]::InvariantCulture))
}
