BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestPipeline.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $variables = @{ path = New-TestFile "$TestDrive/large.csv" 20MB; key = New-TestFile "$TestDrive/raw.key" 32 }
}

AfterAll {
    Stop-TestServer
}

Describe 'Progress of <Name>' -ForEach @(
    @{ Name = 'Send-EncryptedS3Object'; Operation = 'UploadPart'; Activity = 'Encrypting*'; Run = { Send-EncryptedS3Object $path -BucketName test -RootKey $key } }
    @{ Name = 'Test-EncryptedRoundTrip'; Operation = 'GetObject'; Activity = 'Reading back*'; Run = { Test-EncryptedRoundTrip $path -BucketName test -Key large.csv -RootKey $key } }
) {
    BeforeAll {
        Reset-TestServer
        Add-TestFault @{ operation = $Operation; kind = 'hang' }
        $pipeline = Start-TestPipeline $Run $variables
        Wait-TestCondition { $pipeline.Shell.Streams.Progress.Count -ge 2 }
        Clear-TestFault
        $records = @((Wait-TestPipeline $pipeline).Shell.Streams.Progress | Where-Object Activity -Like $Activity)
    }

    AfterAll {
        Remove-TestPipeline $pipeline
    }

    It 'shows files, bytes and rate of one activity' {
        $records[0].StatusDescription | Should -Match '0 of 1 files, \d+[.,]\d of \d+[.,]\d MiB, \d+[.,]\d MiB/s'
        $records.ActivityId | Select-Object -Unique | Should -HaveCount 1
        $records.PercentComplete | ForEach-Object { $_ | Should -BeIn (-1..100) }
    }

    It 'is completed in the end' {
        $records[-1].RecordType | Should -Be Completed
        @($records.RecordType -eq 'Completed').Count | Should -Be 1
    }
}

Describe 'The bytes that Send-EncryptedS3Object expects' {
    It 'are as many as it sends: the last report counts all of them' {
        Reset-TestServer
        # The part that hangs is not the last report: the others have been counted by then.
        Add-TestFault @{ operation = 'CompleteMultipartUpload'; kind = 'hang' }
        $pipeline = Start-TestPipeline { Send-EncryptedS3Object $path -BucketName test -RootKey $key } $variables
        try {
            Wait-TestCondition { (Get-TestFaultHit) -ge 1 }
            $seen = $pipeline.Shell.Streams.Progress.Count
            Wait-TestCondition { $pipeline.Shell.Streams.Progress.Count -gt $seen + 1 }
            $pipeline.Shell.Streams.Progress[-1].PercentComplete | Should -Be 100
            $pipeline.Shell.Streams.Progress[-1].StatusDescription | Should -Match '20[.,]0 of 20[.,]0 MiB'
            Clear-TestFault
            Wait-TestPipeline $pipeline > $null
        }
        finally {
            Clear-TestFault
            Remove-TestPipeline $pipeline
        }
    }
}
