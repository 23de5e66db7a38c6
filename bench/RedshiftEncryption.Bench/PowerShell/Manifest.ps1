# Writes a manifest of as many entries as each input line contains, from records in the pipeline. Writes the seconds, and the bytes
# of memory that this adds to the process after the import.
param([string] $Module, [string] $Path)
$ErrorActionPreference = 'Stop'
Import-Module $Module
. "$PSScriptRoot/Memory.ps1"
$env:AWS_REGION = 'us-east-1'

function Get-Record([int] $Count) {
    for ($i = 0; $i -lt $Count; $i++) {
        [pscustomobject]@{
            BucketName = 'acme-load'; Key = "sales/2026/part-$i.csv"; Length = 1000L + $i; ETag = "$i"; Envelope = 'V1'
            RootKeyFingerprint = '8bab9662b5ba12a96e69968f3e4899af'; ServerSideEncryption = 'AES256'; Verified = $true; Region = 'us-east-1'
        }
    }
}

while ($line = [Console]::In.ReadLine()) {
    $count = [int] $line
    [GC]::Collect()
    [GC]::WaitForPendingFinalizers()
    $run = @{}
    $peak = Measure-Peak {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $run.Written = Get-Record $count | New-CopyManifest -Path $Path
        $run.Seconds = $watch.Elapsed.TotalSeconds
    }
    if ($run.Written.EntryCount -ne $count) { throw "The manifest has $($run.Written.EntryCount) entries." }
    [Console]::Out.WriteLine([string]::Format([cultureinfo]::InvariantCulture, '{0} {1}', $run.Seconds, $peak))
}
