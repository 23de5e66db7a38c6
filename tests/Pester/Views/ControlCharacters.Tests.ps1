BeforeDiscovery {
    $uses = @(
        @{ Name = 'Send-EncryptedS3Object'; Run = { Send-EncryptedS3Object -LiteralPath $file -BucketName test -KeyPrefix x -RootKey $key -Verbose } }
        @{ Name = 'Send-EncryptedS3Object, refused'; Run = { Send-EncryptedS3Object -LiteralPath $file -BucketName test -RootKey $key -NoClobber } }
        @{ Name = 'Send-EncryptedS3Object, no such file'; Run = { Send-EncryptedS3Object -LiteralPath "$file.gone" -BucketName test -RootKey $key } }
        @{ Name = 'Send-EncryptedS3Object, twice one key'; Run = { Send-EncryptedS3Object -LiteralPath $file, $twin -BucketName test -KeyPrefix y -RootKey $key } }
        @{ Name = 'Send-EncryptedS3Object, a directory'; Run = { Get-Item -LiteralPath $folder | Send-EncryptedS3Object -BucketName test -RootKey $key -Verbose } }
        @{ Name = 'Test-EncryptedRoundTrip'; Run = { $sent | Test-EncryptedRoundTrip -RootKey $key -Verbose } }
        @{ Name = 'Test-EncryptedRoundTrip, another key'; Run = { $sent | Test-EncryptedRoundTrip -RootKey $other -Verbose } }
        @{ Name = 'Test-EncryptedRoundTrip, no such object'; Run = { Test-EncryptedRoundTrip -LiteralPath $file -BucketName test -Key "gone$odd" -RootKey $key } }
        @{ Name = 'Get-EncryptedS3Object'; Run = { Get-EncryptedS3Object test $odd -RootKey $key } }
        @{ Name = 'Receive-EncryptedS3Object'; Run = { (Get-EncryptedS3Object -BucketName test -Key $odd | Receive-EncryptedS3Object -Destination "$TestDrive/$(New-Guid)" -RootKey $key -Verbose 4>&1) | Where-Object { $_ -isnot [IO.FileInfo] } } }
        @{ Name = 'Receive-EncryptedS3Object, another key'; Run = { $sent | Receive-EncryptedS3Object -Destination "$TestDrive/$(New-Guid)" -RootKey $other } }
        @{ Name = 'Convert-EncryptedS3Object'; Run = { $sent | Convert-EncryptedS3Object -DestinationKeyPrefix "c/$(New-Guid)" -ServerSideEncryption AES256 -RootKey $key -Verbose } }
        @{ Name = 'Convert-EncryptedS3Object, onto itself'; Run = { $sent | Convert-EncryptedS3Object -DestinationBucketName test -ServerSideEncryption AES256 -RootKey $key } }
        @{ Name = 'Update-EncryptedS3Object'; Run = { $sent | Update-EncryptedS3Object -RootKey $key -NewRootKey $key -Verbose } }
        @{ Name = 'New-CopyManifest'; Run = { $sent | New-CopyManifest "s3://test/$odd.manifest" -Path "$folder/$([IO.Path]::GetFileName($file)).manifest" } }
        @{ Name = 'New-CopyManifest, twice one object'; Run = { try { $sent, $sent | New-CopyManifest -Path "$TestDrive/none" } catch { $_ } } }
        @{ Name = 'New-S3BatchManifest'; Run = { $sent | New-S3BatchManifest "s3://test/$odd.batch" } }
        @{ Name = 'New-S3BatchManifest, a version that is not one'; Run = { try { [pscustomobject]@{ BucketName = 'test'; Key = $odd; VersionId = $odd } | New-S3BatchManifest s3://test/m } catch { $_ } } }
        @{ Name = 'Get-CopyStatement'; Run = { $sent | Get-CopyStatement t -IamRole default -RootKey $key -AllowUnverified } }
        @{ Name = 'Get-UnloadStatement'; Run = { Get-UnloadStatement 'select 1' "s3://test/$odd" -IamRole default } }
        @{ Name = 'New-RootKey, twice'; Run = { try { New-RootKey $oddKey.Path } catch { $_ } } }
        @{ Name = 'a key file open to others'; Run = { Get-EncryptedS3Object -BucketName test -Key $odd -RootKey $oddKey.Path } }
        @{ Name = 'a record that is not followed'; Run = { [pscustomobject]@{ BucketName = 'test'; Key = 'k'; EndpointUrl = "http://$odd" } | Get-EncryptedS3Object } }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestPipeline.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    # What a terminal obeys, what breaks a line, and what reorders the text around it.
    $odd = "a`e[31mred`nline`u{202E}fdp.csv"
    $shown = 'a\u001B[31mred\u000Aline\u202Efdp.csv'
    $folder = "$TestDrive/in`e[31m`nf`u{202E}"
    $file = New-TestFile "$folder/$odd"
    $twin = New-TestFile "$TestDrive/other/$odd"
    $key = New-RootKey "$TestDrive/root.key"
    $other = New-RootKey "$TestDrive/other.key"
    $oddKey = New-RootKey "$folder/k`e[31m.key"
    if (-not $IsWindows) { [IO.File]::SetUnixFileMode($oddKey.Path, 'UserRead, UserWrite, OtherRead') }
    $sent = Send-EncryptedS3Object -LiteralPath $file -BucketName test -RootKey $key
    $raw = '[\x00-\x09\x0B-\x1F\x7F-\x9F\u202E]|red\n\s*line'

    # As it is shown, in a table and in a list.
    function Get-Shown($Item) {
        if ($Item -is [Management.Automation.ErrorRecord]) { "$Item"; "$($Item.CategoryInfo)"; $Item.ErrorDetails.RecommendedAction; $Item | Format-List -View ErrorInstance | Out-String }
        elseif ($Item -is [Management.Automation.InformationalRecord]) { $Item.Message }
        else { "$Item"; ($Item | Format-Table | Out-String -Width 500); ($Item | Format-List | Out-String -Width 500) }
    }
}

AfterAll {
    Stop-TestServer
}

Describe 'Control characters of keys and paths' -Tag Unix {
    It 'are shown escaped: <Name>' -ForEach $uses {
        $rendering = $PSStyle.OutputRendering
        # PowerShell would take escape sequences out of plain text by itself.
        $PSStyle.OutputRendering = 'Ansi'
        try { $texts = & $Run *>&1 | ForEach-Object { Get-Shown $_ } } finally { $PSStyle.OutputRendering = $rendering }
        # The colors are those of the views and of PowerShell itself.
        $texts = @($texts) -replace '\e\[(?!31mred)[0-9;]*m' -replace "`t", ' '
        $text = $texts -join "`n"
        $text | Should -BeLike '*\u001B*'
        $text | Should -Not -Match $raw
    }

    It 'stay in values' {
        $sent.Key | Should -BeExactly $odd
        $sent.SourcePath | Should -BeExactly $file
        (Get-EncryptedS3Object -BucketName test -Key $odd).Key | Should -BeExactly $odd
        $manifest = $sent | New-CopyManifest "s3://test/$odd.manifest"
        $manifest.Uri | Should -BeExactly "s3://test/$odd.manifest"
        $statement = $sent | Get-CopyStatement t -IamRole default -RootKey $key -AllowUnverified -WarningAction Ignore
        $statement.From | Should -BeExactly "s3://test/$odd"
        $statement.Text | Should -BeLike "*`nline*"
        $statement.GetCommandText() | Should -BeLike "*`nline*"
        "$statement" | Should -BeLike "*'s3://test/$($shown.Replace('[', '`['))'*"
        $sent | Receive-EncryptedS3Object -Destination "$TestDrive/out" -RootKey $other -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed.TargetObject | Should -BeExactly "s3://test/$odd"
    }

    It 'are shown escaped in what -WhatIf asks' {
        $env:ODD_FILE = $file
        $ran = Invoke-TestProcess {
            Import-Module $args[0]
            Send-EncryptedS3Object -LiteralPath $env:ODD_FILE -BucketName test -ServerSideEncryption AES256 -WhatIf
        } -ArgumentList (Get-TestPath Module)
        Remove-Item Env:ODD_FILE
        $ran.Output | Should -BeLike "*$($shown.Replace('[', '`['))*"
        $ran.Output | Should -Not -Match $raw
    }

    It 'are shown escaped in progress' {
        $large = "$TestDrive/large`e[31m`u{202E}.bin"
        $stream = [IO.File]::Create($large)
        $stream.SetLength(64MB)
        $stream.Dispose()
        $running = Wait-TestPipeline (Start-TestPipeline { Send-EncryptedS3Object -LiteralPath $large -BucketName test -ServerSideEncryption AES256 } @{ large = $large })
        $progress = $running.Shell.Streams.Progress
        $progress.Activity | Should -Contain 'large\u001B[31m\u202E.bin'
        "$progress" | Should -Not -Match $raw
        Remove-TestPipeline $running
    }

    It 'are shown escaped in lists of completions, and complete to what is there' {
        $line = 'Get-EncryptedS3Object -BucketName test -Key a'
        $found = (TabExpansion2 $line $line.Length).CompletionMatches | Where-Object ListItemText -Like 'a\u001B*csv'
        $found.ListItemText | Should -BeExactly $shown
        $found.ToolTip | Should -BeExactly $shown
        $found.CompletionText | Should -BeExactly "'$odd'"
    }
}
