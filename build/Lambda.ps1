# Compiles the function for S3 Batch Operations to a native program for Amazon Linux 2023, and packs it for AWS Lambda:
# artifacts/RedshiftEncryption.Lambda.ARCHITECTURE.zip, for this machine's architecture. Requires Linux, gcc and the C library's
# headers (Debian: gcc, libc6-dev).
param(
    [string] $Configuration = 'Release',
    [string] $OutputPath = (Join-Path (Split-Path $PSScriptRoot) 'artifacts')
)
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
# The runtime provided.al2023 has this version of the C library, and refuses a program that needs a newer one.
$newest = [version]'2.34'

if (-not $IsLinux) { throw 'The Lambda function is compiled on Linux only.' }
$missing = 'gcc', 'objcopy', 'readelf' | Where-Object { -not (Get-Command $_ -CommandType Application -ErrorAction Ignore) }
if ($missing) { throw "The native compiler needs $($missing -join ', ') (Debian: apt-get install --no-install-recommends gcc libc6-dev)." }
$architecture = [Runtime.InteropServices.RuntimeInformation]::OSArchitecture.ToString().ToLowerInvariant()

$root = Split-Path $PSScriptRoot
Import-Module (Get-ChildItem "$PSScriptRoot/Package/*.psm1")
$build = Join-Path $root 'artifacts/lambda'
$program = Join-Path $build 'publish/bootstrap'
Remove-Item (Split-Path $program) -Recurse -ErrorAction Ignore
# ForLambda: with the native compiler, in folders of its own (Directory.Build.props).
dotnet publish (Join-Path $root 'src/RedshiftEncryption.Lambda') --configuration $Configuration --runtime "linux-$architecture" -property:ForLambda=true --output (Split-Path $program) --nologo --verbosity quiet -consoleLoggerParameters:NoSummary

$needed = readelf --version-info --wide $program | Select-String 'Name: GLIBC_([0-9.]+)' -AllMatches | ForEach-Object { $_.Matches } | ForEach-Object { [version]$_.Groups[1].Value } | Sort-Object -Unique
if (-not $needed) { throw "readelf found no version of the C library in $program." }
if ($needed[-1] -gt $newest) { throw "$program needs GLIBC_$($needed[-1]), but Amazon Linux 2023 has $newest. Compile it on an older system, such as Debian 12." }

# The packages that are compiled into the program, and the .NET runtime, which comes with the compiler.
$packages = Get-CompiledPackage -RestorePath (Join-Path $build 'obj/RedshiftEncryption.Lambda/project.assets.json') -Target "net10.0/linux-$architecture"
$notice = Get-ThirdPartyNotice -Package $packages -LicensePath (Join-Path $PSScriptRoot 'licenses') -Content 'The program is compiled from the packages below, among others.' | Join-String -Separator "`n" -OutputSuffix "`n"
$archive = Join-Path (New-Item -ItemType Directory -Force -Path $OutputPath) "RedshiftEncryption.Lambda.$architecture.zip"
Write-Archive $archive -Executable 'bootstrap' -Content @{
    bootstrap                  = [IO.File]::ReadAllBytes($program)
    LICENSE                    = [IO.File]::ReadAllBytes((Join-Path $root 'LICENSE'))
    'THIRD-PARTY-NOTICES.txt'  = [Text.Encoding]::UTF8.GetBytes($notice)
}
Write-Host ('{0}: {1:n1} MiB, the program {2:n1} MiB. It needs GLIBC_{3}.' -f $archive, ((Get-Item $archive).Length / 1MB), ((Get-Item $program).Length / 1MB), $needed[-1])
