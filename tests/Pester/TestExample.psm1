# What the examples of the help and the code of the documents take for granted: files to send, root keys that are in use
# and a new one, an archive of two years, what a killed download has left, and a vault. Each example starts with all of it as it was.

Import-Module "$PSScriptRoot/TestServer.psm1", "$PSScriptRoot/TestObject.psm1", "$PSScriptRoot/TestRedshift.psm1"

$script:Buckets = 'acme-load', 'acme-archive'

function Start-TestExample {
    <# .SYNOPSIS Starts a server, and prepares files and root keys below a folder. #>
    param([string] $Folder)
    $script:Folder = $Folder
    $script:Origin = Get-Location
    Start-TestServer $script:Buckets
    # Redshift is the stand-in. PostgreSQL is not there on Wine: there the statements are only checked.
    if ($IsWindows) { $global:PSDefaultParameterValues['Invoke-CopyStatement:WhatIf'] = $true } else { Start-TestRedshift }
    $prepared = "$Folder/prepared"
    New-Item -ItemType Directory "$prepared/export/2026" > $null
    'id,name', '1,Ada', '2,"Grace, Hopper"' | Set-Content "$prepared/export/customers.csv"
    'id,amount', '1,9.99', '2,12.50' | Set-Content "$prepared/export/2026/01.csv"
    @('id,text') + (1..4000 | ForEach-Object { "$_,event number $_" }) | Set-Content "$prepared/export/events.csv"
    # What a run has left that was killed two days ago.
    New-Item -ItemType Directory "$prepared/received" > $null
    New-Item "$prepared/received/.k3v5x0ab.q1z.partial" > $null
    (Get-Item -Force "$prepared/received/.k3v5x0ab.q1z.partial").LastWriteTime = [datetime]::Now.AddDays(-2)
    $script:Keys = @{}
    'sales', 'old', 'older', 'new' | ForEach-Object { $script:Keys[$_] = New-RootKey "$prepared/$_.key" }
    # The public keys of two hosts, as ssh-keygen writes them (RFC 4253).
    foreach ($name in 'load1', 'load2') {
        $public = [Security.Cryptography.RSA]::Create(2048).ExportParameters($false)
        $blob = foreach ($value in [Text.Encoding]::ASCII.GetBytes('ssh-rsa'), $public.Exponent, (@([byte]0) + $public.Modulus)) { 0, 0, ($value.Length -shr 8), ($value.Length -band 255) + $value }
        Set-Content "$prepared/$name.pub" "ssh-rsa $([Convert]::ToBase64String([byte[]]$blob)) root@$name"
    }
    Set-Content "$Folder/part" "1|a"
    @{ entries = @(0, 1 | ForEach-Object { @{ url = "s3://acme-archive/unload/2025/000${_}_part_00" } }) } | ConvertTo-Json -Depth 3 | Set-Content "$Folder/manifest"
}

function Stop-TestExample {
    <# .SYNOPSIS Ends the server. #>
    Set-Location $script:Origin
    $global:PSDefaultParameterValues.Remove('Invoke-CopyStatement:WhatIf')
    Stop-TestRedshift
    Stop-TestServer
}

# A vault is a matter of other modules; here it is a variable.
$script:Vault = @{}
function Set-Secret([string] $Name, [Parameter(ValueFromPipeline)] [securestring] $Secret) { $script:Vault[$Name] = $Secret }
function Get-Secret([string] $Name) { $script:Vault[$Name] }

function Get-State {
    Get-ChildItem -Recurse -File -Force | ForEach-Object FullName
    foreach ($bucket in $script:Buckets) { Get-TestObjectKey -BucketName $bucket | ForEach-Object { "$bucket/$_ $((Get-TestObject $_ -BucketName $bucket).Header['etag'])" } }
}

function Reset-Example {
    $folder = Join-Path $script:Folder ([IO.Path]::GetRandomFileName())
    Copy-Item "$script:Folder/prepared" $folder -Recurse -Force
    Set-Location $folder
    foreach ($bucket in $script:Buckets) {
        Get-TestObjectKey -BucketName $bucket | ForEach-Object { [void](Invoke-TestS3 DELETE $bucket $_).EnsureSuccessStatusCode() }
    }
    if (-not $IsWindows) {
        Clear-TestRedshiftRun
        Invoke-TestSql 'DROP TABLE IF EXISTS amounts; CREATE TABLE amounts (id integer, amount numeric(9, 2));'
    }
    Send-EncryptedS3Object "$script:Folder/prepared/export/2026/01.csv" -BucketName acme-load -Key loads/01.csv -ServerSideEncryption AES256 |
        Test-EncryptedRoundTrip | New-CopyManifest -Uri s3://acme-load/loads.manifest > $null
    Send-EncryptedS3Object ./export -Recurse -BucketName acme-load -KeyPrefix sales/ -RootKey $script:Keys.sales > $null
    Send-EncryptedS3Object "$script:Folder/part" -BucketName acme-archive -Key unload/2024/0000_part_00 -RootKey $script:Keys.old > $null
    Send-EncryptedS3Object "$script:Folder/part" -BucketName acme-archive -Key unload/2025/0000_part_00 -RootKey $script:Keys.old > $null
    Send-EncryptedS3Object "$script:Folder/part" -BucketName acme-archive -Key unload/2025/0001_part_00 -RootKey $script:Keys.sales > $null
    Send-EncryptedS3Object "$script:Folder/part" -BucketName acme-archive -Key sales/0000_part_00 -RootKey $script:Keys.old > $null
    $rows = 'unload/2025/0000_part_00', 'unload/2025/0001_part_00' | ForEach-Object { "acme-archive,$_" }
    Set-TestObject inventory/2025.csv ([Text.Encoding]::UTF8.GetBytes(($rows -join "`n"))) -BucketName acme-archive
    Get-EncryptedS3Object -InventoryUri s3://acme-archive/inventory/2025.csv -RunUri s3://acme-load/runs/2024/ -ShardIndex 0 -ShardCount 2 > $null
    Send-EncryptedS3Object "$script:Folder/manifest" -BucketName acme-archive -Key unload/2025/manifest -RootKey $script:Keys.old > $null
}

# A new key file has the name of a prepared one where the code begins with New-RootKey: that one is not there yet.
function Remove-NewKey([Management.Automation.Language.Ast] $Ast) {
    $commands = $Ast.FindAll({ param($node) $node -is [Management.Automation.Language.CommandAst] -and $node.GetCommandName() -eq 'New-RootKey' }, $true)
    foreach ($path in $commands | ForEach-Object { $_.CommandElements | Where-Object { $_.Extent.Text -like './*.key' } }) {
        Remove-Item -LiteralPath $path.Extent.Text -ErrorAction Ignore
    }
}

function Assert-TestExample {
    <# .SYNOPSIS The code runs without an error, and shows something or does something; with -WhatIf alone it changes nothing. #>
    param([string] $Code, [string] $Before = '')
    $ast = [Management.Automation.Language.Parser]::ParseInput("$Before`n$Code", [ref]$null, [ref]$null)
    Reset-Example
    Remove-NewKey $ast
    $output = & {
        $ErrorActionPreference = 'Stop'
        . ([scriptblock]::Create($Before)) > $null
        $state = @(Get-State)
        . ([scriptblock]::Create($Code))
        $script:State = $state
    } 2>&1 3>$null 6>$null
    $output | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | Should -BeNullOrEmpty

    $isUnchanged = -not (Compare-Object $script:State @(Get-State))
    $statements = [Management.Automation.Language.Parser]::ParseInput($Code, [ref]$null, [ref]$null).EndBlock.Statements
    $changing = @($statements | Where-Object { $_.Extent.Text -notmatch '-WhatIf' })
    if ($changing.Count -eq 0) { $isUnchanged | Should -BeTrue } else { [bool]$output -or -not $isUnchanged | Should -BeTrue -Because 'an example shows something or does something' }
}

Export-ModuleMember -Function *-TestExample
