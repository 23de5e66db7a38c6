BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestPipeline.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-TestFile "$TestDrive/raw.key" 32
    $path = New-TestFile "$TestDrive/a.csv"
    Send-EncryptedS3Object $path -BucketName test -RootKey $key > $null
}

AfterAll {
    Stop-TestServer
}

Describe 'Test-EncryptedRoundTrip while objects are read' {
    BeforeEach {
        Reset-TestServer
        Add-TestFault @{ operation = 'GetObject'; kind = 'hang' }
    }

    AfterEach {
        Clear-TestFault
        Remove-TestPipeline $pipeline
    }

    It 'is ended by Ctrl+C' {
        $pipeline = Start-TestPipeline { Test-EncryptedRoundTrip $path -BucketName test -Key a.csv -RootKey $key } @{ path = $path; key = $key }
        Wait-TestCondition { (Get-TestFaultHit) -ge 1 }
        $stop = $pipeline.Shell.BeginStop($null, $null)
        Wait-TestCondition { $stop.IsCompleted } -TimeoutSeconds 20
        $pipeline.Shell.InvocationStateInfo.State | Should -Be Stopped
        $pipeline.Output | Should -BeNullOrEmpty
    }

    It 'returns no Boolean with -Quiet if Ctrl+C ends it' {
        $pipeline = Start-TestPipeline { Test-EncryptedRoundTrip $path -BucketName test -Key a.csv -RootKey $key -Quiet } @{ path = $path; key = $key }
        Wait-TestCondition { (Get-TestFaultHit) -ge 1 }
        $stop = $pipeline.Shell.BeginStop($null, $null)
        Wait-TestCondition { $stop.IsCompleted } -TimeoutSeconds 20
        $pipeline.Output | Should -BeNullOrEmpty
    }
}
