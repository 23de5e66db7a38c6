BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $plain = '{"entries":[{"url":"s3://acme-load/u/0001_part_00.gz"},{"url":"s3://acme-load/u/0000_part_00.gz"}]}'
    $verbose = @'
{
  "entries": [
    {"url":"s3://acme-load/u/0001_part_00.parquet", "meta": { "content_length": 340, "record_count": 8 }},
    {"url":"s3://acme-load/u/0000_part_00.parquet", "meta": { "content_length": 12, "record_count": 1 }}
  ],
  "schema": {"elements": [{"name": "id", "type": {"base": "integer"}}]},
  "meta": {"content_length": 352, "record_count": 9},
  "author": {"name": "Amazon Redshift", "version": "1.0.0"}
}
'@
    $text = '{"entries":[{"url":"s3://acme-load/u/0000_part_00.gz","mandatory":true},{"url":"s3://acme-load/u/0001_part_00.gz","mandatory":true}]}'

    function Get-Manifest([string] $Key = 'm') { [Text.Encoding]::UTF8.GetString((Get-TestObject $Key).Bytes) }
    # As UNLOAD stores it: client-side encrypted, and with the two fields of the envelope that its documentation names.
    function Set-Encrypted([string] $Name, [string] $Text) {
        $path = "$TestDrive/$(New-Guid)"
        [IO.File]::WriteAllText($path, $Text)
        Send-EncryptedS3Object $path -BucketName test -Key $Name -RootKey $key > $null
        $stored = Get-TestObject $Name
        Set-TestObject $Name $stored.Bytes @{ 'x-amz-meta-x-amz-key' = $stored.Header['x-amz-meta-x-amz-key']; 'x-amz-meta-x-amz-iv' = $stored.Header['x-amz-meta-x-amz-iv'] }
    }
    Set-TestObject u/manifest ([Text.Encoding]::UTF8.GetBytes($plain))
    Set-TestObject v/manifest ([Text.Encoding]::UTF8.GetBytes($verbose))
    Set-Encrypted e/manifest $plain
}

AfterAll {
    Stop-TestServer
}

Describe 'New-CopyManifest -UnloadManifest' {
    It 'makes one that COPY takes' {
        $manifest = New-CopyManifest s3://test/m -UnloadManifest s3://test/u/manifest
        Get-Manifest | Should -BeExactly $text
        $manifest.EntryCount | Should -Be 2
        $manifest.Compression | Should -Be Gzip
        $manifest.Envelope | Should -BeNullOrEmpty -Because 'another user may have decrypted it'
        $manifest.Region | Should -Be us-east-1
    }

    It 'keeps the lengths of a verbose one, and nothing else' {
        $manifest = New-CopyManifest s3://test/m -UnloadManifest s3://test/v/manifest
        Get-Manifest | Should -BeExactly '{"entries":[{"url":"s3://acme-load/u/0000_part_00.parquet","mandatory":true,"meta":{"content_length":12}},{"url":"s3://acme-load/u/0001_part_00.parquet","mandatory":true,"meta":{"content_length":340}}]}'
        $manifest.Format | Should -Be Parquet
        $manifest.Length | Should -Be 352
    }

    It 'opens an encrypted one, and reports that its data is encrypted' {
        $manifest = New-CopyManifest s3://test/m -UnloadManifest s3://test/e/manifest -RootKey $key.Path
        Get-Manifest | Should -BeExactly $text
        (Get-TestObject m).Header.Keys | Should -Not -Match '^x-amz-meta'
        $manifest.Envelope | Should -Be V1
        $manifest.RootKeyFingerprint | Should -Be $key.Fingerprint
    }

    It 'may take the place of the one that it was made of' {
        Set-Encrypted same/manifest $plain
        New-CopyManifest s3://test/same/manifest -UnloadManifest s3://test/same/manifest -RootKey $key > $null
        Get-Manifest same/manifest | Should -BeExactly $text
        New-CopyManifest s3://test/same/manifest -UnloadManifest s3://test/same/manifest > $null
        Get-Manifest same/manifest | Should -BeExactly $text
    }

    It 'reads a local file too' {
        Set-Content -LiteralPath "$TestDrive/unload [1].json" $verbose
        (New-CopyManifest -Path "$TestDrive/m" -UnloadManifest "$TestDrive/unload [1].json").EntryCount | Should -Be 2
    }

    It 'writes nothing with <Name>' -ForEach @(
        @{ Name = 'no root key for an encrypted one'; Of = 's3://test/e/manifest'; Given = { @{} }; Id = 'RootKeyRequired'; Category = 'InvalidArgument' }
        @{ Name = 'another root key'; Of = 's3://test/e/manifest'; Given = { @{ RootKey = New-RootKey "$TestDrive/$(New-Guid).key" } }; Id = 'WrongRootKey'; Category = 'SecurityError' }
        @{ Name = 'none there'; Of = 's3://test/none'; Given = { @{} }; Id = 'ObjectNotFound'; Category = 'ObjectNotFound' }
        @{ Name = 'no file there'; Of = '/nonexistent/manifest'; Given = { @{} }; Id = 'PathNotFound'; Category = 'ObjectNotFound' }
        @{ Name = 'no such bucket'; Of = 's3://none/manifest'; Given = { @{} }; Id = 'BucketNotFound'; Category = 'ObjectNotFound' }
        @{ Name = 'a URI without a key'; Of = 's3://test'; Given = { @{} }; Id = 'InvalidKey'; Category = 'InvalidArgument' }
    ) {
        $more = & $Given
        $failure = { New-CopyManifest s3://test/unwritten -UnloadManifest $Of @more } | Should -Throw -PassThru
        Assert-TestError $failure $Id $Category $Of
        Get-TestObjectKey unwritten | Should -BeNullOrEmpty
    }

    It 'writes nothing when what it reads is <Name>' -ForEach @(
        @{ Name = 'no JSON'; Text = 'secret'; Id = 'InvalidManifest' }
        @{ Name = 'no manifest'; Text = '{"files":["secret"]}'; Id = 'InvalidManifest' }
        @{ Name = 'a manifest of something else'; Text = '{"entries":[{"url":"https://secret"}]}'; Id = 'InvalidManifest' }
        @{ Name = 'a manifest that names an object twice'; Text = '{"entries":[{"url":"s3://b/k"},{"url":"s3://b/k"}]}'; Id = 'DuplicateEntry' }
        @{ Name = 'a manifest of nothing'; Text = '{"entries":[]}'; Id = 'NoInput' }
    ) {
        Set-TestObject bad/plain ([Text.Encoding]::UTF8.GetBytes($Text))
        Set-Encrypted bad/encrypted $Text
        foreach ($of in 'plain', 'encrypted') {
            $failure = { New-CopyManifest s3://test/unwritten -UnloadManifest "s3://test/bad/$of" -RootKey $key } | Should -Throw -PassThru
            $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            "$failure$($failure.Exception)" | Should -Not -BeLike '*secret*'
        }
        Get-TestObjectKey unwritten | Should -BeNullOrEmpty
    }

    It 'writes nothing when it is damaged' {
        $stored = Get-TestObject e/manifest
        $envelope = @{ 'x-amz-meta-x-amz-key' = $stored.Header['x-amz-meta-x-amz-key']; 'x-amz-meta-x-amz-iv' = $stored.Header['x-amz-meta-x-amz-iv'] }
        Set-TestObject damaged/cut $stored.Bytes[0..14] $envelope
        Set-TestObject damaged/field $stored.Bytes @{ 'x-amz-meta-x-amz-key' = $stored.Header['x-amz-meta-x-amz-key'] }
        { New-CopyManifest s3://test/unwritten -UnloadManifest s3://test/damaged/cut -RootKey $key } | Should -Throw -ErrorId 'DamagedContent,*'
        { New-CopyManifest s3://test/unwritten -UnloadManifest s3://test/damaged/field -RootKey $key } | Should -Throw -ErrorId 'DamagedEnvelope,*'
        Get-TestObjectKey unwritten | Should -BeNullOrEmpty
    }

    It 'refuses a key file that is none before it sends a request' {
        Reset-TestServer
        { New-CopyManifest s3://test/unwritten -UnloadManifest s3://test/e/manifest -RootKey "$TestDrive/nokey" } | Should -Throw -ErrorId 'RootKeyUnreadable,*'
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'reads no more than the memory limit' {
        Set-TestObject large/manifest ([byte[]]::new(16MB + 1))
        $failure = { New-CopyManifest s3://test/unwritten -UnloadManifest s3://test/large/manifest -MemoryLimit 16MB } | Should -Throw -PassThru
        Assert-TestError $failure ManifestTooLarge LimitsExceeded s3://test/large/manifest
    }
}
