# Builds the module and LocalS3, and runs samples/QuickStart.ps1 on this machine only.
param(
    [string] $Configuration = 'Release',
    # Keeps the server running until Enter is pressed, for commands in another window.
    [switch] $KeepServer
)

$root = Split-Path $PSScriptRoot
Write-Host 'Building the module and a small local S3 server. The first build downloads packages, and takes half a minute.'
& (Join-Path $PSScriptRoot 'Build.ps1') -Configuration $Configuration
Write-Host 'Building the server.'
dotnet build (Join-Path $root 'tests/LocalS3/LocalS3.csproj') --configuration $Configuration --nologo --verbosity quiet -consoleLoggerParameters:NoSummary

$folder = New-Item -ItemType Directory -Path ([IO.Path]::Combine([IO.Path]::GetTempPath(), 'RedshiftEncryption-' + [IO.Path]::GetRandomFileName()))
$start = [Diagnostics.ProcessStartInfo]::new('dotnet')
Join-Path $root "tests/LocalS3/bin/$Configuration/net10.0/LocalS3.dll" | ForEach-Object { $start.ArgumentList.Add($_) }
'--exit-with-stdin', '--bucket', 'acme-load' | ForEach-Object { $start.ArgumentList.Add($_) }
$start.RedirectStandardInput = $true
$start.RedirectStandardOutput = $true
$server = [Diagnostics.Process]::Start($start)
# This may be a user's own session: its AWS settings are restored afterward.
$kept = Get-ChildItem Env:AWS_* | Select-Object Name, Value
$kept | ForEach-Object { Remove-Item "Env:$($_.Name)" }
try {
    $connection = $server.StandardOutput.ReadLine() | ConvertFrom-Json
    $env:AWS_ENDPOINT_URL_S3 = $connection.endpoint
    $env:AWS_ACCESS_KEY_ID = $connection.accessKeyId
    $env:AWS_SECRET_ACCESS_KEY = $connection.secretAccessKey
    $env:AWS_REGION = 'eu-central-1'
    Write-Host "LocalS3 stands in for S3 at $($connection.endpoint), with a bucket acme-load. Its data is lost when it ends.`n"

    Import-Module (Join-Path $root 'RedshiftEncryption.psd1')
    & (Join-Path $root 'samples/QuickStart.ps1') -BucketName acme-load -KeyPath (Join-Path $folder 'sales.key')
    if ($KeepServer) {
        Write-Host @"

The server keeps running. In another PowerShell, type:
  `$env:AWS_ENDPOINT_URL_S3 = '$($connection.endpoint)'; `$env:AWS_REGION = 'eu-central-1'
  `$env:AWS_ACCESS_KEY_ID = '$($connection.accessKeyId)'; `$env:AWS_SECRET_ACCESS_KEY = '$($connection.secretAccessKey)'
  Import-Module '$(Join-Path $root 'RedshiftEncryption.psd1')'
  Get-EncryptedS3Object acme-load sales/ -RootKey '$(Join-Path $folder 'sales.key')'
  Receive-EncryptedS3Object acme-load sales/ -Destination ./received -RootKey '$(Join-Path $folder 'sales.key')'
Press Enter here to stop the server and delete the key.
"@
        [void][Console]::In.ReadLine()
    }
}
finally {
    $server.StandardInput.Close()
    $server.WaitForExit()
    Remove-Item -LiteralPath $folder -Recurse
    Remove-Item Env:AWS_*
    $kept | ForEach-Object { Set-Item "Env:$($_.Name)" $_.Value }
}
Write-Host @"
Where to go from here
  Import-Module $(Join-Path $root 'RedshiftEncryption.psd1')
  samples/QuickStart.ps1   the script that has just run, to start from; it needs a bucket and AWS credentials of yours
  docs/guides/             one page for each job
  Get-Command -Module RedshiftEncryption
"@
