BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer 'test'
    1..20 | ForEach-Object { Set-TestObject "few/$_" ([byte[]](1, 2, 3)) }
    $variables = 'SLURM_ARRAY_TASK_ID', 'SLURM_ARRAY_TASK_COUNT', 'AWS_BATCH_JOB_ARRAY_INDEX', 'AWS_BATCH_JOB_ARRAY_SIZE', 'JOB_COMPLETION_INDEX'
}

AfterAll {
    Stop-TestServer
}

Describe 'A short listing' {
    It 'is divided without a gap and without an overlap' {
        $found = foreach ($index in 0..4) { (Get-EncryptedS3Object test few/ -ShardIndex $index -ShardCount 5).Key }
        $found | Sort-Object | Should -Be (1..20 | ForEach-Object { "few/$_" } | Sort-Object)
    }
}

# Ten thousand objects take long on Wine, and the limit is the same there.
Describe 'A long listing' -Tag NotOnWine {
    It 'is refused before an object is processed' {
        $bytes = [byte[]](, 1)
        1..10001 | ForEach-Object { Set-TestObject "many/$_" $bytes }
        Reset-TestServer
        { Get-EncryptedS3Object test many/ -ShardIndex 0 -ShardCount 2 } | Should -Throw '*more than 10000 objects*-InventoryUri*'
        (Get-TestRequest).operation | Should -Not -Contain HeadObject
    }
}

Describe '-ShardFromEnvironment' {
    AfterEach {
        $variables | ForEach-Object { Remove-Item "Env:$_" -ErrorAction Ignore }
    }

    It 'takes the number from <Name>' -ForEach @{ Name = 'SLURM_ARRAY_TASK_ID' }, @{ Name = 'JOB_COMPLETION_INDEX' }, @{ Name = 'AWS_BATCH_JOB_ARRAY_INDEX' } {
        $expected = (Get-EncryptedS3Object test few/ -ShardIndex 3 -ShardCount 5).Key | Sort-Object
        Set-Item "Env:$Name" 3
        (Get-EncryptedS3Object test few/ -ShardFromEnvironment -ShardCount 5).Key | Sort-Object | Should -Be $expected
    }

    It 'takes the count from AWS Batch' {
        $env:AWS_BATCH_JOB_ARRAY_INDEX, $env:AWS_BATCH_JOB_ARRAY_SIZE = '3', '5'
        $expected = (Get-EncryptedS3Object test few/ -ShardIndex 3 -ShardCount 5).Key | Sort-Object
        (Get-EncryptedS3Object test few/ -ShardFromEnvironment).Key | Sort-Object | Should -Be $expected
        { Get-EncryptedS3Object test few/ -ShardFromEnvironment -ShardCount 4 } | Should -Throw '*AWS_BATCH_JOB_ARRAY_SIZE is 5*'
    }

    It 'does not guess the count of Slurm' {
        $env:SLURM_ARRAY_TASK_ID, $env:SLURM_ARRAY_TASK_COUNT = '3', '2'
        { Get-EncryptedS3Object test few/ -ShardFromEnvironment } | Should -Throw '*Specify -ShardCount*'
        { Get-EncryptedS3Object test few/ -ShardFromEnvironment -ShardCount 3 } | Should -Throw '*--array=0-2*'
    }

    It 'is an error without a variable, with several, and with another value' {
        { Get-EncryptedS3Object test few/ -ShardFromEnvironment -ShardCount 3 } | Should -Throw '*SLURM_ARRAY_TASK_ID*JOB_COMPLETION_INDEX*'
        $env:SLURM_ARRAY_TASK_ID, $env:JOB_COMPLETION_INDEX = '1', '1'
        { Get-EncryptedS3Object test few/ -ShardFromEnvironment -ShardCount 3 } | Should -Throw '*all set*'
        Remove-Item Env:JOB_COMPLETION_INDEX
        $env:SLURM_ARRAY_TASK_ID = '-1'
        { Get-EncryptedS3Object test few/ -ShardFromEnvironment -ShardCount 3 } | Should -Throw '*not a number*'
        $env:SLURM_ARRAY_TASK_ID = '1'
        { Get-EncryptedS3Object test few/ -ShardFromEnvironment -ShardIndex 1 -ShardCount 3 } | Should -Throw '*not both*'
    }
}

Describe '-ShardIndex' {
    It 'goes with -ShardCount' {
        { Get-EncryptedS3Object test few/ -ShardIndex 1 } | Should -Throw '*together*'
        { Get-EncryptedS3Object test few/ -ShardCount 2 } | Should -Throw '*together*'
        { Get-EncryptedS3Object test few/ -ShardIndex 2 -ShardCount 2 } | Should -Throw '*0 to 1*'
    }
}
