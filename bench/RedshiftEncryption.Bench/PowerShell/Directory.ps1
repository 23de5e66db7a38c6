# Sends a directory once for each input line, with the contender that the line names. Writes the seconds; for 'peak', which
# must be the first line, the bytes of memory that this adds to the process after the import.
param([string] $Module, [string] $PlainModule, [string] $Folder, [string] $EndpointUrl, [string] $BucketName)
$ErrorActionPreference = 'Stop'
Import-Module $Module
Import-Module $PlainModule
. "$PSScriptRoot/Memory.ps1"
$rootKey = New-RootKey -AsSecureString

function Send-Ours {
    $sent = @(Send-EncryptedS3Object $Folder -Recurse -BucketName $BucketName -KeyPrefix ours -RootKey $rootKey -EndpointUrl $EndpointUrl).Count
    if ($sent -ne @(Get-ChildItem -LiteralPath $Folder -File).Count) { throw "$sent files were sent." }
}

while ($side = [Console]::In.ReadLine()) {
    [GC]::Collect()
    [GC]::WaitForPendingFinalizers()
    Start-Sleep -Milliseconds 100
    if ($side -eq 'peak') {
        [Console]::Out.WriteLine((Measure-Peak { Send-Ours }))
        continue
    }
    $watch = [Diagnostics.Stopwatch]::StartNew()
    if ($side -eq 'ours') { Send-Ours }
    else { Send-PlainS3Directory -LiteralPath $Folder -BucketName $BucketName -KeyPrefix plain/ -EndpointUrl $EndpointUrl }
    $watch.Stop()
    [Console]::Out.WriteLine($watch.Elapsed.TotalSeconds.ToString([cultureinfo]::InvariantCulture))
}
