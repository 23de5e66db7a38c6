# Writes a manifest of as many entries as each input line contains, from records in the pipeline. Writes the seconds, and the bytes
# of memory that this adds to the process after the import.
param([string] $Module, [string] $Path)
$ErrorActionPreference = 'Stop'
Import-Module $Module
$env:AWS_REGION = 'us-east-1'

function Get-Memory([string] $Field) {
    [long] ((Get-Content -LiteralPath /proc/self/status | Select-String "^${Field}:\s+(\d+)").Matches.Groups[1].Value) * 1KB
}

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
    $null = Get-Memory VmHWM
    [IO.File]::WriteAllText('/proc/self/clear_refs', '5')
    $idle = Get-Memory VmRSS
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $written = Get-Record $count | New-CopyManifest -Path $Path
    $watch.Stop()
    $peak = (Get-Memory VmHWM) - $idle
    if ($written.EntryCount -ne $count) { throw "The manifest has $($written.EntryCount) entries." }
    [Console]::Out.WriteLine("$($watch.Elapsed.TotalSeconds.ToString([cultureinfo]::InvariantCulture)) $peak")
}
