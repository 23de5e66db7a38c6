BeforeDiscovery {
    Import-Module "$PSScriptRoot/../TestServer.psm1"
    Import-Module (Get-TestPath Module)
    $examples = Get-Command -Module RedshiftEncryption -CommandType Cmdlet | ForEach-Object {
        $name = $_.Name
        (Get-Help $name -Full).examples.example | ForEach-Object { @{ Name = $name; Title = $_.title.Trim('- '); Code = $_.code } }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer acme-load, acme-archive
    $buckets = 'acme-load', 'acme-archive'
    $origin = Get-Location

    # What the pages take for granted: files to send, two keys that are in use and a new one.
    $prepared = "$TestDrive/prepared"
    New-Item -ItemType Directory "$prepared/export/2026" > $null
    'id,name', '1,Ada', '2,"Grace, Hopper"' | Set-Content "$prepared/export/customers.csv"
    'id,amount', '1,9.99', '2,12.50' | Set-Content "$prepared/export/2026/01.csv"
    @('id,text') + (1..4000 | ForEach-Object { "$_,event number $_" }) | Set-Content "$prepared/export/events.csv"
    $keys = @{}
    'sales', 'old', 'new' | ForEach-Object { $keys[$_] = New-RootKey "$prepared/$_.key" }
    Set-Content "$TestDrive/part" "1|a"
    @{ entries = @(0, 1 | ForEach-Object { @{ url = "s3://acme-archive/unload/2025/000${_}_part_00" } }) } | ConvertTo-Json -Depth 3 | Set-Content "$TestDrive/manifest"

    # A vault is a matter of other modules; here it is a variable.
    $vault = @{}
    function Set-Secret([string] $Name, [Parameter(ValueFromPipeline)] [securestring] $Secret) { $vault[$Name] = $Secret }
    function Get-Secret([string] $Name) { $vault[$Name] }

    function Get-State {
        Get-ChildItem -Recurse -File | ForEach-Object FullName
        foreach ($bucket in $buckets) { Get-TestObjectKey -BucketName $bucket | ForEach-Object { "$bucket/$_ $((Get-TestObject $_ -BucketName $bucket).Header['etag'])" } }
    }
}

AfterAll {
    Set-Location $origin
    Stop-TestServer
}

Describe 'The examples of <Name>' -ForEach ($examples | Group-Object { $_.Name } | ForEach-Object { @{ Name = $_.Name; Examples = $_.Group } }) {
    It '<Title>' -ForEach $Examples {
        $folder = Join-Path $TestDrive ([IO.Path]::GetRandomFileName())
        Copy-Item $prepared $folder -Recurse
        Set-Location $folder
        foreach ($bucket in $buckets) {
            Get-TestObjectKey -BucketName $bucket | ForEach-Object { [void](Invoke-TestS3 DELETE $bucket $_).EnsureSuccessStatusCode() }
        }
        Send-EncryptedS3Object ./export -Recurse -BucketName acme-load -KeyPrefix sales/ -RootKey $keys.sales > $null
        Send-EncryptedS3Object "$TestDrive/part" -BucketName acme-archive -Key unload/2025/0000_part_00 -RootKey $keys.old > $null
        Send-EncryptedS3Object "$TestDrive/part" -BucketName acme-archive -Key unload/2025/0001_part_00 -RootKey $keys.sales > $null
        Send-EncryptedS3Object "$TestDrive/manifest" -BucketName acme-archive -Key unload/2025/manifest -RootKey $keys.old > $null
        $before = @(Get-State)

        $output = & {
            $ErrorActionPreference = 'Stop'
            . ([scriptblock]::Create($Code))
        } 2>&1 3>$null 6>$null
        $failed = $output | Where-Object { $_ -is [Management.Automation.ErrorRecord] }
        $failed | Should -BeNullOrEmpty

        $isUnchanged = -not (Compare-Object $before @(Get-State))
        if ($Code -match '-WhatIf') { $isUnchanged | Should -BeTrue } else { [bool]$output -or -not $isUnchanged | Should -BeTrue -Because 'an example shows something or does something' }
    }
}
