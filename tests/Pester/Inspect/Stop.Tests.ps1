BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestPipeline.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    1..200 | ForEach-Object { Set-TestObject ('p/{0:000}' -f $_) ([byte[]]1) }
}

AfterAll {
    Stop-TestServer
}

Describe 'Get-EncryptedS3Object' {
    BeforeEach {
        Reset-TestServer
    }

    AfterEach {
        Clear-TestFault
    }

    It 'asks for no more objects at a time than -ThrottleLimit' {
        Add-TestFault @{ operation = 'HeadObject'; kind = 'hang' }
        $pipeline = Start-TestPipeline { Get-EncryptedS3Object test p/ -ThrottleLimit 3 }
        try {
            Wait-TestCondition { (Get-TestFaultHit) -ge 3 }
            Clear-TestFault
            (Wait-TestPipeline $pipeline).Output.Count | Should -Be 200
        }
        finally {
            Remove-TestPipeline $pipeline
        }
        Reset-TestServer
        Add-TestFault @{ operation = 'HeadObject'; kind = 'hang' }
        $pipeline = Start-TestPipeline { Get-EncryptedS3Object test p/ }
        try {
            Wait-TestCondition { (Get-TestFaultHit) -ge 32 }
            $stop = $pipeline.Shell.BeginStop($null, $null)
            Wait-TestCondition { $stop.IsCompleted } -TimeoutSeconds 20
            $pipeline.Shell.InvocationStateInfo.State | Should -Be Stopped
            $pipeline.Output | Should -BeNullOrEmpty
            @(Get-TestRequest | Where-Object operation -EQ HeadObject).Count | Should -Be 32
        }
        finally {
            Remove-TestPipeline $pipeline
        }
    }

    It 'writes what it has while other objects are still asked for' {
        Add-TestFault @{ operation = 'HeadObject'; keyContains = 'p/001'; kind = 'hang' }
        $pipeline = Start-TestPipeline { Get-EncryptedS3Object test p/ }
        try {
            Wait-TestCondition { $pipeline.Output.Count -eq 199 }
            Clear-TestFault
            (Wait-TestPipeline $pipeline).Output.Count | Should -Be 200
        }
        finally {
            Remove-TestPipeline $pipeline
        }
    }

    It 'stops when a downstream command stops' {
        $first = Get-EncryptedS3Object test p/ -ThrottleLimit 2 | Select-Object -First 1
        $first.Key | Should -BeLike p/*
        @(Get-TestRequest | Where-Object operation -EQ HeadObject).Count | Should -BeLessThan 20
    }
}
