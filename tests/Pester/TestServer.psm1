# LocalS3 for the tests of one file, with the environment that leads the module's commands there.

$script:Configuration = $env:REDSHIFT_ENCRYPTION_CONFIGURATION ? $env:REDSHIFT_ENCRYPTION_CONFIGURATION : 'Debug'
$script:Repository = (Get-Item "$PSScriptRoot/../..").FullName
# Where there is no dotnet, REDSHIFT_ENCRYPTION_LOCALS3 names a program that brings its runtime.
$script:ServerCommand = $env:REDSHIFT_ENCRYPTION_LOCALS3 ? @($env:REDSHIFT_ENCRYPTION_LOCALS3) : @('dotnet', "$script:Repository/tests/LocalS3/bin/$script:Configuration/net10.0/LocalS3.dll")
$script:ModulePath = $env:REDSHIFT_ENCRYPTION_MODULE ? $env:REDSHIFT_ENCRYPTION_MODULE : "$script:Repository/RedshiftEncryption.psd1"
$script:MonoTestsPath = "$script:Repository/tests/RedshiftEncryption.Mono.Tests/bin/$script:Configuration/net472/RedshiftEncryption.Mono.Tests.exe"

function Get-TestPath {
    <# .SYNOPSIS The module (the build's output, or the package that REDSHIFT_ENCRYPTION_MODULE names the manifest of), the module with other versions of what it needs, or the tests that Mono runs. #>
    param([ValidateSet('Module', 'ConflictingModule', 'ConflictingModuleV4', 'MonoTests')] [string] $Of = 'Module')
    switch ($Of) {
        'Module' { $script:ModulePath }
        'MonoTests' { $script:MonoTestsPath }
        default { "$script:Repository/tests/Pester/$Of/bin/$script:Configuration/net8.0/ConflictingModule.dll" }
    }
}

function Get-TestAwsAssembly {
    <# .SYNOPSIS The name of the module's assembly that references the AWS SDK; a test that looks for it in vain has shown that it exists. #>
    $name = 'RedshiftEncryption.Aws'
    if (-not (Test-Path "$(Split-Path $script:ModulePath)/bin/net8.0/lib/$name.dll")) { throw "The module has no assembly $name." }
    $name
}

function Start-TestServer {
    <# .SYNOPSIS Starts a server and points the environment at it. Its stub of KMS also decrypts what the file of answers lists. #>
    param([string[]] $BucketName = 'test', [string] $KmsAnswersPath)

    $command, $arguments = $script:ServerCommand + '--exit-with-stdin' + ($BucketName | ForEach-Object { '--bucket', $_ })
    if ($KmsAnswersPath) { $arguments += '--kms-answers', $KmsAnswersPath }
    $start = [Diagnostics.ProcessStartInfo]::new($command, [string[]]$arguments)
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $script:Process = [Diagnostics.Process]::Start($start)
    $line = $script:Process.StandardOutput.ReadLine()
    if (-not $line) { throw "LocalS3 did not start: $script:ServerCommand" }
    $script:Server = $line | ConvertFrom-Json

    # Nothing of the user's own AWS settings may lead elsewhere.
    $script:Saved = Get-ChildItem Env:AWS_*
    $script:Saved | Remove-Item
    $env:AWS_ENDPOINT_URL = $script:Server.endpoint
    $env:AWS_ACCESS_KEY_ID = $script:Server.accessKeyId
    $env:AWS_SECRET_ACCESS_KEY = $script:Server.secretAccessKey
    $env:AWS_EC2_METADATA_DISABLED = 'true'
    $env:AWS_CONFIG_FILE = '/nonexistent/config'
    $env:AWS_SHARED_CREDENTIALS_FILE = '/nonexistent/credentials'
}

function Stop-TestServer {
    <# .SYNOPSIS Ends the server and restores the environment. #>
    if ($script:Saved -or $script:Server) {
        Get-ChildItem Env:AWS_* | Remove-Item
        $script:Saved | ForEach-Object { Set-Item "Env:$($_.Name)" $_.Value }
    }
    if ($script:Process) {
        $script:Process.StandardInput.Close()
        if (-not $script:Process.WaitForExit(10000)) { $script:Process.Kill() }
        $script:Process.Dispose()
    }
    $script:Process = $script:Server = $script:Saved = $null
}

function Get-TestServer {
    <# .SYNOPSIS Its endpoint, accessKeyId and secretAccessKey. #>
    $script:Server
}

function Invoke-Control([string] $Method, [string] $Route, [string] $Body) {
    $request = @{ Method = $Method; Uri = "$($script:Server.endpoint)/-/$Route" }
    if ($Body) { $request.Body = $Body }
    Invoke-RestMethod @request -ProgressAction Ignore
}

function Get-TestRequest {
    <# .SYNOPSIS The requests since the last reset, in order. #>
    Invoke-Control GET requests | ForEach-Object { $_ }
}

function Add-TestFault {
    <# .SYNOPSIS A rule by which requests go wrong, as LocalS3's README lists them. #>
    param([hashtable] $Rule)
    Invoke-Control POST faults ($Rule | ConvertTo-Json)
}

function Get-TestFaultHit {
    <# .SYNOPSIS How many requests have gone wrong, or hang. #>
    [int](Invoke-Control GET faults | ForEach-Object { $_ } | Measure-Object hits -Sum).Sum
}

function Clear-TestFault {
    <# .SYNOPSIS Removes all rules; what hung on one goes on. #>
    Invoke-Control DELETE faults
}

function Get-TestOpenUpload {
    <# .SYNOPSIS The number of multipart uploads that were neither completed nor aborted. #>
    [int](Invoke-Control GET uploads)
}

function Reset-TestServer {
    <# .SYNOPSIS Forgets requests and faults; objects stay. #>
    Clear-TestFault
    Invoke-Control DELETE requests
}

function Wait-TestCondition {
    <# .SYNOPSIS Asks until the condition holds; fails after the time limit. #>
    param([scriptblock] $Condition, [int] $TimeoutSeconds = 20)
    $clock = [Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($clock.Elapsed.TotalSeconds -gt $TimeoutSeconds) { throw "Not within $TimeoutSeconds s: $Condition" }
        Start-Sleep -Milliseconds 20
    }
}

function Wait-TestServerIdle {
    <# .SYNOPSIS Waits for requests that were canceled: the server may still store what they have sent. #>
    Wait-TestCondition { [int](Invoke-Control GET requests/in-progress) -eq 0 }
}

function New-TestFile {
    <#
    .SYNOPSIS Creates a file of this length in bytes, and its folders; the same content for the same length.
    .OUTPUTS Its path as the system spells it.
    #>
    param([string] $Path, [long] $Length = 100)
    [void][IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Path))
    $content = [byte[]]::new($Length)
    [Random]::new($Length).NextBytes($content)
    [IO.File]::WriteAllBytes($Path, $content)
    [IO.Path]::GetFullPath($Path)
}

Export-ModuleMember -Function *-Test*
