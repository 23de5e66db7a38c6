BeforeDiscovery {
    $views = @(
        @{ View = 'Out-String'; Show = { $input | Out-String -Width 4096 } }
        @{ View = 'ToString'; Show = { $input | ForEach-Object { "$_ $($_.ToString())" } } }
        @{ View = 'Format-List * -Force'; Show = { $input | Format-List * -Force | Out-String -Width 4096 } }
        @{ View = 'Format-Table * -Force'; Show = { $input | Format-Table * -Force -Wrap | Out-String -Width 4096 } }
        @{ View = 'Format-Custom'; Show = { $input | Format-Custom -Depth 6 | Out-String -Width 4096 } }
        @{ View = 'ConvertTo-Json'; Show = { $input | ConvertTo-Json -Depth 10 -WarningAction Ignore } }
        @{ View = 'ConvertTo-Xml'; Show = { $input | ConvertTo-Xml -Depth 6 -As String } }
        @{ View = 'ConvertTo-Csv'; Show = { $input | ConvertTo-Csv } }
        @{ View = 'Export-Clixml'; Show = { $input | Export-Clixml "$TestDrive/shown.xml" -Depth 6; Get-Content "$TestDrive/shown.xml" } }
        @{ View = 'Get-Member'; Show = { $input | Get-Member -Force | Out-String -Width 4096 } }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key" -Format Raw
    $bytes = [IO.File]::ReadAllBytes($key.Path)
    $secret = ConvertTo-SecureString ([Convert]::ToBase64String($bytes)) -AsPlainText -Force
    $path = New-TestFile "$TestDrive/a.csv"
    $sent = $path | Send-EncryptedS3Object -BucketName test -RootKey $bytes
    $result = $sent | Test-EncryptedRoundTrip -RootKey $secret
    $statement = $result | Get-CopyStatement t -IamRole default -RootKey $key.Path -WarningAction Ignore
    $unload = Get-UnloadStatement 'select 1' s3://b-1/k -IamRole default -RootKey $secret -WarningAction Ignore
}

AfterAll {
    Stop-TestServer
}

Describe '<Name>' -ForEach @(
    @{ Name = 'RootKey'; Object = { $key } }
    @{ Name = 'EncryptedS3Object'; Object = { $sent } }
    @{ Name = 'RoundTripResult'; Object = { $result } }
    @{ Name = 'CopyStatement'; Object = { $statement } }
    @{ Name = 'UnloadStatement'; Object = { $unload } }
) {
    It 'does not show the root key in <View>' -ForEach $views {
        Assert-NoTestKey ((& $Object | & $Show) -join "`n") $bytes
    }

    It 'has no public property or field that holds it' {
        (& $Object).PSObject.Properties.TypeNameOfValue | Should -Not -Contain 'System.Byte[]'
        (& $Object).GetType().GetFields() | Where-Object { -not $_.IsLiteral } | Should -BeNullOrEmpty
    }
}
