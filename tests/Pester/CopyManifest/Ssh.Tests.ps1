BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $bytes = [Convert]::FromBase64String((Get-Content "$TestDrive/root.key"))
    $results = 1..5 | ForEach-Object { New-TestFile "$TestDrive/in/$_.csv" ($_ * 1000) } |
        Send-EncryptedS3Object -BucketName test -KeyPrefix p -RootKey $key | Test-EncryptedRoundTrip -RootKey $key
    # As ssh-keygen -t rsa writes it: three strings, each after its length (RFC 4253).
    function New-HostKey([string] $Path, [int] $Bits = 2048) {
        # Any odd number has the form of a modulus. Wine exports none of a real key.
        $modulus = [byte[]]::new($Bits / 8)
        [Security.Cryptography.RandomNumberGenerator]::Fill($modulus)
        $modulus[0] = $modulus[0] -bor 0x80
        $modulus[-1] = $modulus[-1] -bor 1
        $part = { param([byte[]] $value) [byte[]]@(0, 0, ($value.Length -shr 8), ($value.Length -band 255)) + $value }
        $blob = [Convert]::ToBase64String((& $part ([Text.Encoding]::ASCII.GetBytes('ssh-rsa'))) + (& $part ([byte[]](1, 0, 1))) + (& $part (@([byte]0) + $modulus)))
        Set-Content $Path "ssh-rsa $blob root@host"
        $blob
    }
    $blob = New-HostKey "$TestDrive/host.pub"
    $uri = 's3://test/m'
    $defaults = @{ Uri = $uri; SshHost = 'host.example'; SshHostKeyPath = "$TestDrive/host.pub"; SharePath = "$TestDrive/shares.json" }
    function Get-Manifest { [Text.Encoding]::UTF8.GetString((Get-TestObject m).Bytes) | ConvertFrom-Json }
}

AfterAll { Stop-TestServer }

Describe 'New-CopyManifest -SshHost' {
    BeforeEach { $common = $defaults.Clone() }

    AfterEach { Remove-Item "$TestDrive/shares.json" -ErrorAction Ignore }

    It 'writes one mandatory entry for each connection, and a share of the objects for each' {
        $manifest = $results | New-CopyManifest @common -ConnectionsPerHost 3
        $manifest.Source, $manifest.ConnectionCount, $manifest.EntryCount, $manifest.Uri | Should -Be Ssh, 3, 5, $uri
        $manifest.SharePath | Should -Be ([IO.Path]::GetFullPath("$TestDrive/shares.json"))
        $entries = (Get-Manifest).entries
        $entries.Count | Should -Be 3
        ($entries | Get-Member -MemberType NoteProperty).Name | Should -Be command, endpoint, mandatory, publickey, username
        foreach ($entry in $entries) {
            $entry.endpoint, $entry.mandatory, $entry.publickey, $entry.username | Should -Be host.example, $true, $blob, redshift
            $entry.command | Should -Match '^share-[0-9a-f]{8}-00[012]$'
        }
        $list = Get-Content "$TestDrive/shares.json" -Raw | ConvertFrom-Json
        $list.shares.name | Should -Be $entries.command
        $list.shares.objects.key | Sort-Object | Should -Be (1..5 | ForEach-Object { "p/$_.csv" })
        foreach ($item in $list.shares.objects) {
            $sent = $results | Where-Object Key -EQ $item.key
            $item.bucket, $item.eTag, $item.length, $item.plaintextLength | Should -Be $sent.BucketName, $sent.ETag, $sent.Length, $sent.PlaintextLength
        }
        Assert-NoTestKey (Get-Content "$TestDrive/shares.json" -Raw) $bytes
        Assert-NoTestKey ([Text.Encoding]::UTF8.GetString((Get-TestObject m).Bytes)) $bytes
    }

    It 'uses the user, the form of the command, and a key for each host' {
        $second = New-HostKey "$TestDrive/second.pub"
        $common.SshHost = 'a', '10.0.0.2'
        $common.SshHostKeyPath = "$TestDrive/host.pub", "$TestDrive/second.pub"
        $results | New-CopyManifest @common -ConnectionsPerHost 2 -SshUser loader -SshCommand 'load {0}' > $null
        $entries = (Get-Manifest).entries
        $entries.endpoint | Should -Be a, 10.0.0.2, a, 10.0.0.2
        $entries.publickey | Should -Be $blob, $second, $blob, $second
        $entries.username | Select-Object -Unique | Should -Be loader
        $entries.command | Should -BeLike 'load share-*'
    }

    It 'accepts an envelope that COPY never read' {
        $results[0] | Select-Object * | ForEach-Object { $_.Envelope = 'V3'; $_ } | New-CopyManifest @common | Should -Not -BeNullOrEmpty
    }

    It 'overwrites neither file with -NoClobber' {
        Set-Content "$TestDrive/shares.json" old
        $common.Uri = 's3://test/new'
        { $results | New-CopyManifest @common -NoClobber } | Should -Throw -ErrorId 'FileExists,*'
        Get-TestObjectKey new | Should -BeNullOrEmpty
        Get-Content "$TestDrive/shares.json" | Should -Be old
    }

    It 'writes nothing with -WhatIf' {
        $common.Uri = 's3://test/new'
        $results | New-CopyManifest @common -WhatIf
        Get-TestObjectKey new | Should -BeNullOrEmpty
        "$TestDrive/shares.json" | Should -Not -Exist
    }
}

Describe 'New-CopyManifest -SshHost writes nothing' {
    BeforeEach {
        $common = $defaults.Clone()
        $common.Uri = 's3://test/none'
    }

    AfterEach {
        Get-TestObjectKey none | Should -BeNullOrEmpty
        "$TestDrive/shares.json" | Should -Not -Exist
    }

    It 'with a share list that exists, which the error names and not the manifest' {
        [IO.File]::WriteAllText("$TestDrive/kept.json", 'x')
        $common.SharePath = "$TestDrive/kept.json"
        { $results | New-CopyManifest @common -Path "$TestDrive/own.json" -NoClobber } | Should -Throw -ErrorId 'FileExists,*' -ExpectedMessage '*kept.json*'
        "$TestDrive/own.json" | Should -Not -Exist
        [IO.File]::ReadAllText("$TestDrive/kept.json") | Should -BeExactly x
    }

    It 'without <_>' -ForEach 'Uri', 'SshHostKeyPath', 'SharePath' {
        $common.Remove($_)
        if ($_ -eq 'Uri') { $common.Path = "$TestDrive/local" }
        $failure = { $results | New-CopyManifest @common } | Should -Throw -PassThru
        Assert-TestError $failure InvalidParameters InvalidArgument SshHost
        "$failure" | Should -BeLike '*does not identify the host*'
    }

    It 'without -SshHost' {
        $common.Remove('SshHost')
        { $results | New-CopyManifest @common } | Should -Throw '*requires -SshHost*' -ErrorId 'InvalidParameters,*'
    }

    It 'for a host key of <Name>' -ForEach @(
        @{ Name = 'another algorithm'; Text = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIpbzmkF3uKYVqXVYRyHXlvRDVOIu4vuQTbTdTDKW4wW' }
        @{ Name = 'a certificate'; Text = 'ssh-rsa-cert-v01@openssh.com AAAA' }
        @{ Name = 'too few bits'; Text = $null }
        @{ Name = 'private form'; Text = '-----BEGIN OPENSSH PRIVATE KEY-----' }
    ) {
        if ($Text) { Set-Content "$TestDrive/bad.pub" $Text } else { New-HostKey "$TestDrive/bad.pub" 1024 > $null }
        $common.SshHostKeyPath = "$TestDrive/bad.pub"
        $failure = { $results | New-CopyManifest @common } | Should -Throw -PassThru
        Assert-TestError $failure InvalidSshHostKey InvalidData $common.Uri
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*ssh_host_rsa_key.pub*'
    }

    It 'for a host key file that does not exist' {
        $common.SshHostKeyPath = "$TestDrive/nothing.pub"
        { $results | New-CopyManifest @common } | Should -Throw -ErrorId 'PathNotFound,*'
    }

    It 'for objects without an ETag' {
        $failure = { $results | Select-Object BucketName, Key, Length | New-CopyManifest @common } | Should -Throw -PassThru
        Assert-TestError $failure InvalidCopyOption InvalidArgument $common.Uri
        "$failure" | Should -BeLike '*s3://test/p/1.csv has no ETag*'
    }

    It 'for the command form <_>' -ForEach 'load', "load '{0}'", 'load {0}; cat /etc/shadow' {
        { $results | New-CopyManifest @common -SshCommand $_ } | Should -Throw '*-SshCommand is not valid*' -ErrorId 'InvalidCopyOption,*'
    }

    It 'where an object was not verified' {
        { $results | Select-Object * | ForEach-Object { $_.Verified = $false; $_ } | New-CopyManifest @common } | Should -Throw -ErrorId 'NotVerified,*'
    }

    It 'for Parquet files' {
        { $results | New-CopyManifest @common -Format Parquet } | Should -Throw -ErrorId 'InvalidParameters,*'
        { $results[0] | Select-Object * | ForEach-Object { $_.Key = 'a.parquet'; $_ } | New-CopyManifest @common } | Should -Throw '*does not load Parquet files over SSH*'
    }

    It 'where an object came in twice, or none' {
        { $results + $results[0] | New-CopyManifest @common } | Should -Throw -ErrorId 'DuplicateEntry,*'
        { @() | New-CopyManifest @common } | Should -Throw -ErrorId 'NoInput,*'
    }
}
