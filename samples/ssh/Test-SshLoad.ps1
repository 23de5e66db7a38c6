<#
.SYNOPSIS
Checks what a COPY over SSH needs, from the network side of a host or on the host itself, and shows what is missing.
.DESCRIPTION
Returns one row for each check, with its result and a remedy. The exit code is the number of checks that failed.

With -SshHost, checks a host from elsewhere, best from a machine in the network of the cluster: whether port 22 can be reached,
whether the host has an RSA key, and whether it is the key in the file. A cluster reaches the host only if its own network and
the security groups permit that, which this script cannot see.

Without -SshHost, checks the machine that it runs on: the settings of sshd, the line of the cluster's key, the root key, the
share list and the module. Run it as root: sshd shows its settings only to root.
.PARAMETER SshHost
Specifies the host to check from elsewhere.
.PARAMETER SshHostKeyPath
Specifies the public RSA key of the host: the file for New-CopyManifest.
.PARAMETER Port
Specifies the port to check. Redshift connects to port 22.
.PARAMETER UserName
Specifies the user of the connections.
.PARAMETER AuthorizedKeysPath
Specifies the file with the line of the cluster's key.
.PARAMETER ShareListPath
Specifies the share list on this host.
.PARAMETER RootKeyPath
Specifies the root key on this host.
.PARAMETER Connections
Specifies the number of connections to this host: -ConnectionsPerHost of New-CopyManifest.
.PARAMETER SshdConfigPath
Specifies a configuration of sshd other than its own default.
.EXAMPLE
./Test-SshLoad.ps1 -SshHost load.example.com -SshHostKeyPath ./load.example.com.pub
.EXAMPLE
sudo pwsh -NoProfile -File ./Test-SshLoad.ps1 -UserName redshift -AuthorizedKeysPath /home/redshift/.ssh/authorized_keys -ShareListPath /etc/redshift-load/shares.json -RootKeyPath /etc/redshift-load/root.key -Connections 4
#>
#Requires -Version 7.4
[CmdletBinding(DefaultParameterSetName = 'Here')]
param(
    [Parameter(Mandatory, ParameterSetName = 'Elsewhere')] [string] $SshHost,
    [Parameter(Mandatory, ParameterSetName = 'Elsewhere')] [string] $SshHostKeyPath,
    [Parameter(ParameterSetName = 'Elsewhere')] [int] $Port = 22,
    [Parameter(ParameterSetName = 'Here')] [string] $UserName = 'redshift',
    [Parameter(ParameterSetName = 'Here')] [string] $AuthorizedKeysPath = "/home/$UserName/.ssh/authorized_keys",
    [Parameter(ParameterSetName = 'Here')] [string] $ShareListPath = '/etc/redshift-load/shares.json',
    [Parameter(ParameterSetName = 'Here')] [string] $RootKeyPath = '/etc/redshift-load/root.key',
    [Parameter(ParameterSetName = 'Here')] [int] $Connections = 1,
    [Parameter(ParameterSetName = 'Here')] [string] $SshdConfigPath
)
$ErrorActionPreference = 'Stop'
$failed = 0

function Test-Item([string] $Name, [scriptblock] $Check, [string] $Remedy) {
    $reason = ''
    try { $passed = [bool](& $Check) }
    catch { $passed = $false; $reason = "$($_.Exception.Message) " }
    if (-not $passed) { $script:failed++ }
    [pscustomobject]@{ Check = $Name; Passed = $passed; Remedy = $passed ? '' : "$reason$Remedy" }
}
function Get-RsaKey([string[]] $Line) { $Line | ForEach-Object { if ($_ -cmatch '(?:^|\s)ssh-rsa\s+(?<key>AAAA[A-Za-z0-9+/]+=*)') { $Matches['key'] } } }

if ($SshHost) {
    Test-Item 'Port' {
        $client = [Net.Sockets.TcpClient]::new()
        try { $client.ConnectAsync($SshHost, $Port).Wait(10000) } finally { $client.Dispose() }
    } 'Open the port to the addresses of every node of the cluster, and check that sshd runs.'
    $scanned = @(ssh-keyscan -t rsa -p $Port -T 10 $SshHost 2>$null | Where-Object { $_ -notlike '#*' })
    Test-Item 'RSA host key' { @(Get-RsaKey $scanned).Count -eq 1 } 'Create one on the host with ssh-keygen -t rsa -b 3072 -f /etc/ssh/ssh_host_rsa_key -N '''', and add the line HostKey /etc/ssh/ssh_host_rsa_key to sshd_config. Redshift identifies hosts only by RSA keys.'
    Test-Item 'Host key is that of the file' { @(Get-RsaKey $scanned) -ceq @(Get-RsaKey (Get-Content -LiteralPath $SshHostKeyPath))[0] } 'Compare the fingerprint (ssh-keygen -lf) with the host itself before you use another key. Another machine may answer.'
    exit $failed
}

$arguments = @('-T') + $(if ($SshdConfigPath) { '-f', $SshdConfigPath })
$sshd = Get-Command sshd, /usr/sbin/sshd -CommandType Application -ErrorAction Ignore | Select-Object -First 1
$settings = @{}
foreach ($line in $(if ($sshd) { & $sshd.Source @arguments 2>$null })) {
    $name, $value = $line -split ' ', 2
    $settings[$name] = @($settings[$name]) + $value | Where-Object { $_ }
}
Test-Item 'sshd settings' { $settings.Count -gt 0 } 'Install openssh-server, and run this script as root.'
Test-Item 'Port 22' { $settings['listenaddress'] -match ':22$' } 'An SSH manifest has no field for a port. Redshift connects to port 22.'
Test-Item 'RSA host key' {
    $settings['hostkey'] | Where-Object { (Test-Path -LiteralPath "$_.pub") -and (Get-RsaKey (Get-Content -LiteralPath "$_.pub")) }
} 'Create one with ssh-keygen -t rsa -b 3072 -f /etc/ssh/ssh_host_rsa_key -N '''', and add a HostKey line for it.'
Test-Item 'Host key algorithms' { "$($settings['hostkeyalgorithms'])" -match 'rsa-sha2-(256|512)' } 'Add rsa-sha2-512 and rsa-sha2-256 to HostKeyAlgorithms.'
Test-Item 'Algorithms of client keys' { "$($settings['pubkeyacceptedalgorithms'])" -match 'rsa-sha2-(256|512)' } 'Add rsa-sha2-512 and rsa-sha2-256 to PubkeyAcceptedAlgorithms: the key of a cluster is an RSA key. If the log of sshd shows that the cluster offers only ssh-rsa (SHA-1), decide whether you allow that for the addresses of the cluster alone, in a Match block.'
Test-Item 'Public key authentication' { "$($settings['pubkeyauthentication'])" -eq 'yes' } 'Set PubkeyAuthentication yes.'
Test-Item 'No passwords' { "$($settings['passwordauthentication'])" -eq 'no' } 'Set PasswordAuthentication no, at least for this user.'
Test-Item 'Connections at a time' { [int]("$($settings['maxstartups'])" -split ':')[0] -ge $Connections } "Set MaxStartups to at least $Connections, or sshd drops some of the connections."
Test-Item 'Line of the cluster' {
    $lines = @(Get-Content -LiteralPath $AuthorizedKeysPath | Where-Object { Get-RsaKey $_ })
    $lines.Count -and -not ($lines -cnotmatch '^restrict,command="[^"]*-NoProfile -NonInteractive -File [^"]*Send-Share\.ps1')
} "Every RSA key in $AuthorizedKeysPath must begin with restrict,command=""... -NoProfile -NonInteractive -File .../Send-Share.ps1 ..."", so that it can run nothing else."
Test-Item 'Share list' { (Get-Content -LiteralPath $ShareListPath -Raw | ConvertFrom-Json).format -ceq 'RedshiftEncryption.ShareList' } 'Copy the file that New-CopyManifest -SharePath wrote to this host.'
Test-Item 'Module' { Get-Module -ListAvailable RedshiftEncryption } 'Install the module for all users, or for the user of the connections.'
Test-Item 'Root key' { (Get-Module -ListAvailable RedshiftEncryption) -and (Get-RootKey $RootKeyPath) } 'Copy the key file to this host over a channel that you trust, or use a vault.'
Test-Item 'Root key is private' { -not ([IO.File]::GetUnixFileMode($RootKeyPath) -band [IO.UnixFileMode]'GroupRead, GroupWrite, OtherRead, OtherWrite') } "Run chown $UserName and chmod 400 on the key file."
exit $failed
