BeforeDiscovery {
    $canMount = $IsLinux -and $(unshare -m true 2> $null; $LASTEXITCODE -eq 0)
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestPipeline.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $raw = New-TestFile "$TestDrive/raw.key" 32
    $other = New-RootKey "$TestDrive/other.key"
    $small = New-TestFile "$TestDrive/small.csv" 1000
    $large = New-TestFile "$TestDrive/large.csv" 20MB
    $everything = [IO.EnumerationOptions]@{ RecurseSubdirectories = $true; AttributesToSkip = 0 }

    # An object as it was sent, but for what the script does to its bytes and metadata.
    function Set-Damaged([string] $Key, [scriptblock] $Damage) {
        $object = Get-TestObject $Key
        $metadata = @{}
        $object.Header.Keys | Where-Object { $_ -like 'x-amz-meta-*' } | ForEach-Object { $metadata[$_] = $object.Header[$_] }
        $bytes = $object.Bytes
        . $Damage
        Set-TestObject "damaged/$Key" $bytes $metadata
    }

    # A V2 envelope with AES-GCM for the key and for the content, as the newer clients write it.
    function Set-GcmObject([string] $Key, [byte[]] $Plaintext) {
        $encrypt = {
            param([byte[]] $Secret, [byte[]] $Vector, [byte[]] $Text, [byte[]] $Associated)
            $cipher, $tag = [byte[]]::new($Text.Length), [byte[]]::new(16)
            $gcm = [Security.Cryptography.AesGcm]::new($Secret, 16)
            $gcm.Encrypt($Vector, $Text, $cipher, $tag, $Associated)
            $gcm.Dispose()
            , [byte[]]($cipher + $tag)
        }
        $dataKey, $wrapVector, $vector = [byte[]]::new(32), [byte[]]::new(12), [byte[]]::new(12)
        $dataKey, $wrapVector, $vector | ForEach-Object { [Security.Cryptography.RandomNumberGenerator]::Fill($_) }
        $wrapped = $wrapVector + (& $encrypt ([IO.File]::ReadAllBytes($raw)) $wrapVector $dataKey ([Text.Encoding]::ASCII.GetBytes('AES/GCM/NoPadding')))
        Set-TestObject $Key (& $encrypt $dataKey $vector $Plaintext @()) @{
            'x-amz-meta-x-amz-key-v2' = [Convert]::ToBase64String($wrapped)
            'x-amz-meta-x-amz-iv' = [Convert]::ToBase64String($vector)
            'x-amz-meta-x-amz-matdesc' = '{}'
            'x-amz-meta-x-amz-wrap-alg' = 'AES/GCM'
            'x-amz-meta-x-amz-cek-alg' = 'AES/GCM/NoPadding'
            'x-amz-meta-x-amz-tag-len' = '128'
        }
    }

    $sent = $small, $large | Send-EncryptedS3Object -BucketName test -RootKey $key
    Set-GcmObject gcm/small ([IO.File]::ReadAllBytes($small))
    Set-GcmObject gcm/large ([IO.File]::ReadAllBytes($large))
    Set-GcmObject gcm/empty @()
}

AfterAll { Stop-TestServer }

Describe 'An object that cannot be decrypted' {
    BeforeEach {
        Reset-TestServer
        $out = "$TestDrive/$(New-Guid)"
        $common = @{ BucketName = 'test'; Destination = $out; RootKey = $key; ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
    }

    AfterEach {
        # Neither a file nor a part of one, whatever its name.
        if ([IO.Directory]::Exists($out)) { [IO.Directory]::GetFiles($out, '*', $everything) | Should -BeNullOrEmpty }
    }

    It 'for want of its key is WrongRootKey' {
        $common.RootKey = $other
        Receive-EncryptedS3Object @common -Key large.csv | Should -BeNullOrEmpty
        Assert-TestError $failed WrongRootKey SecurityError s3://test/large.csv
        [IO.Directory]::Exists($out) | Should -BeFalse
    }

    It 'for want of any key is RootKeyRequired' {
        $common.Remove('RootKey')
        Receive-EncryptedS3Object @common -Key small.csv | Should -BeNullOrEmpty
        Assert-TestError $failed RootKeyRequired InvalidArgument s3://test/small.csv
    }

    It 'for <Name> is <Id>' -ForEach @(
        @{ Name = 'a damaged padding'; Of = 'small.csv'; Damage = { $bytes[-1] = $bytes[-1] -bxor 1 }; Id = 'DamagedContent'; Category = 'InvalidData' }
        @{ Name = 'a damaged padding behind 20 MB'; Of = 'large.csv'; Damage = { $bytes[-1] = $bytes[-1] -bxor 1 }; Id = 'DamagedContent'; Category = 'InvalidData' }
        @{ Name = 'a length that is no multiple of 16'; Of = 'small.csv'; Damage = { $bytes = $bytes[0..998] }; Id = 'DamagedContent'; Category = 'InvalidData' }
        @{ Name = 'half an envelope'; Of = 'small.csv'; Damage = { $metadata.Remove('x-amz-meta-x-amz-key') }; Id = 'DamagedEnvelope'; Category = 'InvalidData' }
        @{ Name = 'a KMS envelope'; Of = 'small.csv'; Damage = { $metadata['x-amz-meta-x-amz-key-v2'] = $metadata['x-amz-meta-x-amz-key']; $metadata.Remove('x-amz-meta-x-amz-key'); $metadata['x-amz-meta-x-amz-wrap-alg'] = 'kms' }; Id = 'UnsupportedEnvelope'; Category = 'NotImplemented' }
    ) {
        Set-Damaged $Of $Damage
        Receive-EncryptedS3Object @common -Key "damaged/$Of" | Should -BeNullOrEmpty
        Assert-TestError $failed $Id $Category "s3://test/damaged/$Of"
    }

    It 'for a flipped bit under AES-GCM in <Of>, at <At>, is DamagedContent' -ForEach @(
        @{ Of = 'gcm/small'; At = 10 }, @{ Of = 'gcm/small'; At = -1 }, @{ Of = 'gcm/large'; At = 10 }, @{ Of = 'gcm/large'; At = -1 }, @{ Of = 'gcm/empty'; At = -1 }
    ) {
        Set-Damaged $Of { $bytes[$At] = $bytes[$At] -bxor 1 }
        $common.RootKey = $raw
        Receive-EncryptedS3Object @common -Key "damaged/$Of" | Should -BeNullOrEmpty
        Assert-TestError $failed DamagedContent InvalidData "s3://test/damaged/$Of"
    }

    It 'for an instruction file is UnsupportedEnvelope, and for the object of a damaged one DamagedEnvelope' {
        Set-TestObject apart ([byte[]](1..16))
        Set-TestObject apart.instruction @() @{ 'x-amz-meta-x-amz-crypto-instr-file' = '' }
        Receive-EncryptedS3Object @common -Key apart | Should -BeNullOrEmpty
        Assert-TestError $failed DamagedEnvelope InvalidData s3://test/apart
        Receive-EncryptedS3Object @common -Key apart.instruction | Should -BeNullOrEmpty
        Assert-TestError $failed UnsupportedEnvelope NotImplemented s3://test/apart.instruction
    }

    It 'because it is truncated every time is EndpointUnavailable' {
        Add-TestFault @{ operation = 'GetObject'; kind = 'truncate' }
        Receive-EncryptedS3Object @common -Key large.csv -RetryTimeout 2 | Should -BeNullOrEmpty
        Assert-TestError $failed EndpointUnavailable ConnectionError s3://test/large.csv
    }

    It 'because the server refuses is AccessDenied' {
        Add-TestFault @{ operation = 'GetObject'; kind = 'error'; status = 403; code = 'AccessDenied' }
        Receive-EncryptedS3Object @common -Key large.csv | Should -BeNullOrEmpty
        Assert-TestError $failed AccessDenied PermissionDenied s3://test/large.csv
    }
}

Describe 'Objects that can be decrypted' {
    BeforeEach {
        Reset-TestServer
        $out = "$TestDrive/$(New-Guid)"
    }

    It 'are received if others are not, and each failure is reported' {
        Set-Damaged small.csv { $bytes[-1] = $bytes[-1] -bxor 1 }
        $records = 'damaged/small.csv', 'small.csv', 'none', 'large.csv' | ForEach-Object { [pscustomobject]@{ BucketName = 'test'; Key = $_ } }
        $received = $records | Receive-EncryptedS3Object -Destination $out -RootKey $key -ErrorVariable failed -ErrorAction SilentlyContinue
        $received.Key | Sort-Object | Should -Be large.csv, small.csv
        $failed.TargetObject | Sort-Object | Should -Be s3://test/damaged/small.csv, s3://test/none
        [IO.Directory]::GetFiles($out, '*', $everything) | Should -HaveCount 2
    }

    It 'are opened each by its own of several keys' {
        Send-EncryptedS3Object $small -BucketName test -Key several/other -RootKey $other > $null
        Send-EncryptedS3Object $small -BucketName test -Key several/key -RootKey $key > $null
        Set-GcmObject several/gcm ([IO.File]::ReadAllBytes($small))
        Set-TestObject several/plain ([IO.File]::ReadAllBytes($small))
        $received = Receive-EncryptedS3Object test several/ $out -RootKey $key, $raw, $other -ErrorAction Stop
        $received.Name | Sort-Object | Should -Be gcm, key, other, plain
        ($received | Get-FileHash).Hash | Select-Object -Unique | Should -Be (Get-FileHash $small).Hash
    }

    It 'may be of AES-GCM, whole: <_>' -ForEach 'small', 'large' {
        Receive-EncryptedS3Object -BucketName test -Key "gcm/$_" -Destination "$out/" -RootKey $raw -ErrorAction Stop > $null
        (Get-FileHash "$out/$_").Hash | Should -Be (Get-FileHash "$TestDrive/$_.csv").Hash
    }

    It 'may be empty under AES-GCM' {
        (Receive-EncryptedS3Object -BucketName test -Key gcm/empty -Destination "$out/" -RootKey $raw -ErrorAction Stop).Length | Should -Be 0
    }

    It 'go on where the connection broke' {
        Add-TestFault @{ operation = 'GetObject'; kind = 'truncate'; times = 2 }
        Receive-EncryptedS3Object -BucketName test -Key large.csv -Destination "$out/" -RootKey $key -ErrorAction Stop > $null
        Get-TestFaultHit | Should -Be 2
        (Get-FileHash "$out/large.csv").Hash | Should -Be (Get-FileHash $large).Hash
    }

    It 'all arrive within the least memory, and few at a time' {
        1..4 | ForEach-Object { Send-EncryptedS3Object $large -BucketName test -Key "many/$_" -RootKey $key > $null }
        Receive-EncryptedS3Object test many/ $out -RootKey $key -MemoryLimit 16MB -ThrottleLimit 3 -ErrorAction Stop > $null
        (Get-ChildItem $out | Get-FileHash).Hash | Select-Object -Unique | Should -Be (Get-FileHash $large).Hash
        [IO.Directory]::GetFiles($out) | Should -HaveCount 4
    }

    It 'and replace nothing, though two commands write the same file: one of them is refused' {
        $script = { Receive-EncryptedS3Object -BucketName test -Key large.csv -Destination "$out/" -RootKey $key.Path }
        $pipelines = 1..3 | ForEach-Object { Start-TestPipeline $script @{ out = $out; key = $key } }
        try {
            $pipelines | ForEach-Object { Wait-TestPipeline $_ -TimeoutSeconds 60 > $null }
            ($pipelines.Output | Measure-Object).Count | Should -Be 1
            $pipelines.Shell.Streams.Error | Should -HaveCount 2
            $pipelines.Shell.Streams.Error | ForEach-Object { $_.FullyQualifiedErrorId | Should -BeLike 'FileExists,*' }
        }
        finally { $pipelines | ForEach-Object { Remove-TestPipeline $_ } }
        (Get-FileHash "$out/large.csv").Hash | Should -Be (Get-FileHash $large).Hash
        [IO.Directory]::GetFiles($out, '*', $everything) | Should -HaveCount 1
    }
}

Describe 'A file that cannot be written' {
    BeforeEach {
        Reset-TestServer
        $out = "$TestDrive/$(New-Guid)"
        [void](New-Item -ItemType Directory $out)
        $common = @{ BucketName = 'test'; RootKey = $key; ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
        $script = {
            param($Module, $Out, $Key, $Limit)
            Import-Module $Module
            if ($Limit) { prlimit --pid $PID --fsize=$Limit }
            Receive-EncryptedS3Object -BucketName test -Key large.csv -Destination "$Out/" -RootKey $Key -ErrorVariable failed -ErrorAction SilentlyContinue
            $failed | ForEach-Object { "$($_.FullyQualifiedErrorId -replace ',.*') $($_.CategoryInfo.Category) $($_.TargetObject)" }
            "$([IO.Directory]::GetFiles($Out, '*', [IO.EnumerationOptions]@{ AttributesToSkip = 0 }).Count) files"
        }
    }

    It 'because a file has the path of a needed folder is an error of its own' {
        [IO.File]::WriteAllText("$out/a", '')
        [pscustomobject]@{ BucketName = 'test'; Key = 'small.csv' } | Receive-EncryptedS3Object @common -Destination "$out/a/b" | Should -BeNullOrEmpty
        Assert-TestError $failed FileNotWritten WriteError s3://test/small.csv
    }

    It 'because it is a pipe or a device is an error of its own, also with -Force' -Tag Unix -ForEach @(
        @{ Kind = 'pipe'; Make = { mkfifo "$out/small.csv" } }
        @{ Kind = 'link to a device'; Make = { [void](New-Item -ItemType SymbolicLink "$out/small.csv" -Value /dev/null) } }
    ) {
        & $Make
        foreach ($force in $true, $false) {
            Receive-EncryptedS3Object @common -Key small.csv -Destination "$out/" -Force:$force | Should -BeNullOrEmpty
            Assert-TestError $failed FileNotWritten WriteError s3://test/small.csv
        }
        Get-TestRequest | Where-Object operation -EQ GetObject | Should -BeNullOrEmpty
        [IO.File]::ResolveLinkTarget("$out/small.csv", $false)?.FullName ?? (stat --format %F "$out/small.csv") | Should -BeIn /dev/null, fifo
    }

    It 'because it is the root key''s own file is an error of its own, also with -Force (<Name>)' -ForEach @(
        @{ Name = 'by its path'; Make = { New-RootKey "$out/small.csv" } }
        @{ Name = 'by its content'; Make = { $made = New-RootKey "$TestDrive/$(New-Guid).key"; Copy-Item -LiteralPath $made.Path "$out/small.csv"; $made } }
    ) {
        $own = & $Make
        $before = [IO.File]::ReadAllText("$out/small.csv")
        Receive-EncryptedS3Object -BucketName test -Key small.csv -Destination "$out/" -Force -RootKey $own, $key -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-TestError $failed FileNotWritten WriteError s3://test/small.csv
        [IO.File]::ReadAllText("$out/small.csv") | Should -BeExactly $before
    }

    It 'because the disk is full is an error of its own, and leaves nothing' -Tag Unix -Skip:(-not $canMount) {
        # A disk of the process's own, which goes away with it.
        $mounted = 'mount -t tmpfs -o size=10m none "$0" && exec "$@"'
        $run = Invoke-TestProcess -ArgumentList (Get-TestPath Module), $out, $key.Path -Through unshare, -m, sh, -c, $mounted, $out $script
        $run.Output.Trim() -split '\r?\n' | Should -Be 'FileNotWritten WriteError s3://test/large.csv', '0 files'
    }

    It 'because it is too long is an error of its own, and leaves nothing' -Tag Unix -Skip:(-not $IsLinux) {
        # For a limit on its files the system would end a process that does not ignore its signal.
        $limited = 'trap "" XFSZ; exec "$@"'
        $run = Invoke-TestProcess -ArgumentList (Get-TestPath Module), $out, $key.Path, 10000000 -Through sh, -c, $limited, sh $script
        $run.Output.Trim() -split '\r?\n' | Should -Be 'FileNotWritten WriteError s3://test/large.csv', '0 files'
    }
}
