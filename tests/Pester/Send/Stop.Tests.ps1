BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestPipeline.psm1"
    Start-TestServer
    New-TestFile "$TestDrive/small.csv" > $null
    New-TestFile "$TestDrive/large.csv" 20MB > $null
    $key = New-TestFile "$TestDrive/raw.key" 32
}

AfterAll {
    Stop-TestServer
}

Describe 'While parts are in progress' {
    BeforeEach {
        Reset-TestServer
        Add-TestFault @{ operation = 'UploadPart'; kind = 'hang' }
        $gate = [Threading.ManualResetEventSlim]::new()
        $variables = @{ small = "$TestDrive/small.csv"; large = "$TestDrive/large.csv"; key = $key; gate = $gate }
    }

    AfterEach {
        $gate.Set()
        Clear-TestFault
        Remove-TestPipeline $pipeline
        Get-TestObjectKey large | Should -BeNullOrEmpty
    }

    It 'Ctrl+C ends the command and aborts the upload' {
        $pipeline = Start-TestPipeline -Variable $variables { Send-EncryptedS3Object $large, $small -BucketName test -RootKey $key }
        Wait-TestCondition { (Get-TestFaultHit) -ge 3 }
        Get-TestOpenUpload | Should -Be 1
        $stop = $pipeline.Shell.BeginStop($null, $null)
        Wait-TestCondition { $stop.IsCompleted } -TimeoutSeconds 20
        $pipeline.Shell.InvocationStateInfo.State | Should -Be Stopped
        Get-TestOpenUpload | Should -Be 0
        (Get-TestRequest).operation | Should -Contain AbortMultipartUpload
    }

    It 'Ctrl+C ends the command while it waits for a place' {
        $pipeline = Start-TestPipeline -Variable $variables { Send-EncryptedS3Object $large, $small -BucketName test -RootKey $key -ThrottleLimit 1 }
        Wait-TestCondition { (Get-TestFaultHit) -ge 3 }
        $stop = $pipeline.Shell.BeginStop($null, $null)
        Wait-TestCondition { $stop.IsCompleted } -TimeoutSeconds 20
        Get-TestOpenUpload | Should -Be 0
        (Get-TestRequest).operation | Should -Not -Contain PutObject
    }

    It 'a command behind that throws ends them, and the upload is aborted' {
        $pipeline = Start-TestPipeline -Variable $variables {
            Send-EncryptedS3Object $large, $small -BucketName test -RootKey $key | ForEach-Object { [void]$gate.Wait(20000); throw 'the neighbor' }
        }
        Wait-TestCondition { (Get-TestFaultHit) -ge 3 }
        $gate.Set()
        (Wait-TestPipeline $pipeline).Failure.Message | Should -Be 'the neighbor'
        Get-TestOpenUpload | Should -Be 0
    }

    It 'a command before that throws ends them, and the upload is aborted' {
        $pipeline = Start-TestPipeline -Variable $variables {
            & { $large; [void]$gate.Wait(20000); throw 'the neighbor' } | Send-EncryptedS3Object -BucketName test -RootKey $key
        }
        Wait-TestCondition { (Get-TestFaultHit) -ge 3 }
        $gate.Set()
        (Wait-TestPipeline $pipeline).Failure.Message | Should -Be 'the neighbor'
        Get-TestOpenUpload | Should -Be 0
    }

    It 'Select-Object -First ends them without an error, and the upload is aborted' {
        $pipeline = Start-TestPipeline -Variable $variables {
            Send-EncryptedS3Object $large, $small -BucketName test -RootKey $key | ForEach-Object { [void]$gate.Wait(20000); $_ } | Select-Object -First 1
        }
        Wait-TestCondition { (Get-TestFaultHit) -ge 3 }
        $gate.Set()
        $pipeline = Wait-TestPipeline $pipeline
        $pipeline.Failure | Should -BeNullOrEmpty
        $pipeline.Shell.Streams.Error | Should -BeNullOrEmpty
        $pipeline.Output.Key | Should -Be small.csv
        Get-TestOpenUpload | Should -Be 0
    }

    It '-ErrorAction Stop ends the command at the first error, and the upload is aborted' {
        $pipeline = Start-TestPipeline -Variable $variables {
            & { $large; [void]$gate.Wait(20000); "$large.none" } | Send-EncryptedS3Object -BucketName test -RootKey $key -ErrorAction Stop
        }
        Wait-TestCondition { (Get-TestFaultHit) -ge 3 }
        $gate.Set()
        (Wait-TestPipeline $pipeline).Failure.ErrorRecord.FullyQualifiedErrorId | Should -BeLike 'PathNotFound,*'
        Get-TestOpenUpload | Should -Be 0
    }
}
