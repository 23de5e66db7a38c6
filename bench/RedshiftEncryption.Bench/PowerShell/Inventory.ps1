# Describes all objects of a bucket. Writes their number, the seconds, and the highest memory of the process after as many objects
# as the input line contains and at the end, in bytes.
param([string] $Module, [string] $EndpointUrl, [string] $BucketName)
$ErrorActionPreference = 'Stop'
Import-Module $Module
. "$PSScriptRoot/Memory.ps1"

while ($line = [Console]::In.ReadLine()) {
    $state = @{ Count = 0; Early = 0 }
    $watch = [Diagnostics.Stopwatch]::StartNew()
    Get-EncryptedS3Object $BucketName -EndpointUrl $EndpointUrl | ForEach-Object {
        if ($_.Envelope -ne 'V1') { throw "$($_.Key) has the envelope $($_.Envelope)." }
        if (++$state.Count -eq $line) { $state.Early = Get-Memory VmHWM }
    }
    $watch.Stop()
    [Console]::Out.WriteLine("$($state.Count) $($watch.Elapsed.TotalSeconds.ToString([cultureinfo]::InvariantCulture)) $($state.Early) $(Get-Memory VmHWM)")
}
