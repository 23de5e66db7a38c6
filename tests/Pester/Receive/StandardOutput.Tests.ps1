# Every test runs a script with pwsh -File, because standard output is that of the process.
BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $list = "$TestDrive/shares.json"

    # Returns the bytes of standard output, the text of standard error and the exit code.
    function Invoke-Script([string] $Body, [string] $Preamble = "`$ErrorActionPreference = 'Stop'") {
        $script = "$TestDrive/$(New-Guid).ps1"
        Set-Content $script "$Preamble`nImport-Module '$(Get-TestPath Module)'`n$Body"
        $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
        if ([IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -eq 'dotnet') { $start.ArgumentList.Add("$PSHOME/pwsh.dll") }
        foreach ($argument in '-NoProfile', '-NonInteractive', '-File', $script) { $start.ArgumentList.Add($argument) }
        $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $process = [Diagnostics.Process]::Start($start)
        $errors = $process.StandardError.ReadToEndAsync()
        $bytes = [IO.MemoryStream]::new()
        $process.StandardOutput.BaseStream.CopyTo($bytes)
        $process.WaitForExit()
        [pscustomobject]@{ Bytes = $bytes.ToArray(); Text = [Text.Encoding]::UTF8.GetString($bytes.ToArray()); Errors = $errors.Result; ExitCode = $process.ExitCode }
    }
    function Write-List([object[]] $Objects) {
        $items = foreach ($item in $Objects) { @{ bucket = 'test'; key = $item.Key; eTag = $item.ETag; length = $item.Length; plaintextLength = $item.PlaintextLength } }
        @{ format = 'RedshiftEncryption.ShareList'; version = 1; shares = @(@{ name = 's'; objects = @($items) }) } | ConvertTo-Json -Depth 5 | Set-Content $list
    }
    function Send-Text([string] $Name, [byte[]] $Bytes) {
        [void](New-Item -ItemType Directory "$TestDrive/in" -Force)
        [IO.File]::WriteAllBytes("$TestDrive/in/$Name", $Bytes)
        Send-EncryptedS3Object "$TestDrive/in/$Name" -BucketName test -RootKey $key
    }
    $receive = "Receive-EncryptedS3Object -StandardOutput -ShareList '$list' -Share s -RootKey '$TestDrive/root.key'"
    $utf8 = [Text.Encoding]::UTF8
}

AfterAll { Stop-TestServer }

Describe 'Receive-EncryptedS3Object -StandardOutput' {
    It 'writes the bytes of a single object and nothing else' {
        $bytes = [byte[]](0..255) * 400
        Write-List (Send-Text binary.bin $bytes)
        $result = Invoke-Script $receive
        $result.ExitCode | Should -Be 0 -Because $result.Errors
        [Convert]::ToHexString($result.Bytes) | Should -Be ([Convert]::ToHexString($bytes))
    }

    It 'joins texts so that rows stay rows' {
        $mark = [byte[]](0xef, 0xbb, 0xbf)
        Write-List (Send-Text 1.csv ($mark + $utf8.GetBytes("1`n2"))), (Send-Text 2.csv @()), (Send-Text 3.csv ($mark + $utf8.GetBytes("3`n"))), (Send-Text 4.csv $utf8.GetBytes('4'))
        $result = Invoke-Script $receive
        $result.ExitCode | Should -Be 0 -Because $result.Errors
        [Convert]::ToHexString($result.Bytes) | Should -Be ([Convert]::ToHexString($mark + $utf8.GetBytes("1`n2`n3`n4")))
    }

    It 'leaves headers out' {
        Write-List (Send-Text 1.csv $utf8.GetBytes("id`n1")), (Send-Text 2.csv $utf8.GetBytes("id`n2`n"))
        (Invoke-Script "$receive -SkipHeader").Text | Should -BeExactly "1`n2`n"
    }

    It 'decompresses with -Expand, and does not join compressed objects without it' {
        $objects = 1..2 | ForEach-Object {
            $buffer = [IO.MemoryStream]::new()
            $gzip = [IO.Compression.GZipStream]::new($buffer, [IO.Compression.CompressionMode]::Compress)
            $gzip.Write($utf8.GetBytes("$_`n"))
            $gzip.Dispose()
            Send-Text "$_.csv.gz" $buffer.ToArray()
        }
        Write-List $objects
        (Invoke-Script "$receive -Expand").Text | Should -BeExactly "1`n2`n"
        $result = Invoke-Script $receive
        $result.ExitCode | Should -Be 1
        $result.Bytes.Length | Should -Be 0
        $result.Errors | Should -BeLike '*is compressed (gzip)*'
        Write-List $objects[0]
        (Invoke-Script $receive).Bytes.Length | Should -BeGreaterThan 10
    }

    It 'writes verbose messages and warnings to standard error alone' {
        Write-List (Send-Text 1.csv $utf8.GetBytes("1`n"))
        if (-not $IsWindows) { chmod a+r "$TestDrive/root.key" }
        $preferences = 'Verbose', 'Information', 'Warning', 'Debug' | ForEach-Object { "`$${_}Preference = 'Continue'" }
        $result = Invoke-Script "$($preferences -join "`n")`n$receive -Verbose"
        if (-not $IsWindows) {
            chmod 600 "$TestDrive/root.key"
            $result.Errors | Should -BeLike '*WARNING: *root.key*'
        }
        $result.Errors | Should -BeLike '*VERBOSE: s: 1 objects, 2 bytes.*'
        $result.Text | Should -BeExactly "1`n"
        $result.ExitCode | Should -Be 0
    }
}

Describe 'Receive-EncryptedS3Object -StandardOutput writes nothing and fails' {
    BeforeAll {
        $first, $second = (Send-Text 1.csv $utf8.GetBytes("1`n")), (Send-Text 2.csv ([byte[]](65..90) * 1000))
        function Assert-Failed($Result, [string] $Says) {
            $Result.Bytes.Length | Should -Be 0 -Because $Result.Text
            $Result.ExitCode | Should -Not -Be 0
            $Result.Errors -replace '\x1b\[[0-9;]*m' -replace '\s+', ' ' -replace ' \| ', ' ' | Should -BeLike $Says
        }
    }

    It 'if an object of the share was damaged' {
        $damaged = Get-TestObject 2.csv
        $damaged.Bytes[-1] = $damaged.Bytes[-1] -bxor 1
        $header = @{}
        $damaged.Header.Keys | Where-Object { $_ -like 'x-amz-meta-*' } | ForEach-Object { $header[$_] = $damaged.Header[$_] }
        Set-TestObject damaged.csv $damaged.Bytes $header
        $copy = Get-EncryptedS3Object test damaged.csv -RootKey $key
        Write-List $first, $copy
        Assert-Failed (Invoke-Script $receive) '*padding*'
    }

    It 'if an object was overwritten after the list was written' {
        Write-List $first, $second
        [void](Send-Text 2.csv $utf8.GetBytes('other'))
        Assert-Failed (Invoke-Script $receive) '*s3://test/2.csv was overwritten*'
    }

    It 'if the list has another length' {
        $other = $first | Select-Object *
        $other.PlaintextLength = 3
        Write-List $other
        Assert-Failed (Invoke-Script $receive) '*has 2 bytes, but 3*'
    }

    It 'for a share that the list does not contain, and for another file' {
        Write-List $first
        Assert-Failed (Invoke-Script ($receive -replace '-Share s', '-Share t')) "*contains no share 't'*"
        Set-Content $list '{}'
        Assert-Failed (Invoke-Script $receive) '*is not a share list*'
    }

    It 'for another key, and for an object without an envelope with -RequireEncryption' {
        Write-List $first
        [void](New-RootKey "$TestDrive/other.key")
        Assert-Failed (Invoke-Script ($receive -replace 'root.key', 'other.key')) '*opens s3://test/1.csv*'
        Set-TestObject plain.csv $utf8.GetBytes('x')
        Write-List (Get-EncryptedS3Object test plain.csv)
        Assert-Failed (Invoke-Script "$receive -RequireEncryption") '*s3://test/plain.csv*'
    }

    It 'unless $ErrorActionPreference is Stop' {
        Write-List $first
        $result = Invoke-Script "$receive`nexit 3" "`$ErrorActionPreference = 'Continue'"
        $result.Bytes.Length | Should -Be 0
        $result.Errors | Should -BeLike "*ErrorActionPreference*"
    }

    It 'in <_>' -ForEach 'Start-Job', 'Start-ThreadJob' {
        Write-List $first
        Assert-Failed (Invoke-Script "$_ { `$ErrorActionPreference = 'Stop'; Import-Module '$(Get-TestPath Module)'; $receive } | Receive-Job -Wait") '*standard output of pwsh itself*'
    }

    It 'with objects from the pipeline, and with filters' {
        Write-List $first
        Assert-Failed (Invoke-Script "1 | $receive") '*no objects from the pipeline*'
        Assert-Failed (Invoke-Script "$receive -Include a") '*-Include selects from a listing*'
        Assert-Failed (Invoke-Script "$receive -WhatIf") '*-WhatIf and -Confirm*'
    }
}

Describe 'A terminal' {
    It 'gets no plaintext' -Tag Unix {
        $pwsh = [IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -eq 'dotnet' ? "'$([Environment]::ProcessPath)' '$PSHOME/pwsh.dll'" : "'$([Environment]::ProcessPath)'"
        Write-List (Send-Text 1.csv $utf8.GetBytes("secret-row`n"))
        Set-Content "$TestDrive/terminal.ps1" "`$ErrorActionPreference = 'Stop'`nImport-Module '$(Get-TestPath Module)'`n$receive"
        $output = script -qec "$pwsh -NoProfile -NonInteractive -File '$TestDrive/terminal.ps1'" /dev/null 2>&1
        $LASTEXITCODE | Should -Not -Be 0
        "$output" | Should -BeLike '*terminal*'
        "$output" | Should -Not -BeLike '*secret-row*'
    }
}
