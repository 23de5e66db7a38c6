# The memory of this process, as Linux counts it.
function Get-Memory([ValidateSet('VmHWM', 'VmRSS')] [string] $Field) {
    [long] ((Get-Content -LiteralPath /proc/self/status | Select-String "^${Field}:\s+(\d+)").Matches.Groups[1].Value) * 1KB
}

# Runs an action, and returns the bytes of memory that it adds at most.
function Measure-Peak([scriptblock] $Action) {
    $null = Get-Memory VmHWM
    [IO.File]::WriteAllText('/proc/self/clear_refs', '5')
    $idle = Get-Memory VmRSS
    $null = & $Action
    (Get-Memory VmHWM) - $idle
}
