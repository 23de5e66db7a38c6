BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestPipeline.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-TestFile "$TestDrive/raw.key" 32
    'large.csv', 'small.csv' | ForEach-Object { New-TestFile "$TestDrive/in/$_" ($_ -eq 'small.csv' ? 100 : 20MB) > $null }
    Send-EncryptedS3Object "$TestDrive/in" -Recurse -BucketName test -KeyPrefix p -RootKey $key > $null
    Get-Item "$TestDrive/in/small.csv" | Send-EncryptedS3Object -BucketName test -Key alone -RootKey $key > $null
    $everything = [IO.EnumerationOptions]@{ RecurseSubdirectories = $true; AttributesToSkip = 0 }
    $files = { if ([IO.Directory]::Exists($out)) { [IO.Directory]::GetFiles($out, '*', $everything) } }
}

AfterAll { Stop-TestServer }

Describe 'While ranges of an object are in progress' {
    BeforeEach {
        Reset-TestServer
        $out = "$TestDrive/$(New-Guid)"
        # The first range of the large object arrives and is written; the others hang.
        Add-TestFault @{ operation = 'GetObject'; keyContains = 'large'; skip = 1; kind = 'hang' }
        $gate = [Threading.ManualResetEventSlim]::new()
        $variables = @{ out = $out; key = $key; gate = $gate }
    }

    AfterEach {
        $gate.Set()
        Clear-TestFault
        Remove-TestPipeline $pipeline
    }

    It 'Ctrl+C ends the command and leaves no file' {
        $pipeline = Start-TestPipeline -Variable $variables { Receive-EncryptedS3Object -BucketName test -Key p/large.csv -Destination "$out/" -RootKey $key }
        Wait-TestCondition { (& $files | ForEach-Object { [IO.FileInfo]::new($_).Length }) -eq 8MB }
        & $files | Should -BeLike '*.partial'
        if (-not $IsWindows) { [IO.File]::GetUnixFileMode((& $files)) | Should -Be ([IO.UnixFileMode]'UserRead, UserWrite') }
        $stop = $pipeline.Shell.BeginStop($null, $null)
        Wait-TestCondition { $stop.IsCompleted } -TimeoutSeconds 20
        $pipeline.Shell.InvocationStateInfo.State | Should -Be Stopped
        $pipeline.Output | Should -BeNullOrEmpty
        & $files | Should -BeNullOrEmpty
    }

    It 'Ctrl+C keeps what was whole' {
        $pipeline = Start-TestPipeline -Variable $variables { Receive-EncryptedS3Object test p/ $out -RootKey $key }
        Wait-TestCondition { $pipeline.Output.Count -eq 1 -and (& $files).Count -eq 2 }
        $stop = $pipeline.Shell.BeginStop($null, $null)
        Wait-TestCondition { $stop.IsCompleted } -TimeoutSeconds 20
        [IO.Path]::GetRelativePath($out, (& $files)) | Should -Be small.csv
    }

    It 'Select-Object -First ends the command without an error, and no part of a file stays' {
        $pipeline = Start-TestPipeline -Variable $variables {
            Receive-EncryptedS3Object test p/ $out -RootKey $key | ForEach-Object { [void]$gate.Wait(20000); $_ } | Select-Object -First 1
        }
        Wait-TestCondition { (& $files).Count -eq 2 -and (Get-TestFaultHit) -ge 1 }
        $gate.Set()
        $pipeline = Wait-TestPipeline $pipeline
        $pipeline.Failure | Should -BeNullOrEmpty
        $pipeline.Output.Name | Should -Be small.csv
        [IO.Path]::GetRelativePath($out, (& $files)) | Should -Be small.csv
    }

    It 'a command behind that throws ends them, and no part of a file stays' {
        $pipeline = Start-TestPipeline -Variable $variables {
            Receive-EncryptedS3Object test p/ $out -RootKey $key | ForEach-Object { [void]$gate.Wait(20000); throw 'the neighbor' }
        }
        Wait-TestCondition { (& $files).Count -eq 2 -and (Get-TestFaultHit) -ge 1 }
        $gate.Set()
        (Wait-TestPipeline $pipeline).Failure.Message | Should -Be 'the neighbor'
        [IO.Path]::GetRelativePath($out, (& $files)) | Should -Be small.csv
    }
}
