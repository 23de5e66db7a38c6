<#
.SYNOPSIS
Streams the share that an SSH client names to standard output: the forced command of a COPY over SSH.
.DESCRIPTION
The line of the cluster's key in authorized_keys runs this script, whatever command the client asks for. The script accepts
only the name of a share in the share list of this host, and streams the decrypted rows of its objects. It reads no other
input, and never evaluates the text of the client.

Standard output contains the rows and nothing else. Any error ends the script with an exit code that is not zero, before the
first byte if an object of the share is damaged, was overwritten, or cannot be decrypted. Messages go to standard error. They
contain names of objects, and no key.

The AWS SDK finds the Region and the credentials for S3 in its own settings: an instance profile, or a profile of the user.
.PARAMETER ShareListPath
Specifies the share list that New-CopyManifest wrote together with the SSH manifest.
.PARAMETER RootKeyPath
Specifies the files of the root keys, which only the user of this script may read. On a host with a vault, replace it below
by (Get-Secret ArchiveKey).
.PARAMETER CommandForm
Specifies the form of the commands, as in the parameter SshCommand of New-CopyManifest.
.PARAMETER SkipHeader
Indicates that every object begins with a header line.
.EXAMPLE
restrict,command="/usr/bin/pwsh -NoProfile -NonInteractive -File /opt/redshift-load/Send-Share.ps1 -ShareListPath /etc/redshift-load/shares.json -RootKeyPath /etc/redshift-load/root.key" ssh-rsa AAAA... cluster
#>
#Requires -Version 7.4
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ShareListPath,
    [Parameter(Mandatory)] [string[]] $RootKeyPath,
    [string] $CommandForm = '{0}',
    [switch] $SkipHeader
)
$ErrorActionPreference = 'Stop'
# pwsh writes these streams to standard output, where they would become rows.
$VerbosePreference = $DebugPreference = $InformationPreference = $WarningPreference = $ProgressPreference = 'SilentlyContinue'
try {
    # The mark in the names is the same in the manifest and in the list, so that a list of another run is refused.
    $before, $after = $CommandForm -split '\{0\}', 2 | ForEach-Object { [regex]::Escape($_) }
    if ("$env:SSH_ORIGINAL_COMMAND" -cnotmatch "\A$before(?<share>share-[0-9a-f]{8}-[0-9]{3,6})$after\z") { throw 'The command does not name a share.' }
    $share = $Matches['share']
    Import-Module RedshiftEncryption
    Receive-EncryptedS3Object -StandardOutput -ShareList $ShareListPath -Share $share -RootKey $RootKeyPath -Expand -RequireEncryption -SkipHeader:$SkipHeader
}
catch {
    [Console]::Error.WriteLine("Send-Share: $($_.Exception.Message -replace '[\x00-\x1f\x7f]', ' ')")
    exit 1
}
