BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestPipeline.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $env:AWS_REGION = 'us-east-1'
    $key = New-RootKey "$TestDrive/root.key"
    $states = [IO.Path]::GetFullPath("$TestDrive/states")
    $part = 5MB
    $content = [byte[]]::new(28MB)
    [Random]::new(28).NextBytes($content)
    # Three buffers: the fifth part is sent only when two are stored.
    $sending = @{ BucketName = 'test'; PartSize = $part; MemoryLimit = 16MB; ThrottleLimit = 1; Resume = $true; ResumeDirectory = $states; WarningVariable = 'warned'; WarningAction = 'SilentlyContinue' }
    $client = @{ RootKey = $key }

    # Sends until the server refuses a part; two or more parts are stored before that.
    function Send-Part([string] $Path, [hashtable] $More = $client) {
        $null = Add-TestFault @{ operation = 'UploadPart'; kind = 'error'; status = 403; code = 'AccessDenied'; skip = 4 }
        Send-EncryptedS3Object $Path @sending @More -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'AccessDenied,*'
        "$warned" | Should -BeLike "*stays open*Run the same command with -Resume*Remove-IncompleteS3Upload*'$states*'*"
        Wait-TestServerIdle
        $stored = @(Get-StoredPart)
        $null = Reset-TestServer
        $stored
    }

    # The numbers of the parts of all open uploads.
    function Get-StoredPart {
        $open = [xml](Invoke-TestS3 GET test -Query 'uploads=').Content.ReadAsStringAsync().Result
        foreach ($upload in $open.ListMultipartUploadsResult.Upload) {
            $parts = [xml](Invoke-TestS3 GET test $upload.Key -Query "uploadId=$($upload.UploadId)").Content.ReadAsStringAsync().Result
            $parts.ListPartsResult.Part | Where-Object { $_ } | ForEach-Object { [int]$_.PartNumber }
        }
    }

    # The numbers of the parts that were sent, to the last upload that was started.
    function Get-PartNumber {
        $requests = @(Get-TestRequest)
        $start = [Array]::FindLastIndex($requests, [Predicate[object]] { $args[0].operation -eq 'CreateMultipartUpload' })
        $requests | Select-Object -Skip ($start + 1) | Where-Object { $_.operation -eq 'UploadPart' } | ForEach-Object { [int][regex]::Match($_.target, 'partNumber=(\d+)').Groups[1].Value }
    }

    function Get-Operation([string] $Name) { @(Get-TestRequest | Where-Object operation -EQ $Name).Count }

    function Assert-Anew($Sent, [int] $Parts) {
        @(Get-PartNumber | Sort-Object) | Should -Be (1..$Parts)
        Get-Operation CreateMultipartUpload | Should -Be 1
        Assert-Whole $Sent
    }

    function Assert-Whole($Sent) {
        $opened = @($Sent)[0].Envelope -eq 'None' ? @{} : $client
        ($Sent | Test-EncryptedRoundTrip @opened).Verified | Should -BeTrue
        Get-TestOpenUpload | Should -Be 0
        Get-ChildItem $states -Force | Should -BeNullOrEmpty
    }
}

AfterAll {
    Stop-TestServer
}

Describe 'Send-EncryptedS3Object -Resume' {
    BeforeEach {
        Reset-TestServer
        $env:AWS_REQUEST_CHECKSUM_CALCULATION = $null
        $path = "$TestDrive/$([IO.Path]::GetRandomFileName()).bin"
        [IO.File]::WriteAllBytes($path, $content)
        $time = [datetime]'2026-01-02T03:04:05Z'
        [IO.File]::SetLastWriteTimeUtc($path, $time)
    }

    AfterEach {
        Reset-TestServer
        $null = Remove-IncompleteS3Upload test -OlderThan 0 -Confirm:$false -ResumeDirectory $states
        Get-ChildItem $states -Force -ErrorAction Ignore | Remove-Item
    }

    It 'sends only the parts that are missing: <Name>' -ForEach @(
        @{ Name = 'client-side encryption'; More = { $client } }
        @{ Name = 'client-side encryption and checksums'; More = { $client }; Checksums = 'WHEN_SUPPORTED' }
        @{ Name = 'server-side encryption'; More = { @{ ServerSideEncryption = 'AES256' } } }
        @{ Name = 'both, with SSE-KMS, where the ETag is not an MD5'; More = { $client + @{ ServerSideEncryption = 'aws:kms'; KmsKeyId = 'alias/load' } }; Checksums = 'WHEN_SUPPORTED' }
    ) {
        $env:AWS_REQUEST_CHECKSUM_CALCULATION = $Checksums
        $options = & $More
        $stored = Send-Part $path $options
        $stored.Count | Should -BeGreaterThan 1
        Get-TestOpenUpload | Should -Be 1
        $sent = Send-EncryptedS3Object $path @sending @options -Verbose 4>&1
        $warned | Should -BeNullOrEmpty
        @($sent | Where-Object { $_ -is [Management.Automation.VerboseRecord] }).Message -join "`n" | Should -BeLike "*Resuming the upload*$($stored.Count) of the 6 parts*"
        @(Get-PartNumber | Sort-Object) | Should -Be @(1..6 | Where-Object { $_ -notin $stored })
        (Get-Operation CreateMultipartUpload), (Get-Operation ListParts) | Should -Be 0, 1
        $sent = $sent | Where-Object { $_ -is [RedshiftEncryption.EncryptedS3Object] }
        $sent.ServerSideEncryption | Should -Be ($options.ServerSideEncryption ?? 'AES256')
        Assert-Whole $sent
    }

    It 'sends stored parts again, under the same key, where the server tells nothing to compare' {
        $options = $client + @{ ServerSideEncryption = 'aws:kms' }
        $null = Send-Part $path $options
        $sent = Send-EncryptedS3Object $path @sending @options
        @(Get-PartNumber | Sort-Object) | Should -Be (1..6)
        (Get-Operation CreateMultipartUpload), (Get-Operation AbortMultipartUpload) | Should -Be 0, 0
        Assert-Whole $sent
    }

    It 'resumes compressed content and ranges of a split file' {
        $random = [Random]::new(1)
        $lines = foreach ($number in 1..150000) { "$number,$([Convert]::ToHexString([BitConverter]::GetBytes($random.NextInt64())))$([Convert]::ToHexString([BitConverter]::GetBytes($random.NextInt64())))$([Convert]::ToHexString([BitConverter]::GetBytes($random.NextInt64())))$([Convert]::ToHexString([BitConverter]::GetBytes($random.NextInt64())))$([Convert]::ToHexString([BitConverter]::GetBytes($random.NextInt64())))$([Convert]::ToHexString([BitConverter]::GetBytes($random.NextInt64())))$([Convert]::ToHexString([BitConverter]::GetBytes($random.NextInt64())))" }
        $text = "$path.csv"
        [IO.File]::WriteAllLines($text, $lines)
        foreach ($compression in 'Gzip', 'Zstd') {
            $options = $client + @{ Compression = $compression; CompressionLevel = 'Fastest'; SplitSize = 40MB; HeaderRow = 'Repeat' }
            Add-TestFault @{ operation = 'UploadPart'; kind = 'error'; status = 403; code = 'AccessDenied'; skip = 1 }
            $null = Send-EncryptedS3Object $text @sending @options -ErrorAction SilentlyContinue
            Wait-TestServerIdle
            Reset-TestServer
            $stored = @(Get-StoredPart)
            $stored.Count | Should -BeGreaterThan 0
            $sent = Send-EncryptedS3Object $text @sending @options
            Get-PartNumber | Should -Not -BeIn $stored
            Get-Operation CreateMultipartUpload | Should -Be 0
            Assert-Whole $sent
            Reset-TestServer
        }
    }

    It 'keeps the state to its owner, without a secret' -Tag Unix {
        $null = Send-Part $path
        $file = @(Get-ChildItem $states -Force)
        $file.Count | Should -Be 1
        [string]$file[0].UnixFileMode | Should -Be 'UserWrite, UserRead'
        [string](Get-Item $states).UnixFileMode | Should -Be 'UserExecute, UserWrite, UserRead'
        $text = Get-Content -Raw $file[0]
        $text | Should -Not -Match ([regex]::Escape([Convert]::ToBase64String([IO.File]::ReadAllBytes($key.Path))))
        $text | Should -Not -Match ([regex]::Escape((Get-Content -Raw $key.Path).Trim()))
        $header = ($text -split "`n")[0] | ConvertFrom-Json
        [Convert]::FromBase64String($header.wrappedKey).Length | Should -Be 48
        Assert-Whole (Send-EncryptedS3Object $path @sending @client)
    }

    It 'begins anew, with another key and vector, if <Name>' -ForEach @(
        @{ Name = 'a stored part has other content'; Change = { $content[100] = 255 - $content[100]; [IO.File]::WriteAllBytes($path, $content); [IO.File]::SetLastWriteTimeUtc($path, $time) } }
        @{ Name = 'a part that was sent but not stored has other content'; Change = { $content[15MB + 100] = 255 - $content[15MB + 100]; [IO.File]::WriteAllBytes($path, $content); [IO.File]::SetLastWriteTimeUtc($path, $time) } }
        @{ Name = 'the file is longer'; Change = { Add-Content $path x -NoNewline; [IO.File]::SetLastWriteTimeUtc($path, $time) } }
        @{ Name = 'the file has another time'; Change = { [IO.File]::SetLastWriteTimeUtc($path, $time.AddSeconds(1)) } }
        @{ Name = 'the encryption differs'; Change = { $options.ServerSideEncryption = 'AES256' } }
        @{ Name = 'the part size differs'; Change = { $options.PartSize = 6MB } }
        @{ Name = 'the server lists another size'; Change = { Add-TestFault @{ operation = 'ListParts'; kind = 'rewrite'; replace = @{ '5242880' = '5242881' } } } }
        @{ Name = 'the server lists a part beyond the end'; Change = { Add-TestFault @{ operation = 'ListParts'; kind = 'rewrite'; replace = @{ '</ListPartsResult>' = '<Part><PartNumber>7</PartNumber><ETag>"0"</ETag><Size>9</Size></Part></ListPartsResult>' } } } }
    ) {
        $before = $content[100], $content[15MB + 100]
        $options = $sending + $client
        $null = Send-Part $path
        $old = (Get-Content (Get-ChildItem $states -Force)[0])[0] | ConvertFrom-Json
        . $Change
        $sent = Send-EncryptedS3Object $path @options
        $content[100], $content[15MB + 100] = $before
        Get-Operation AbortMultipartUpload | Should -Be 1
        $header = (Get-TestObject $sent.Key).Header
        $header['x-amz-meta-x-amz-key'] | Should -Not -Be $old.wrappedKey
        $header['x-amz-meta-x-amz-iv'] | Should -Not -Be $old.initializationVector
        Assert-Anew $sent ($options.PartSize -eq 6MB ? 5 : 6)
    }

    It 'sends no other content under the old key' {
        $null = Send-Part $path
        $upload = (Get-Content (Get-ChildItem $states -Force)[0])[1] | ConvertFrom-Json
        $changed = [byte[]]$content.Clone()
        $changed[15MB + 100] = 255 - $changed[15MB + 100]
        [IO.File]::WriteAllBytes($path, $changed)
        [IO.File]::SetLastWriteTimeUtc($path, $time)
        $sent = Send-EncryptedS3Object $path @sending @client
        $late = Get-TestRequest | Where-Object { $_.operation -eq 'UploadPart' -and $_.target -match [regex]::Escape($upload.uploadId) } | ForEach-Object { [int][regex]::Match($_.target, 'partNumber=(\d+)').Groups[1].Value }
        4 | Should -Not -BeIn @($late)
        Assert-Whole $sent
    }

    It 'begins anew if the upload is gone' {
        $null = Send-Part $path
        Add-TestFault @{ operation = 'ListParts'; kind = 'error'; status = 404; code = 'NoSuchUpload' }
        $sent = Send-EncryptedS3Object $path @sending @client
        @(Get-PartNumber | Sort-Object) | Should -Be (1..6)
        ($sent | Test-EncryptedRoundTrip -RootKey $key).Verified | Should -BeTrue
        Get-ChildItem $states -Force | Should -BeNullOrEmpty
        Get-TestOpenUpload | Should -Be 1
    }

    It 'does not believe a state that <Name>' -ForEach @(
        @{ Name = 'is not JSON'; Change = { [IO.File]::WriteAllText($state, "x`n") }; Warning = '*it is not JSON*' }
        @{ Name = 'is empty'; Change = { [IO.File]::WriteAllText($state, '') }; Warning = '*it is empty*' }
        @{ Name = 'another version wrote'; Change = { (Get-Content -Raw $state).Replace('version 1', 'version 9') | Set-Content -NoNewline $state }; Warning = '*not supported*' }
        @{ Name = 'is of another object'; Change = { (Get-Content -Raw $state).Replace("`"key`":`"$($sent.Key ?? (Split-Path $path -Leaf))`"", '"key":"other"') | Set-Content -NoNewline $state }; Warning = '*of another object*' }
        @{ Name = 'others can write'; Change = { [IO.File]::SetUnixFileMode($state, 'UserRead, UserWrite, GroupRead, GroupWrite') }; Warning = '*users other than its owner*' }
    ) -Tag Unix {
        $null = Send-Part $path
        $state = (Get-ChildItem $states -Force)[0].FullName
        . $Change
        $sent = Send-EncryptedS3Object $path @sending @client
        "$warned" | Should -BeLike $Warning
        Get-Operation ListParts | Should -Be 0
        ($sent | Test-EncryptedRoundTrip -RootKey $key).Verified | Should -BeTrue
        Get-ChildItem $states -Force | Should -BeNullOrEmpty
        # It is not known whose upload the state named.
        Get-TestOpenUpload | Should -Be 1
    }

    It 'uses no key and vector of a state that it did not write' {
        $null = Send-Part $path
        $state = (Get-ChildItem $states -Force)[0].FullName
        # Those of another object of the same root key: its metadata is public to readers of the bucket.
        $other = Get-TestObject (Send-EncryptedS3Object (New-TestFile "$TestDrive/other.csv") -BucketName test -RootKey $key).Key
        $lines = [IO.File]::ReadAllLines($state)
        $header = $lines[0] | ConvertFrom-Json
        $text = [IO.File]::ReadAllText($state).Replace($header.wrappedKey, $other.Header['x-amz-meta-x-amz-key'].Replace('+', '\u002B')).Replace($header.initializationVector, $other.Header['x-amz-meta-x-amz-iv'].Replace('+', '\u002B'))
        [IO.File]::WriteAllText($state, $text)
        Reset-TestServer
        $sent = Send-EncryptedS3Object $path @sending @client
        (Get-TestObject $sent.Key).Header['x-amz-meta-x-amz-iv'] | Should -Not -Be $other.Header['x-amz-meta-x-amz-iv']
        Assert-Anew $sent 6
    }

    It 'accepts a state whose last line was not written completely' {
        $stored = Send-Part $path
        $state = (Get-ChildItem $states -Force)[0].FullName
        [IO.File]::AppendAllText($state, '{"part":')
        $sent = Send-EncryptedS3Object $path @sending @client
        @(Get-PartNumber | Sort-Object) | Should -Be @(1..6 | Where-Object { $_ -notin $stored })
        Assert-Whole $sent
    }

    It 'aborts an upload whose ID did not arrive, and begins anew' {
        Add-TestFault @{ operation = 'UploadPart'; kind = 'error'; status = 403; code = 'AccessDenied' }
        Send-EncryptedS3Object $path @sending @client -ErrorAction SilentlyContinue
        Reset-TestServer
        $state = (Get-ChildItem $states -Force)[0].FullName
        [IO.File]::WriteAllText($state, [IO.File]::ReadAllLines($state)[0] + "`n")
        $sent = Send-EncryptedS3Object $path @sending @client
        Get-Operation AbortMultipartUpload | Should -Be 1
        Assert-Anew $sent 6
    }

    It 'is for one process at a time' {
        $null = Send-Part $path
        $state = (Get-ChildItem $states -Force)[0].FullName
        $lock = [IO.FileStream]::new($state, 'Open', 'ReadWrite', 'None')
        try {
            Send-EncryptedS3Object $path @sending @client -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failed[0].FullyQualifiedErrorId | Should -BeLike 'UploadInProgress,*'
            $failed[0].CategoryInfo.Category | Should -Be ResourceBusy
            Get-TestRequest | Should -BeNullOrEmpty
        }
        finally { $lock.Dispose() }
        Assert-Whole (Send-EncryptedS3Object $path @sending @client)
    }

    It 'aborts an upload that cannot be resumed' {
        $occupied = Send-EncryptedS3Object (New-TestFile "$TestDrive/small.csv") -BucketName test -Key (Split-Path $path -Leaf) -RootKey $key
        Send-EncryptedS3Object $path @sending @client -NoClobber -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ObjectExists,*'
        $warned | Should -BeNullOrEmpty
        Assert-Whole $occupied
    }

    It 'leaves the upload open after Ctrl+C, and says so' {
        Add-TestFault @{ operation = 'UploadPart'; kind = 'hang'; skip = 2 }
        $pipeline = Start-TestPipeline -Variable @{ path = $path; sending = $sending; client = $client } { Send-EncryptedS3Object $path @sending @client }
        Wait-TestCondition { (Get-TestFaultHit) -ge 1 -and @(Get-StoredPart).Count -ge 2 }
        $stop = $pipeline.Shell.BeginStop($null, $null)
        Wait-TestCondition { $stop.IsCompleted } -TimeoutSeconds 20
        Remove-TestPipeline $pipeline
        Get-TestOpenUpload | Should -Be 1
        Get-Operation AbortMultipartUpload | Should -Be 0
        Reset-TestServer
        Wait-TestServerIdle
        $stored = @(Get-StoredPart)
        $sent = Send-EncryptedS3Object $path @sending @client
        @(Get-PartNumber | Sort-Object) | Should -Be @(1..6 | Where-Object { $_ -notin $stored })
        Assert-Whole $sent
    }

    It 'writes no state for a file of one part, and none with -WhatIf' {
        $small = New-TestFile "$TestDrive/small.csv"
        Assert-Whole (Send-EncryptedS3Object $small @sending @client)
        Send-EncryptedS3Object $path @sending @client -WhatIf
        Get-ChildItem $states -Force | Should -BeNullOrEmpty
        Test-Path "$TestDrive/never" | Should -BeFalse
    }

    It 'is not read or deleted by a run without it' {
        $stored = Send-Part $path
        $plain = Send-EncryptedS3Object $path -BucketName test -PartSize $part -RootKey $key
        ($plain | Test-EncryptedRoundTrip -RootKey $key).Verified | Should -BeTrue
        Get-TestOpenUpload | Should -Be 1
        Reset-TestServer
        $sent = Send-EncryptedS3Object $path @sending @client
        @(Get-PartNumber | Sort-Object) | Should -Be @(1..6 | Where-Object { $_ -notin $stored })
        Assert-Whole $sent
    }

    It 'is required by -ResumeDirectory' {
        { Send-EncryptedS3Object $path -BucketName test -RootKey $key -ResumeDirectory $states } | Should -Throw -ErrorId 'InvalidParameters,*'
    }

    It 'reports a directory that cannot be written' -Tag Unix {
        $file = New-TestFile "$TestDrive/file"
        Send-EncryptedS3Object $path -BucketName test -PartSize $part -RootKey $key -Resume -ResumeDirectory $file/below -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'UploadStateUnusable,*'
        Get-TestOpenUpload | Should -Be 0
    }
}
