# The samples that other services start. Recorders replace these services: see TestSample.psm1. The database of the loads is the
# stand-in for Redshift of tests/RedshiftStandIn.
BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1", "$PSScriptRoot/../TestSample.psm1", "$PSScriptRoot/../TestRedshift.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer load
    Start-TestSample "$TestDrive/standins"
    $export = "$TestDrive/export"
    New-TestFile "$export/a.csv" > $null
    'id', 1, 2 | Set-Content "$export/a.csv"

    # The script of a workflow's step, as the runner gets it.
    function Get-Step([string] $Workflow, [string] $Name) {
        $lines = Get-Content (Get-TestSamplePath "github-actions/$Workflow.yml")
        $at = [array]::IndexOf($lines, "      - name: $Name")
        while ($lines[$at] -ne '        run: |') { $at++ }
        $script = for ($at++; $at -lt $lines.Count -and ($lines[$at] -eq '' -or $lines[$at].StartsWith('          ')); $at++) { $lines[$at] -replace '^ {10}' }
        $script | Should -Not -BeNullOrEmpty
        $script -join "`n"
    }

    # GitHub's own frame for "shell: pwsh".
    function Invoke-Step([string] $Script, [string] $WorkingDirectory) {
        $file = "$TestDrive/$(New-Guid).ps1"
        "`$ErrorActionPreference = 'stop'`nSet-Location '$WorkingDirectory'`n$Script`nif ((Test-Path -LiteralPath variable:\LASTEXITCODE)) { exit `$LASTEXITCODE }" | Set-Content $file
        Invoke-TestShell '-Command', ". '$file'"
    }
}

AfterAll {
    'EXPORT_PATH', 'BUCKET_NAME', 'TABLE_NAME', 'DATABASE_NAME', 'WORKGROUP_NAME', 'GITHUB_STEP_SUMMARY', 'KEY_PREFIX', 'ROOT_KEY' | ForEach-Object { Remove-Item "Env:$_" -ErrorAction Ignore }
    Stop-TestSample
    Stop-TestServer
}

Describe 'GitHub Actions' {
    BeforeEach {
        Reset-TestServer
        Reset-TestSample
        $root = Split-Path (Get-TestSamplePath '')
    }

    It '<_>: every step parses' -ForEach 'nightly-load', 'verify-archive' {
        foreach ($step in (Get-Content (Get-TestSamplePath "github-actions/$_.yml") | Select-String '^      - name: (.+)$').Matches) {
            $errors = $null
            [void][Management.Automation.Language.Parser]::ParseInput((Get-Step $_ $step.Groups[1].Value), [ref]$null, [ref]$errors)
            $errors | Should -BeNullOrEmpty
        }
    }

    It 'verify-archive.yml fails if an object is under another key, and shows no key' {
        $key, $other = 'archive', 'other' | ForEach-Object { New-RootKey "$TestDrive/$_.key" }
        $env:BUCKET_NAME, $env:KEY_PREFIX = 'load', 'unload/'
        $env:ROOT_KEY = (Get-Content $key.Path).Trim()
        Send-EncryptedS3Object "$export/a.csv" -BucketName load -KeyPrefix unload -RootKey $key > $null
        $run = Invoke-Step (Get-Step verify-archive Verify) $root
        $run.ExitCode | Should -Be 0 -Because $run.All
        Assert-NoTestKey $run.All ([Convert]::FromBase64String($env:ROOT_KEY))
        Send-EncryptedS3Object "$export/a.csv" -BucketName load -Key unload/b.csv -RootKey $other > $null
        $run = Invoke-Step (Get-Step verify-archive Verify) $root
        $run.ExitCode | Should -Be 1
        $run.All | Should -Match 'unload/b\.csv'
        $env:KEY_PREFIX = 'nothing/'
        (Invoke-Step (Get-Step verify-archive Verify) $root).ExitCode | Should -Be 1
    }
}

Describe 'Loads through the Data API' -Tag NotOnWine, Unix {
    BeforeAll {
        Start-TestRedshift
    }

    AfterAll {
        Stop-TestRedshift
    }

    BeforeEach {
        Reset-TestServer
        Reset-TestSample
        'id', 1, 2 | Set-Content "$export/a.csv"
        Invoke-TestSql 'SET client_min_messages = warning; DROP TABLE IF EXISTS public.sales; CREATE TABLE public.sales (id integer);'
    }

    Context 'GitHub Actions' {
        It 'nightly-load.yml loads, and fails when the load does' {
            $root = Split-Path (Get-TestSamplePath '')
            $env:EXPORT_PATH, $env:BUCKET_NAME, $env:TABLE_NAME, $env:DATABASE_NAME, $env:WORKGROUP_NAME = $export, 'load', 'public.sales', 'dev', 'wg'
            $env:GITHUB_STEP_SUMMARY = "$TestDrive/summary.md"
            $run = Invoke-Step (Get-Step nightly-load Load) $root
            $run.ExitCode | Should -Be 0 -Because $run.All
            Get-Content $env:GITHUB_STEP_SUMMARY | Should -BeLike 'Loaded 2 rows of 1 files as * objects into public.sales: s3://load/nightly/*.manifest'
            Invoke-TestSql 'SELECT id FROM public.sales ORDER BY id' | Should -Be 1, 2
            'id', 'x' | Set-Content "$export/a.csv"
            (Invoke-Step (Get-Step nightly-load Load) $root).ExitCode | Should -Be 1
        }
    }

    Context 'Azure Automation' {
        BeforeAll {
            # Published runbooks are in one folder.
            $folder = [IO.Directory]::CreateDirectory("$TestDrive/runbooks").FullName
            Copy-Item (Get-TestSamplePath azure-automation/Start-LoadRunbook.ps1), (Get-TestSamplePath Start-NightlyLoadByDataApi.ps1) $folder
            $parameter = @{ Region = 'eu-central-1'; Path = $export; BucketName = 'load'; Table = 'public.sales'; Database = 'dev'; WorkgroupName = 'wg'; LoadedFolder = "$TestDrive/loaded by runbook" }
        }

        BeforeEach {
            $server = Get-TestServer
            @{ Id = $server.accessKeyId; Secret = $server.secretAccessKey } | ConvertTo-Json | Set-Content "$env:RECORD.asset"
            $env:AWS_ACCESS_KEY_ID = $env:AWS_SECRET_ACCESS_KEY = $null
        }

        AfterEach {
            $env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY = $server.accessKeyId, $server.secretAccessKey
        }

        It 'loads as the credential asset, which S3 and the Data API accept' {
            $run = Invoke-TestSample "$folder/Start-LoadRunbook.ps1" $parameter
            $run.ExitCode | Should -Be 0 -Because $run.All
            $run.All | Should -Not -Match ([regex]::Escape($server.secretAccessKey))
            (Get-Item "$($parameter.LoadedFolder)/*Z/a.csv").Count | Should -Be 1
            Invoke-TestSql 'SELECT id FROM public.sales ORDER BY id' | Should -Be 1, 2
        }

        It 'ends with an exception when anything failed' {
            'id', 'x' | Set-Content "$export/a.csv"
            $run = Invoke-TestSample "$folder/Start-LoadRunbook.ps1" $parameter
            $run.ExitCode | Should -Be 1
            $run.Output | Should -Match 'Z The load failed\.'
            $run = Invoke-TestSample "$folder/Start-LoadRunbook.ps1" ($parameter + @{ CredentialName = 'none' })
            $run.ExitCode | Should -Be 1
            $run.Output | Should -Not -Match 'Sending'
        }
    }
}

Describe 'systemd' -Tag Unix {
    It 'starts the nightly load by parameters that it has' {
        $line = (Get-Content (Get-TestSamplePath scheduled-task/redshift-load.service) | Select-String '^ExecStart=.* -File \S+/(\S+\.ps1) (.+)$').Matches[0]
        $script = Get-Command (Get-TestSamplePath $line.Groups[1].Value)
        $named = ([regex]'(?:^| )-(\w+)').Matches($line.Groups[2].Value) | ForEach-Object { $_.Groups[1].Value }
        $named | Should -BeIn $script.Parameters.Keys
        $script.Parameters.Values | Where-Object { $_.Attributes.Mandatory -contains $true } | ForEach-Object Name | Should -BeIn $named
    }

    It 'takes the units' -Skip:(-not (Get-Command systemd-analyze -ErrorAction Ignore)) {
        $said = systemd-analyze verify (Get-TestSamplePath scheduled-task/redshift-load.service) (Get-TestSamplePath scheduled-task/redshift-load.timer) 2>&1 | Out-String
        $LASTEXITCODE | Should -Be 0 -Because $said
        $said | Should -Not -Match 'Unknown|Invalid|Failed to parse'
    }
}
