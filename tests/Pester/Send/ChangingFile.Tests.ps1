BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestPipeline.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Start-TestServer
    Import-Module (Get-TestPath Module)
    $key = New-RootKey "$TestDrive/root.key"
}

AfterAll {
    Stop-TestServer
}

Describe 'A file that <Name> while it is read' -ForEach @(
    @{ Name = 'shrinks'; Length = 40MB }
    @{ Name = 'grows'; Length = 65MB }
) {
    BeforeAll {
        # Sparse, so that it costs nothing on the disk.
        $path = Join-Path $TestDrive "$Name.csv"
        $file = [IO.File]::Open($path, 'Create', 'ReadWrite', 'ReadWrite')
        $file.SetLength(64MB)
        $other = New-TestFile "$TestDrive/other.csv"
        # Four parts of a file are in progress concurrently: while they hang, the reader waits at 32 MiB.
        Add-TestFault @{ operation = 'UploadPart'; kind = 'hang' }
        $pipeline = Start-TestPipeline -Variable @{ path = $path; other = $other; key = $key } {
            Send-EncryptedS3Object $path, $other -BucketName test -RootKey $key
        }
        Wait-TestCondition { (Get-TestFaultHit) -ge 4 }
        $file.SetLength($Length)
        Clear-TestFault
        $pipeline = Wait-TestPipeline $pipeline -TimeoutSeconds 30
    }

    AfterAll {
        $file.Dispose()
        Remove-TestPipeline $pipeline
    }

    It 'is an error' {
        Assert-TestError $pipeline.Shell.Streams.Error SourceChanged ResourceBusy $path
        "$($pipeline.Shell.Streams.Error)" | Should -BeLike "*$path*"
    }

    It 'leaves neither an object nor an open upload' {
        Get-TestOpenUpload | Should -Be 0
        Get-TestObjectKey | Should -Not -Contain "$Name.csv"
        (Get-TestRequest).operation | Should -Contain UploadPart
        (Get-TestRequest).operation | Should -Not -Contain CompleteMultipartUpload
    }

    It 'keeps no other file from being sent' {
        $pipeline.Output.Key | Should -Be other.csv
    }
}
