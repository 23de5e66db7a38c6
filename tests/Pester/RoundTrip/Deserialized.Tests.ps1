BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $paths = 1..2 | ForEach-Object { New-TestFile "$TestDrive/in/$_.csv" (100 + $_) }
    $module = Get-TestPath Module
    $sent = $paths | Send-EncryptedS3Object -BucketName test -KeyPrefix p -RootKey $key
}

AfterAll {
    Stop-TestServer
}

Describe 'Records that came through <Name>' -ForEach @(
    @{ Name = 'a job'; Through = {
            Start-Job -ArgumentList $module, $paths, $key.Path {
                param($module, $paths, $key)
                Import-Module $module
                $paths | Send-EncryptedS3Object -BucketName test -KeyPrefix p -RootKey $key
            } | Receive-Job -Wait -AutoRemoveJob
        }
    }
    @{ Name = 'Export-Clixml'; Through = { $sent | Export-Clixml "$TestDrive/sent.xml"; Import-Clixml "$TestDrive/sent.xml" } }
    @{ Name = 'ConvertTo-Json'; Through = { $sent | ConvertTo-Json | ConvertFrom-Json } }
    @{ Name = 'Select-Object'; Through = { $sent | Select-Object * } }
) {
    BeforeAll {
        $records = & $Through
    }

    It 'are not of the module any more' {
        $records.Count | Should -Be 2
        $records[0] | Should -Not -BeOfType [RedshiftEncryption.EncryptedS3Object]
    }

    It 'are verified' {
        $results = $records | Test-EncryptedRoundTrip -RootKey $key
        $results.Verified | Should -Be $true, $true
        $results.SourcePath | Sort-Object | Should -Be $paths
    }

    It 'are known to be client-side encrypted: the statement contains ENCRYPTED, and refuses another key' {
        $statement = $records | Get-CopyStatement t -IamRole default -RootKey $key -AllowUnverified -WarningAction Ignore
        "$statement" | Should -BeLike "*FROM 's3://test/p/'*ENCRYPTED*REGION AS 'us-east-1'*"
        $other = New-RootKey "$TestDrive/$(New-Guid).key"
        { $records | Get-CopyStatement t -IamRole default -RootKey $other -AllowUnverified } | Should -Throw -ErrorId 'InvalidCopyOption,*'
    }

    It 'still show that the source has changed' {
        $changed = $records | Where-Object SourcePath -EQ $paths[0]
        $content = [IO.File]::ReadAllBytes($paths[0])
        try {
            [IO.File]::WriteAllBytes($paths[0], [byte[]](1, 2, 3))
            ($changed | Test-EncryptedRoundTrip -RootKey $key).Reason | Should -Be SourceChanged
        }
        finally {
            [IO.File]::WriteAllBytes($paths[0], $content)
        }
    }
}

Describe 'Results that came through <Name>' -ForEach @(
    @{ Name = 'Export-Clixml'; Through = { $input | Export-Clixml "$TestDrive/tested.xml"; Import-Clixml "$TestDrive/tested.xml" } }
    @{ Name = 'ConvertTo-Json'; Through = { $input | ConvertTo-Json | ConvertFrom-Json } }
    @{ Name = 'ConvertTo-Csv'; Through = { $input | ConvertTo-Csv | ConvertFrom-Csv } }
) {
    It 'lead to a statement if they are verified, and to none if they are not' {
        $good = $sent | Test-EncryptedRoundTrip -RootKey $key | & $Through
        "$($good | Get-CopyStatement t -IamRole default -RootKey $key -WarningAction Ignore)" | Should -BeLike '*ENCRYPTED*'
        $bad = $sent | Test-EncryptedRoundTrip -RootKey (New-RootKey "$TestDrive/$(New-Guid).key") | & $Through
        { $bad | Get-CopyStatement t -IamRole default -WarningAction Ignore } | Should -Throw -ErrorId 'NotVerified,*'
    }
}
