BeforeDiscovery {
    $commands = @(
        @{ Command = 'Send'; Run = { param($RootKey) Send-EncryptedS3Object $file -BucketName test -RootKey $RootKey } }
        @{ Command = 'Test'; Run = { param($RootKey) Test-EncryptedRoundTrip $file -BucketName test -Key a.csv -RootKey $RootKey -ErrorAction Stop } }
        @{ Command = 'Get-CopyStatement'; Run = { param($RootKey) Get-CopyStatement t -Uri s3://test/a -IamRole default -RootKey $RootKey } }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $file = New-TestFile "$TestDrive/a.csv"
    $raw = New-TestFile "$TestDrive/raw.key" 32
    $bytes = [IO.File]::ReadAllBytes($raw)
    $text = [Convert]::ToBase64String($bytes)
    New-TestFile "$TestDrive/short.key" 31 > $null
    [IO.File]::WriteAllText("$TestDrive/short text.key", [Convert]::ToBase64String($bytes[0..30]))
    New-TestFile "$TestDrive/long.key" 5000 > $null
    $disposed = New-RootKey "$TestDrive/disposed.key"
    $disposed.Dispose()
    New-RootKey "$TestDrive/real.key" | Export-Clixml "$TestDrive/key.xml"
}

AfterAll {
    Stop-TestServer
}

Describe '-RootKey of <Command>' -ForEach $commands {
    BeforeEach {
        Reset-TestServer
    }

    AfterEach {
        Get-TestRequest | Should -BeNullOrEmpty -Because 'an unusable key ends the command before any request'
    }

    It 'refuses <Name> when it is bound' -ForEach @(
        @{ Name = '$null'; Value = { $null }; Says = 'null' }
        @{ Name = 'an empty string'; Value = { '' }; Says = 'empty string' }
        @{ Name = 'white space'; Value = { '  ' }; Says = 'empty string' }
        @{ Name = 'a base64 string'; Value = { $text }; Says = 'remains in the history' }
        @{ Name = 'a base64 string with a line end'; Value = { "$text`r`n" }; Says = 'remains in the history' }
        @{ Name = 'a base64 string without its padding'; Value = { $text.TrimEnd('=') }; Says = 'remains in the history' }
        @{ Name = 'a base64 string for URLs'; Value = { $text.Replace('+', '-').Replace('/', '_') }; Says = 'remains in the history' }
        @{ Name = 'hexadecimal digits'; Value = { [Convert]::ToHexStringLower($bytes) }; Says = 'remains in the history' }
        @{ Name = 'a hashtable'; Value = { @{ Path = $raw } }; Says = 'cannot be created from' }
        @{ Name = 'a number'; Value = { 1 }; Says = 'cannot be created from' }
        @{ Name = 'numbers that are no bytes'; Value = { , [object[]][int[]]$bytes }; Says = 'cannot be created from' }
        # Test takes several keys.
        if ($Command -ne 'Test') { @{ Name = 'several paths'; Value = { , @($raw, $raw) }; Says = 'cannot be created from' } }
        @{ Name = 'a deserialized RootKey'; Value = { Import-Clixml "$TestDrive/key.xml" }; Says = 'Deserialized.RedshiftEncryption.RootKey' }
    ) {
        $rootKey = & $Value
        $failure = { & $Run $rootKey } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
        "$failure" | Should -BeLike "*$Says*Specify a RootKey*"
        Assert-NoTestKey ($failure | Format-List * -Force | Out-String -Width 4096) $bytes
        Assert-NoTestKey "$($failure.Exception)" $bytes
    }

    It 'refuses <Name> with <Id>' -ForEach @(
        @{ Name = 'a missing file'; Value = { "$TestDrive/none.key" }; Id = 'RootKeyUnreadable'; Category = 'OpenError'; Says = '*does not name an existing file*' }
        @{ Name = 'a missing FileInfo'; Value = { [IO.FileInfo]"$TestDrive/none.key" }; Id = 'RootKeyUnreadable'; Category = 'OpenError'; Says = '*none.key*' }
        @{ Name = 'a folder'; Value = { "$TestDrive" }; Id = 'RootKeyUnreadable'; Category = 'OpenError'; Says = '*' }
        @{ Name = 'a path of another provider'; Value = { 'env:HOME' }; Id = 'RootKeyUnreadable'; Category = 'OpenError'; Says = '*does not name an existing file*' }
        @{ Name = 'a path on no drive'; Value = { 'nosuchdrive:x' }; Id = 'RootKeyUnreadable'; Category = 'OpenError'; Says = '*does not name an existing file*' }
        @{ Name = 'a file of 31 bytes'; Value = { "$TestDrive/short.key" }; Id = 'InvalidRootKey'; Category = 'InvalidData'; Says = '*31 bytes*' }
        @{ Name = 'a file with the text of 31 bytes'; Value = { "$TestDrive/short text.key" }; Id = 'InvalidRootKey'; Category = 'InvalidData'; Says = '*31 bytes*' }
        @{ Name = 'a file that is no key file'; Value = { "$TestDrive/long.key" }; Id = 'InvalidRootKey'; Category = 'InvalidData'; Says = '*4096 bytes*' }
        @{ Name = 'a file of 32 characters'; Value = { [IO.File]::WriteAllText("$TestDrive/characters.key", '0123456789abcdef0123456789abcdef'); "$TestDrive/characters.key" }; Id = 'InvalidRootKey'; Category = 'InvalidData'; Says = '*encode them as base64*' }
        @{ Name = 'a file with a byte order mark'; Value = { [IO.File]::WriteAllText("$TestDrive/mark.key", "$text`n", [Text.UTF8Encoding]::new($true)); "$TestDrive/mark.key" }; Id = 'InvalidRootKey'; Category = 'InvalidData'; Says = '*UTF-8 byte order mark*' }
        @{ Name = 'a file in UTF-16'; Value = { [IO.File]::WriteAllText("$TestDrive/wide.key", "$text`r`n", [Text.Encoding]::Unicode); "$TestDrive/wide.key" }; Id = 'InvalidRootKey'; Category = 'InvalidData'; Says = '*UTF-16 byte order mark*' }
        if (-not $IsWindows) { @{ Name = 'a device'; Value = { '/dev/zero' }; Id = 'RootKeyUnreadable'; Category = 'OpenError'; Says = '*a device*' } }
        if (-not $IsWindows) { @{ Name = 'a named pipe'; Value = { if (-not (Test-Path "$TestDrive/pipe.key")) { mkfifo "$TestDrive/pipe.key" }; "$TestDrive/pipe.key" }; Id = 'RootKeyUnreadable'; Category = 'OpenError'; Says = '*a named pipe*' } }
        @{ Name = '31 bytes'; Value = { , [byte[]]$bytes[0..30] }; Id = 'InvalidRootKey'; Category = 'InvalidData'; Says = '*31 bytes*' }
        @{ Name = '33 bytes as objects'; Value = { , [object[]]([byte[]]$bytes + [byte]1) }; Id = 'InvalidRootKey'; Category = 'InvalidData'; Says = '*33 bytes*' }
        @{ Name = 'a RootKey that was disposed'; Value = { $disposed }; Id = 'RootKeyUnreadable'; Category = 'OpenError'; Says = '*zeroed*' }
        @{ Name = 'a SecureString that is no key'; Value = { ConvertTo-SecureString 'Pa55word' -AsPlainText -Force }; Id = 'InvalidRootKey'; Category = 'InvalidData'; Says = '*' }
    ) {
        $rootKey = & $Value
        $failure = { & $Run $rootKey } | Should -Throw -PassThru
        Assert-TestError $failure $Id $Category
        $failure.TargetObject | Should -Not -BeNullOrEmpty
        "$failure" | Should -BeLike $Says
        "$failure" | Should -Not -BeLike '*Pa55word*'
    }

    It 'repeats nothing of a key typed as <Name>' -ForEach @(
        @{ Name = 'base64 in quotation marks'; Value = { "`"$text`"" } }
        @{ Name = 'base64 on two lines'; Value = { $text.Insert(20, "`n") } }
        @{ Name = 'an assignment'; Value = { "key=$text" } }
        @{ Name = 'hexadecimal with a prefix'; Value = { "0x$([Convert]::ToHexString($bytes))" } }
        @{ Name = 'hexadecimal with hyphens'; Value = { [BitConverter]::ToString($bytes) } }
        @{ Name = 'a list of numbers'; Value = { $bytes -join ',' } }
        @{ Name = 'the path of another provider'; Value = { "env:$text" } }
        @{ Name = 'a name too long for a file'; Value = { $text * 20 } }
    ) {
        $rootKey = & $Value
        $failure = { & $Run $rootKey } | Should -Throw -PassThru
        $written = ($failure | Format-List * -Force | Out-String -Width 100000) + ($failure.Exception | Format-List * -Force | Out-String -Width 100000) + $failure.Exception + $failure.TargetObject
        $written | Should -Not -BeLike "*$([WildcardPattern]::Escape($rootKey.Substring(8, 12)))*"
    }
}
