# Sends the files of a folder, and for each input line again with -SkipUnchanged. Writes the seconds and the number of requests.
param([string] $Module, [string] $Folder, [string] $EndpointUrl, [string] $BucketName)
$ErrorActionPreference = 'Stop'
Import-Module $Module
$common = @{ BucketName = $BucketName; KeyPrefix = 'unchanged'; RootKey = New-RootKey -AsSecureString; EndpointUrl = $EndpointUrl; Recurse = $true }
$count = @(Send-EncryptedS3Object $Folder @common).Count
while ([Console]::In.ReadLine()) {
    $null = Invoke-RestMethod "$EndpointUrl/-/requests" -Method Delete
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $skipped = @(Send-EncryptedS3Object $Folder @common -SkipUnchanged | Where-Object WasSkipped).Count
    $watch.Stop()
    if ($skipped -ne $count) { throw "Of $count files, $skipped were skipped." }
    $requests = @(Invoke-RestMethod "$EndpointUrl/-/requests" | ForEach-Object { $_ })
    if ($requests.operation -ne 'ListObjectsV2') { throw 'It sent other requests than those for listings.' }
    [Console]::Out.WriteLine("$($watch.Elapsed.TotalSeconds.ToString([cultureinfo]::InvariantCulture)) $($requests.Count)")
}
