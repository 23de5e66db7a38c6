BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestPipeline.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'Host'
    $key, $other = 'root', 'other' | ForEach-Object { New-RootKey "$TestDrive/$_.key" }
    $bytes = [Convert]::FromBase64String((Get-Content $key.Path))
    $file = New-TestFile "$TestDrive/in/a.csv" 1300000
    # Longer than what is left for it in 80 columns, and in 120.
    $longKey = "sales/$('2026-11-25/' * 9)end.csv"
    $sent = Send-EncryptedS3Object $file -BucketName test -Key $longKey -RootKey $key
    $good = $sent | Test-EncryptedRoundTrip -RootKey $key
    $bad = $sent | Test-EncryptedRoundTrip -RootKey $other
    $converted = $sent | Convert-EncryptedS3Object -KeyPrefix sales/ -DestinationKeyPrefix clean/ -RootKey $key
    $before = $sent | Convert-EncryptedS3Object -KeyPrefix sales/ -DestinationKeyPrefix clean/ -RootKey $key
    $manifest = $good | New-CopyManifest -Uri s3://test/a.manifest
    $batch = $sent | New-S3BatchManifest s3://test/batch.csv
    $copy = $manifest | Get-CopyStatement -Table public.sales -IamRole default -Format Csv -RootKey $key -WarningAction Ignore
    $unload = Get-UnloadStatement 'select 1' s3://test/unload/ -IamRole default

    function Show($Record, [int] $Width = 80) { $Record | Out-String -Width $Width }
    # Wrapped lines put together again.
    function Join-Wrapped([string] $Text) { $Text -replace '\s' }
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
    Stop-TestServer
}

Describe 'The table' {
    It 'of <Name> is <Columns>, with nothing cut off in <Width> columns' -ForEach @(
        foreach ($width in 80, 120) {
            @{ Width = $width; Name = 'RootKey'; Record = { $key }; Columns = 'Fingerprint', 'Form', 'Path'; Whole = { $key.Path }; Says = { $key.Fingerprint } }
            @{ Width = $width; Name = 'EncryptedS3Object'; Record = { $sent }; Columns = 'Size', 'Encryption', 'Root key', 'Key'; Whole = { $longKey }; Says = { " 1.2 MiB V1+AES256       $($key.Fingerprint.Substring(0, 8))" } }
            @{ Width = $width; Name = 'RoundTripResult'; Record = { $good }; Columns = 'Status', 'Size', 'Encryption', 'Key'; Whole = { $longKey }; Says = { 'Verified ' } }
            @{ Width = $width; Name = 'ConvertedS3Object'; Record = { $converted }; Columns = 'Status', 'Size', 'Encryption', 'Key'; Whole = { $converted.Key }; Says = { 'Converted  ' } }
            @{ Width = $width; Name = 'S3BatchManifest'; Record = { $batch | Format-Table }; Columns = 'Objects', 'Fields', 'Manifest'; Whole = { 's3://test/batch.csv' }; Says = { ' 1 Bucket, Key ' } }
            @{ Width = $width; Name = 'CopyManifest'; Record = { $manifest }; Columns = 'Status', 'Objects', 'Size', 'Encryption', 'Manifest'; Whole = { 's3://test/a.manifest' }; Says = { 'Verified ' } }
        }
    ) {
        $text = Show (& $Record) $Width
        $header, $dashes = ($text -split '\r?\n' | Where-Object { $_ })[0, 1]
        $header.Trim() -split '\s{2,}|(?<=Size|Status|Encryption|Objects) ' | Should -Be $Columns
        $dashes | Should -Match '^[- ]+$'
        ($text -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $Width
        Join-Wrapped $text | Should -BeLike "*$(& $Whole)*"
        $text | Should -Not -Match ([char]0x2026)
        $text | Should -BeLike "*$(& $Says)*"
    }

    It 'describes in words what is wrong, and what was completed before' {
        Show $bad | Should -Match '(?m)^WrongRootKey '
        Show $before | Should -Match '(?m)^Converted before '
        $untested = $sent | New-CopyManifest -Path "$TestDrive/untested.manifest"
        Show $untested | Should -Match '(?m)^Not tested '
    }

    It 'shows the group of objects whose key is not there' {
        $seen = Get-EncryptedS3Object test sales/
        Show $seen | Should -Match "group $($seen.RootKeyGroup.Substring(0, 4)) "
    }

    It 'shows a statement as it is to be read' {
        Show $copy | Should -BeLike "*COPY public.sales*MASTER_SYMMETRIC_KEY '<root-key>'*;*"
        Show $unload | Should -BeLike "*UNLOAD*s3://test/unload/*;*"
        $copy | Format-Table | Out-String -Width 80 | Should -Match "public.sales\s+True\s+$($key.Fingerprint.Substring(0, 8))\s+s3://test/a.manifest"
    }

    It 'leaves records of the file system as they are' {
        Show (Get-Item $file) | Should -Match 'LastWriteTime'
    }
}

Describe 'The list' {
    It 'has the rest of <Name>' -ForEach @(
        @{ Name = 'RootKey'; Record = { $key }; Shown = 'Fingerprint', 'Path' }
        @{ Name = 'EncryptedS3Object'; Record = { Get-EncryptedS3Object test sales/ -RootKey $key }; Shown = 'BucketName', 'PlaintextLength', 'ContentCipher', 'KeyWrap', 'OpenedBy', 'RootKeyGroup', 'StorageClass', 'LastModified' }
        @{ Name = 'RoundTripResult'; Record = { $bad }; Shown = 'Status', 'Detail', 'SourcePath', 'ETag' }
        @{ Name = 'ConvertedS3Object'; Record = { $converted }; Shown = 'Status', 'SourceBucketName', 'SourceKey', 'ServerSideEncryption' }
        @{ Name = 'CopyManifest'; Record = { $manifest }; Shown = 'Status', 'Uri', 'EntryCount', 'Length', 'RootKeyFingerprint' }
        @{ Name = 'S3BatchManifest'; Record = { $batch }; Shown = 'Uri', 'Arn', 'ETag', 'Format', 'Fields', 'Count', 'Region', 'ServerSideEncryption' }
        @{ Name = 'CopyStatement'; Record = { $copy }; Shown = 'Table', 'From', 'IsManifest', 'Encrypted', 'Text' }
        @{ Name = 'UnloadStatement'; Record = { $unload }; Shown = 'Query', 'To', 'Encrypted', 'Text' }
    ) {
        $text = & $Record | Format-List | Out-String -Width 200
        foreach ($label in $Shown) { $text | Should -Match "(?m)^$label\s+: \S" }
        $text | Should -Not -Match '(?m)^\w+\s+: ?\r?$' -Because 'what is not known is left out'
        Assert-NoTestKey $text $bytes
    }

    It 'has every property of <Type>' -ForEach @(
        @{ Type = 'EncryptedS3Object'; Status = @() }
        # The status says these in words.
        @{ Type = 'RoundTripResult'; Status = 'Verified', 'Reason' }
        @{ Type = 'ConvertedS3Object'; Status = 'Verified', 'WasConverted' }
    ) {
        $class = [RedshiftEncryption.EncryptedS3Object].Assembly.GetType("RedshiftEncryption.$Type")
        $instance = [Reflection.BindingFlags]'Instance, Public, NonPublic'
        $record = [Runtime.CompilerServices.RuntimeHelpers]::GetUninitializedObject($class)
        foreach ($property in $class.GetProperties().Where{ $_.SetMethod }) {
            $value = switch ([Nullable]::GetUnderlyingType($property.PropertyType) ?? $property.PropertyType) {
                ([string]) { '0123456789abcdef' }
                ([long]) { 7L }
                ([bool]) { $true }
                ([datetime]) { [datetime]::UnixEpoch }
            }
            $property.SetValue($record, $value, $instance, $null, $null, $null)
        }
        $labels = [regex]::Matches(($record | Format-List | Out-String -Width 200), '(?m)^(\w+)\s+: \S').ForEach{ $_.Groups[1].Value }
        $class.GetProperties().Name | Where-Object { $_ -notin $Status } | Where-Object { $_ -notin $labels } | Should -BeNullOrEmpty
        if ($Status) { $labels | Should -Contain Status }
    }

    It 'has lengths in both ways' {
        $sent | Format-List | Out-String -Width 200 | Should -Match '(?m)^PlaintextLength\s+: 1\.2 MiB \(1,300,000 bytes\)'
    }
}

Describe 'Colors' {
    It 'are those of $PSStyle, and leave no trace in text that is not for a terminal' {
        Show $good | Should -Not -Match "`e"
        $PSStyle.OutputRendering = 'Ansi'
        try {
            Show $good | Should -Match ([regex]::Escape("$($PSStyle.Foreground.Green)Verified"))
            Show $bad | Should -Match ([regex]::Escape("$($PSStyle.Foreground.Red)WrongRootKey"))
        }
        finally {
            $PSStyle.OutputRendering = 'Host'
        }
    }

    It 'are off where standard output is redirected' {
        $good | Export-Clixml "$TestDrive/good.xml"
        $show = {
            Import-Module $args[0]
            $PSStyle.OutputRendering = $args[2]
            Import-Clixml $args[1]
        }
        $plain = Invoke-TestProcess $show -ArgumentList (Get-TestPath Module), "$TestDrive/good.xml", Host
        # The header's colors are PowerShell's own.
        $plain.Output | Should -Match '(?m)^Verified ' -Because $plain.Error
        (Invoke-TestProcess $show -ArgumentList (Get-TestPath Module), "$TestDrive/good.xml", Ansi).Output | Should -Match '(?m)^\e\[32mVerified'
    }
}

Describe 'Records that come from elsewhere' {
    It '<Name> looks the same' -ForEach @(
        @{ Name = 'RootKey'; Record = { $key } }
        @{ Name = 'EncryptedS3Object'; Record = { $sent } }
        @{ Name = 'RoundTripResult'; Record = { $bad } }
        @{ Name = 'ConvertedS3Object'; Record = { $before } }
        @{ Name = 'CopyManifest'; Record = { $manifest } }
        @{ Name = 'CopyStatement'; Record = { $copy } }
        @{ Name = 'UnloadStatement'; Record = { $unload } }
    ) {
        $record = & $Record
        $copied = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($record))
        Show $copied | Should -Be (Show $record)
    }
}

Describe 'Lengths' {
    It '<Bytes> is <Text>' -ForEach @(
        @{ Bytes = 0; Text = '0 B' }
        @{ Bytes = 1023; Text = '1,023 B' }
        @{ Bytes = 1024; Text = '1.0 KiB' }
        @{ Bytes = 1048524; Text = '1,023.9 KiB' }
        @{ Bytes = 1048575; Text = '1.0 MiB' }
        @{ Bytes = 1288490189; Text = '1.2 GiB' }
        @{ Bytes = 5TB; Text = '5.0 TiB' }
        @{ Bytes = [long]::MaxValue; Text = '8,388,608.0 TiB' }
    ) {
        [RedshiftEncryption.Formats.ByteSize]::Text($Bytes) | Should -Be $Text
    }

    It 'is nothing where it is not known' {
        [RedshiftEncryption.Formats.ByteSize]::Text($null) | Should -BeNullOrEmpty
    }
}

Describe 'Get-Command -Module RedshiftEncryption' {
    It 'names every cmdlet whole in <_> columns' -ForEach 80, 120 {
        $text = Get-Command -Module RedshiftEncryption | Out-String -Width $_
        (Get-Command -Module RedshiftEncryption).Name | ForEach-Object { $text | Should -BeLike "*$_ *" }
    }
}
