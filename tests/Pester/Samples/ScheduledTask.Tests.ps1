# The sample for Task Scheduler: a recorder takes the task, and its command line is run as it is, on Windows too.
# Task Scheduler itself runs nothing on Wine: the dispatch interface of its ITaskService is a stub, its read_task drops the
# arguments of an action, and its schtasks.exe knows no /query and no /run. The module ScheduledTasks is a part of Windows.
BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestSample.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer load
    Start-TestSample "$TestDrive/standins"
    $export = "$TestDrive/export"
    New-TestFile "$export/a.csv" > $null
    'id', 1, 2 | Set-Content "$export/a.csv"
}

AfterAll {
    Stop-TestSample
    Stop-TestServer
}

Describe 'Scheduled task' {
    BeforeEach {
        Reset-TestSample
        Reset-TestServer
    }

    It 'registers a command line that runs the nightly load' {
        $spaced = Join-Path $TestDrive 'an export'
        Copy-Item $export $spaced -Recurse
        $samples = (New-Item -ItemType Directory "$TestDrive/some samples").FullName
        Copy-Item (Get-TestSamplePath scheduled-task), (Get-TestSamplePath Start-NightlyLoad.ps1) $samples -Recurse
        $pwsh = [Environment]::ProcessPath
        if ($IsWindows) {
            # Wine's NtQueryDirectoryFile does not find psql.* for PowerShell's search: psql is a function here, and the rest is real.
            Move-Item "$samples/Start-NightlyLoad.ps1" "$samples/Real.ps1"
            Set-Content "$samples/Start-NightlyLoad.ps1" @'
function Get-Command { if ('psql' -notin $args) { Microsoft.PowerShell.Core\Get-Command @args } }
function psql { $input | Set-Content "$env:RECORD.psql.input" }
& "$PSScriptRoot/Real.ps1" @args
'@
        }
        else {
            $prefix = [IO.Path]::GetFileNameWithoutExtension($pwsh) -eq 'dotnet' ? "'$PSHOME/pwsh.dll'" : ''
            "#!/bin/sh`nexec '$pwsh' $prefix `"`$@`"" | Set-Content "$TestDrive/a pwsh"
            $pwsh = "$TestDrive/a pwsh"
            [IO.File]::SetUnixFileMode($pwsh, 'UserRead, UserWrite, UserExecute')
        }
        # A backslash before the quotation mark that ends an argument is the hard part of a command line.
        $end = [IO.Path]::DirectorySeparatorChar
        $run = Invoke-TestSample "$samples/scheduled-task/Register-NightlyLoad.ps1" @{ UserId = 'ACME\load$'; Path = "$spaced$end"; BucketName = 'load'; Table = 'public.sales'; LoadedFolder = "$TestDrive/loaded\"; PwshPath = $pwsh }
        $run.ExitCode | Should -Be 0 -Because $run.All
        $task = Get-TestSampleRecord task | ConvertFrom-Json
        $task.Principal.LogonType, $task.Principal.RunLevel, $task.Settings.MultipleInstances | Should -Be Password, Limited, IgnoreNew

        # .NET takes a command line apart by Windows' rules, here too.
        $start = [Diagnostics.ProcessStartInfo]::new($task.Action.Execute, $task.Action.Argument)
        $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $start.Environment['PATH'] = "$TestDrive/standins/bin$([IO.Path]::PathSeparator)$env:PATH"
        $process = [Diagnostics.Process]::Start($start)
        $output, $errors = $process.StandardOutput.ReadToEndAsync(), $process.StandardError.ReadToEndAsync()
        $process.WaitForExit(90000) | Should -BeTrue
        $process.ExitCode | Should -Be 0 -Because ($output.Result + $errors.Result)
        Get-TestSampleRecord psql.input | Should -BeLike 'COPY public.sales*'
        Test-Path -LiteralPath "$spaced/a.csv" | Should -BeFalse
        [IO.Directory]::GetFiles("$TestDrive/loaded", 'a.csv', 'AllDirectories') | Should -HaveCount 1
    }

    It 'registers nothing with -WhatIf, or with a quotation mark in a value' {
        $parameter = @{ UserId = 'load'; Path = $export; BucketName = 'load'; Table = 'public.sales'; LoadedFolder = "$TestDrive/l"; PwshPath = [Environment]::ProcessPath }
        (Invoke-TestSample scheduled-task/Register-NightlyLoad.ps1 $parameter -Switch '-WhatIf').ExitCode | Should -Be 0
        Get-TestSampleRecord task | Should -BeNullOrEmpty
        $parameter.Table = 'public."a b"'
        (Invoke-TestSample scheduled-task/Register-NightlyLoad.ps1 $parameter).ExitCode | Should -Be 1
        Get-TestSampleRecord task | Should -BeNullOrEmpty
    }
}
