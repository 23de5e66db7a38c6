BeforeDiscovery {
    $views = @(
        @{ View = 'Out-String'; Show = { $input | Out-String -Width 4096 } }
        @{ View = 'Format-List * -Force'; Show = { $input | Format-List * -Force | Out-String -Width 4096 } }
        @{ View = 'the exceptions'; Show = { $input | ForEach-Object { "$($_.Exception)"; $_.Exception.Data | Out-String } } }
        @{ View = 'the bound parameters'; Show = { $input | ForEach-Object { $_.InvocationInfo.BoundParameters; $_.InvocationInfo | Format-List * -Force } | Out-String -Width 4096 } }
        # Deeper they show the whole of .NET, by the command's type.
        @{ View = 'Format-Custom'; Show = { $input | Format-Custom -Depth 2 | Out-String -Width 4096 } }
        @{ View = 'Get-Error'; Show = { $input | ForEach-Object { Get-Error -InputObject $_ } | Out-String -Width 4096 } }
        @{ View = 'ConvertTo-Json'; Show = { $input | Select-Object * -ExcludeProperty Exception | ConvertTo-Json -Depth 2 -WarningAction Ignore } }
        @{ View = 'ConvertTo-Xml'; Show = { $input | ConvertTo-Xml -Depth 2 -As String } }
        @{ View = 'Export-Clixml'; Show = { $input | Export-Clixml "$TestDrive/errors.xml" -Depth 3; Get-Content "$TestDrive/errors.xml" } }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key" -Format Raw
    $bytes = [IO.File]::ReadAllBytes($key.Path)
    $text = [Convert]::ToBase64String($bytes)
    $secret = ConvertTo-SecureString $text -AsPlainText -Force
    $short = ConvertTo-SecureString $text.Substring(0, 40) -AsPlainText -Force
    $padded = ConvertTo-SecureString "  $text  " -AsPlainText -Force
    $long = [byte[]]($bytes + $bytes)
    [IO.File]::WriteAllText("$TestDrive/damaged.key", "key: $text")
    [IO.File]::WriteAllBytes("$TestDrive/long.key", $long)
    $path = New-TestFile "$TestDrive/a.csv"
    $send = @{ BucketName = 'test' }
}

AfterAll {
    Stop-TestServer
}

Describe 'The errors of <Name>' -ForEach @(
    @{ Name = 'a missing file, with a RootKey'; Run = { Send-EncryptedS3Object "$TestDrive/none" -RootKey $key @send } }
    @{ Name = 'a missing file, with bytes'; Run = { Send-EncryptedS3Object "$TestDrive/none" -RootKey $bytes @send } }
    @{ Name = 'a missing bucket, with a SecureString'; Run = { Send-EncryptedS3Object $path -RootKey $secret -BucketName none } }
    @{ Name = 'a missing object, with bytes'; Run = { Test-EncryptedRoundTrip $path -Key none -RootKey $bytes @send } }
    @{ Name = 'a base64 string'; Run = { Send-EncryptedS3Object $path -RootKey $text @send } }
    @{ Name = 'a hashtable'; Run = { Send-EncryptedS3Object $path -RootKey @{ Key = $bytes; Text = $text } @send } }
    @{ Name = 'a list of numbers'; Run = { Send-EncryptedS3Object $path -RootKey ([int[]]$bytes) @send } }
    @{ Name = 'two arrays of bytes'; Run = { Send-EncryptedS3Object $path -RootKey $bytes, $bytes @send } }
    @{ Name = 'too many bytes'; Run = { Send-EncryptedS3Object $path -RootKey $long @send } }
    @{ Name = 'a SecureString cut off'; Run = { Send-EncryptedS3Object $path -RootKey $short @send } }
    @{ Name = 'a SecureString with spaces'; Run = { Send-EncryptedS3Object $path -RootKey $padded @send } }
    @{ Name = 'a damaged key file'; Run = { Send-EncryptedS3Object $path -RootKey "$TestDrive/damaged.key" @send } }
    @{ Name = 'a key file that is too long'; Run = { Send-EncryptedS3Object $path -RootKey "$TestDrive/long.key" @send } }
    @{ Name = 'a statement for no objects'; Run = { @() | Get-CopyStatement t -IamRole default -RootKey $bytes } }
    @{ Name = 'an option with the key'; Run = { Get-CopyStatement t -Uri s3://b-1/k -IamRole default -RootKey $bytes -Option "MASTER_SYMMETRIC_KEY '$text'" } }
    @{ Name = 'an option with the key in an open literal'; Run = { Get-CopyStatement t -Uri s3://b-1/k -IamRole default -Option "NEWOPTION AS '$text" } }
    @{ Name = 'a JSON option that is the key'; Run = { Get-CopyStatement t -Uri s3://b-1/k -IamRole default -Format Json -JsonOption 'x' -RootKey $bytes } }
) {
    BeforeAll {
        $Error.Clear()
        try { & $Run -ErrorAction Continue 2>&1 > $null } catch { }
        # What other code has left in between is none of the module's.
        $errors = @($Error)
    }

    It 'are there' {
        $errors.Count | Should -BeGreaterThan 0
    }

    It 'do not show the root key in <View>' -ForEach $views {
        Assert-NoTestKey (($errors | & $Show) -join "`n") $bytes
    }
}
