# Commands killed in the midst of their work, and run again. REDSHIFT_ENCRYPTION_TEST_KILLS is the number of kills of each
# command, 8 without it (4 of a resumed one); the signals that let a command clean up are a quarter of them.

BeforeDiscovery {
    $commands = 'Send', 'Receive', 'Convert'
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $kills = $env:REDSHIFT_ENCRYPTION_TEST_KILLS ? [int]$env:REDSHIFT_ENCRYPTION_TEST_KILLS : 8
    $random = [Random]::new(20261128)
    $key = New-RootKey "$TestDrive/root.key"
    $files = [ordered]@{}
    foreach ($number in 1..24) { $files["$number.csv"] = New-TestFile "$TestDrive/source/$number.csv" (900 * $number) }
    foreach ($name in 'large.bin', 'larger.bin') { $files[$name] = New-TestFile "$TestDrive/source/$name" ($name.Length * 1MB) }
    $hashes = @{}
    $files.GetEnumerator() | ForEach-Object { $hashes[$_.Key] = (Get-FileHash -LiteralPath $_.Value).Hash }
    $null = Send-EncryptedS3Object "$TestDrive/source" -Recurse -BucketName test -KeyPrefix sent -RootKey $key
    $null = New-CopyManifest -Path "$TestDrive/reference" -BucketName test -KeyPrefix sent/
    $reference = [IO.File]::ReadAllText("$TestDrive/reference")

    function Start-Script([string] $Script) {
        $file = "$TestDrive/$([IO.Path]::GetRandomFileName()).ps1"
        [IO.File]::WriteAllText($file, "[IO.File]::WriteAllText('$file.pid', `$PID); Import-Module '$(Get-TestPath Module)'; $Script; [IO.File]::WriteAllText('$file.after', '')")
        $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
        if ([IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -eq 'dotnet') { $start.ArgumentList.Add("$PSHOME/pwsh.dll") }
        '-NoProfile', '-NonInteractive', '-File', $file | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $file
        [Diagnostics.Process]::Start($start)
    }

    # Starts the script, and kills it so many milliseconds after its first request. Returns how many it ran for, and whether it
    # was killed before its end.
    function Stop-After([string] $Script, [int] $Milliseconds) {
        $null = Reset-TestServer
        $file, $process = Start-Script $Script
        $output, $errors = $process.StandardOutput.ReadToEndAsync(), $process.StandardError.ReadToEndAsync()
        try {
            $null = Wait-TestCondition { if ($process.HasExited) { throw "It ended too early: $($output.Result)$($errors.Result)" }; Get-TestRequest } -TimeoutSeconds 60
            $clock = [Diagnostics.Stopwatch]::StartNew()
            while ($clock.ElapsedMilliseconds -lt $Milliseconds -and -not (Test-Path "$file.after")) { [Threading.Thread]::Sleep(1) }
            $clock.Stop()
            & /bin/kill -KILL ([int][IO.File]::ReadAllText("$file.pid")) 2>$null
            $process.WaitForExit(20000) | Should -BeTrue -Because 'the process must end'
            [int]$clock.ElapsedMilliseconds
            -not (Test-Path "$file.after")
        }
        finally {
            if (-not $process.HasExited) { $process.Kill($true) }
        }
    }

    # The SHA-256 of objects as AWS's Ruby client decrypts them, by key: in the full form, where Ruby is installed.
    function Get-RubyHash([string[]] $Keys) {
        $request = (Get-TestServer | ConvertTo-Json | ConvertFrom-Json -AsHashtable) + @{
            operation = 'get'; bucket = 'test'; generation = 1; rootKey = [IO.File]::ReadAllText($key.Path).Trim(); objects = @($Keys | ForEach-Object { @{ key = $_ } })
        }
        $answer = $request | ConvertTo-Json -Depth 5 | ruby "$PSScriptRoot/../../RedshiftEncryption.Integration.Tests/Ruby/encryption_client.rb" | ConvertFrom-Json
        $found = @{}
        $answer | ForEach-Object { $found[$_.key] = $_.sha256 }
        $found
    }

    # The parts of the open uploads below a prefix, as "uploadId/number".
    function Get-OpenPart([string] $Prefix) {
        $open = [xml](Invoke-TestS3 GET test -Query "prefix=$([uri]::EscapeDataString($Prefix))&uploads=").EnsureSuccessStatusCode().Content.ReadAsStringAsync().Result
        foreach ($upload in $open.ListMultipartUploadsResult.Upload | Where-Object { $_ }) {
            $parts = [xml](Invoke-TestS3 GET test $upload.Key -Query "uploadId=$($upload.UploadId)").EnsureSuccessStatusCode().Content.ReadAsStringAsync().Result
            $parts.ListPartsResult.Part | Where-Object { $_ } | ForEach-Object { "$($upload.UploadId)/$($_.PartNumber)" }
        }
    }

    # Starts the script in a process of its own, has one request hang, and signals that very process when it does: not a tool
    # shim before it, which would die alone. The others of its requests go on until then.
    function Stop-InTheMidst([string] $Script, [hashtable] $Rule, [string] $Signal = 'KILL', [switch] $Released) {
        $null = Reset-TestServer
        $null = Add-TestFault ($Rule + @{ kind = 'hang'; times = 1 })
        $file, $process = Start-Script $Script
        $output, $errors = $process.StandardOutput.ReadToEndAsync(), $process.StandardError.ReadToEndAsync()
        try {
            $null = Wait-TestCondition { if ($process.HasExited) { throw "It ended too early: $($output.Result)$($errors.Result)" }; (Get-TestFaultHit) -ge 1 } -TimeoutSeconds 60
            if ($Released) { $null = Clear-TestFault }
            # Not always at the same moment after the request: the work of a few milliseconds is where it matters.
            $clock = [Diagnostics.Stopwatch]::StartNew()
            $moment = $random.Next(0, 25)
            while ($clock.ElapsedMilliseconds -lt $moment) { [Threading.Thread]::SpinWait(1000) }
            & /bin/kill "-$Signal" ([int][IO.File]::ReadAllText("$file.pid")) 2>$null
            $process.WaitForExit(20000) | Should -BeTrue -Because 'the process must end'
            if (-not $Released) { Test-Path "$file.after" | Should -BeFalse -Because 'the script must not go on' }
            $process.ExitCode
        }
        finally {
            if (-not $process.HasExited) { $process.Kill($true) }
            $null = Clear-TestFault
        }
    }

    function Assert-Whole([string] $Folder) {
        foreach ($found in Get-ChildItem -LiteralPath $Folder -File -ErrorAction Ignore) { (Get-FileHash -LiteralPath $found.FullName).Hash | Should -Be $hashes[$found.Name] -Because $found.Name }
    }

    function Get-Partial([string] $Folder) {
        Get-ChildItem -LiteralPath $Folder -Force -Recurse -File -ErrorAction Ignore | Where-Object Name -Like '.*.partial'
    }

    # The script, and the request that hangs: of 26 objects, some complete before it and some are in progress with it.
    function New-Work([string] $Command, [string] $Place) {
        switch ($Command) {
            Send { "Send-EncryptedS3Object '$TestDrive/source' -Recurse -BucketName test -KeyPrefix '$Place' -PartSize 5MB -RootKey '$($key.Path)'", @{ operation = ('PutObject', 'UploadPart')[$random.Next(2)]; skip = $random.Next(0, 3) } }
            Receive { "Receive-EncryptedS3Object test sent/ -Destination '$TestDrive/$Place' -RootKey '$($key.Path)'", @{ operation = 'GetObject'; skip = $random.Next(1, 24) } }
            Convert { "Convert-EncryptedS3Object test sent/ -DestinationKeyPrefix '$Place' -ServerSideEncryption AES256 -RootKey '$($key.Path)'", @{ operation = ('PutObject', 'UploadPart', 'GetObject')[$random.Next(3)]; skip = $random.Next(0, 3) } }
        }
    }

    function Assert-ObjectsWhole([string] $Place) {
        $found = @(Get-TestObjectKey "$Place/")
        foreach ($one in $found) {
            $bytes = (Get-TestObject $one).Bytes
            [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($bytes)) | Should -Be $hashes[$one.Substring($Place.Length + 1)] -Because $one
        }
        $found.Count
    }
}

AfterAll {
    Stop-TestServer
}

Describe 'After SIGKILL' -Tag Unix {
    It 'Receive leaves whole files, and the next run the rest' {
        $there = 0
        foreach ($kill in 1..$kills) {
            $work = New-Work Receive "received$kill"
            Stop-InTheMidst @work | Should -Be 137
            $folder = "$TestDrive/received$kill"
            Assert-Whole $folder
            $before = @(Get-ChildItem -LiteralPath $folder -File -ErrorAction Ignore).Count
            $there += $before
            $again = Receive-EncryptedS3Object test sent/ -Destination $folder -RootKey $key -ErrorVariable failed -ErrorAction SilentlyContinue
            $failed.Where{ $_.FullyQualifiedErrorId -notlike 'FileExists,*' } | Should -BeNullOrEmpty
            ($failed.Count, @($again).Count) | Should -Be $before, (26 - $before)
            Assert-Whole $folder
            Get-Partial $folder | Should -BeNullOrEmpty
            if ($kill % 4 -eq 0) {
                @(Receive-EncryptedS3Object test sent/ -Destination $folder -RootKey $key -Force).Count | Should -Be 26
                Assert-Whole $folder
            }
            Remove-Item -LiteralPath $folder -Recurse
        }
        $there | Should -BeGreaterThan 0 -Because 'the kills must hit after some files'
        Write-Host "Receive: $kills kills, $there whole files before them, 0 others."
    }

    It 'New-CopyManifest leaves the whole file or none' {
        $there = 0
        foreach ($kill in 1..$kills) {
            $path = "$TestDrive/manifest$kill/load.manifest"
            [void][IO.Directory]::CreateDirectory((Split-Path $path))
            $clobber = $kill % 2 ? '-NoClobber' : ''
            $script = "New-CopyManifest -Path '$path' -Uri s3://test/load$kill.manifest -BucketName test -KeyPrefix sent/ $clobber"
            # The file takes its place after the object: every third time it is killed while that goes on.
            [void](Stop-InTheMidst $script @{ operation = ('ListObjectsV2', 'PutObject')[$kill % 3 -ne 0] } -Released:($kill % 3 -ne 0))
            if (Test-Path -LiteralPath $path) { $there++; [IO.File]::ReadAllText($path) | Should -Be $reference }
            $before = Test-Path -LiteralPath $path
            $again = { New-CopyManifest -Path $path -BucketName test -KeyPrefix sent/ -NoClobber }
            if ($before) { $again | Should -Throw -ErrorId 'FileExists,*' } else { $null = & $again }
            [IO.File]::ReadAllText($path) | Should -Be $reference
            $null = New-CopyManifest -Path $path -BucketName test -KeyPrefix sent/
            [IO.File]::ReadAllText($path) | Should -Be $reference
            Get-Partial (Split-Path $path) | Should -BeNullOrEmpty
        }
        Write-Host "New-CopyManifest: $kills kills, $there whole files before them, 0 others."
    }

    It 'Send leaves whole objects, and the next run all' {
        $there = 0
        foreach ($kill in 1..$kills) {
            $work = New-Work Send "again$kill"
            Stop-InTheMidst @work | Should -Be 137
            $found = @(Get-TestObjectKey "again$kill/")
            $there += $found.Count
            $tested = @($found | ForEach-Object { [pscustomobject]@{ LiteralPath = $files[(Split-Path $_ -Leaf)]; BucketName = 'test'; Key = $_ } } | Test-EncryptedRoundTrip -RootKey $key)
            ($tested.Count, $tested.Where{ -not $_.Verified }.Count) | Should -Be $found.Count, 0
            Send-EncryptedS3Object "$TestDrive/source" -Recurse -BucketName test -KeyPrefix "again$kill" -RootKey $key | Test-EncryptedRoundTrip -RootKey $key -Quiet | Should -BeTrue
        }
        $there | Should -BeGreaterThan 0 -Because 'the kills must hit after some objects'
        Write-Host "Send: $kills kills, $there whole objects before them, 0 others."
    }

    It 'Send -SkipUnchanged -Resume sends only what is missing in the next run' {
        $resumedKills = $env:REDSHIFT_ENCRYPTION_TEST_KILLS ? [int]$env:REDSHIFT_ENCRYPTION_TEST_KILLS : 4
        foreach ($name in 'l', 'lar', 'largest') { $hashes["$name.big"] = (Get-FileHash -LiteralPath (New-TestFile "$TestDrive/resumed/$name.big" (26MB + $name.Length))).Hash }
        Copy-Item -LiteralPath ($files.Values | Select-Object -First 6) -Destination "$TestDrive/resumed"
        $opened = Get-TestOpenUpload
        $script = { param($Place) "Send-EncryptedS3Object '$TestDrive/resumed' -Recurse -BucketName test -KeyPrefix '$Place' -PartSize 5MB -RootKey '$($key.Path)' -SkipUnchanged -Resume -ResumeDirectory '$TestDrive/uploads'" }
        $span, $null = Stop-After (& $script whole) ([int]::MaxValue)
        $hits = $kept = $skipped = $judged = 0
        $isJudged = $env:REDSHIFT_ENCRYPTION_TEST_KILLS -and (Get-Command ruby -ErrorAction Ignore)
        foreach ($kill in 1..$resumedKills) {
            $place = "resumed$kill"
            $null, $isKilled = Stop-After (& $script $place) $random.Next(0, $span)
            $hits += [int]$isKilled
            $there = @(Get-OpenPart "$place/")
            $whole = @(Get-TestObjectKey "$place/")
            $skipped += $whole.Count
            $kept += $there.Count
            $null = Reset-TestServer
            & ([scriptblock]::Create((& $script $place))) | Test-EncryptedRoundTrip -RootKey $key -Quiet | Should -BeTrue
            $again = @(Get-TestRequest | Where-Object operation -EQ UploadPart | ForEach-Object { $found = [regex]::Match($_.target, 'partNumber=(\d+).*uploadId=(\w+)|uploadId=(\w+).*partNumber=(\d+)').Groups; "$($found[2].Value)$($found[3].Value)/$($found[1].Value)$($found[4].Value)" })
            $again.Count | Should -Be @($again | Sort-Object -Unique).Count
            $again | Where-Object { $_ -in $there } | Should -BeNullOrEmpty -Because 'a part that is stored is not sent again'
            $targets = @((Get-TestRequest | Where-Object operation -Match 'PutObject|UploadPart').target)
            foreach ($one in $whole) { $targets | Where-Object { $_ -like "*/$one" -or $_ -like "*/$one`?*" } | Should -BeNullOrEmpty -Because 'a whole object is not sent again' }
            Get-TestOpenUpload | Should -Be $opened
            # The kill can come between the completion of an upload and the deletion of its state.
            @(Get-ChildItem "$TestDrive/uploads" -Force).Count | Should -BeLessOrEqual $whole.Count
            Remove-Item "$TestDrive/uploads/*" -Force
            $stored = @(Get-TestObjectKey "$place/")
            $stored.Count | Should -Be 9
            if (-not $isJudged) { continue }
            $decrypted = Get-RubyHash $stored
            foreach ($one in $stored) { $decrypted[$one] | Should -Be $hashes[(Split-Path -Leaf $one)] }
            $judged += $stored.Count
        }
        if ($isJudged) { Write-Host "Ruby decrypted $judged objects." }
        $hits | Should -BeGreaterThan 0 -Because 'the kills must hit while it runs'
        if ($resumedKills -ge 8) { $kept | Should -BeGreaterThan 0 -Because 'the kills must hit after some parts' }
        Write-Host "Send -Resume: $hits of $resumedKills kills in its midst, $skipped objects and $kept parts not sent again, 0 open uploads."
    }

    It 'Convert leaves whole objects, and the next run the rest' {
        $there = 0
        foreach ($kill in 1..$kills) {
            $work = New-Work Convert "clean$kill"
            Stop-InTheMidst @work | Should -Be 137
            $before = Assert-ObjectsWhole "clean$kill"
            $there += $before
            $again = @(Convert-EncryptedS3Object test sent/ -DestinationKeyPrefix "clean$kill" -ServerSideEncryption AES256 -RootKey $key)
            ($again.Count, $again.Where{ $_.WasConverted }.Count) | Should -Be 26, $before
            Assert-ObjectsWhole "clean$kill" | Should -Be 26
        }
        $there | Should -BeGreaterThan 0 -Because 'the kills must hit after some objects'
        Write-Host "Convert: $kills kills, $there whole objects before them, 0 others."
    }
}

Describe 'After SIGTERM' -Tag Unix {
    It '<_> leaves no open upload and no partial file' -ForEach $commands {
        $signals = [Math]::Max(2, [int]($kills / 12))
        $opened = Get-TestOpenUpload
        foreach ($signal in 1..$signals) {
            $work = New-Work $_ "ended$_$signal"
            Stop-InTheMidst @work -Signal TERM | Should -Be 143
            Get-TestOpenUpload | Should -Be $opened
            Get-Partial "$TestDrive/ended$_$signal" | Should -BeNullOrEmpty
        }
        Write-Host "${_}: $signals SIGTERMs, 0 open uploads, 0 partial files."
    }
}

Describe 'New-CopyManifest after SIGTERM' -Tag Unix {
    It 'leaves no partial file' {
        [void][IO.Directory]::CreateDirectory("$TestDrive/terminated")
        Stop-InTheMidst "New-CopyManifest -Path '$TestDrive/terminated/load.manifest' -Uri s3://test/terminated.manifest -BucketName test -KeyPrefix sent/" @{ operation = 'PutObject' } -Signal TERM | Should -Be 143
        Get-ChildItem "$TestDrive/terminated" -Force | Should -BeNullOrEmpty
    }
}

Describe 'Two commands that receive into one directory' {
    It 'do not disturb each other' {
        $folder = "$TestDrive/shared"
        $work = { param($Module, $Folder, $Key) Import-Module $Module; Receive-EncryptedS3Object test sent/ -Destination $Folder -RootKey $Key -ErrorVariable failed -ErrorAction SilentlyContinue; $failed | ForEach-Object FullyQualifiedErrorId }
        $jobs = 1..2 | ForEach-Object { Start-Job $work -ArgumentList (Get-TestPath Module), $folder, $key.Path }
        $results = $jobs | Receive-Job -Wait -AutoRemoveJob
        $results | Where-Object { $_ -is [string] -and $_ -notlike 'FileExists,*' } | Should -BeNullOrEmpty
        @($results | Where-Object { $_ -isnot [string] }).Count | Should -Be 26
        @(Get-ChildItem -LiteralPath $folder -File -Force).Count | Should -Be 26
        Assert-Whole $folder
    }
}
