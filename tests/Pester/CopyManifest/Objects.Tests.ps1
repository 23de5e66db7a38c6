BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $uri = 's3://test/sales.manifest'

    function New-Record([string] $Key, [hashtable] $More = @{}) { [pscustomobject](@{ BucketName = 'acme-load'; Key = $Key } + $More) }
    function Get-Manifest([string] $Key = 'sales.manifest') { [Text.Encoding]::UTF8.GetString((Get-TestObject $Key).Bytes) }
}

AfterAll {
    Stop-TestServer
}

Describe 'The manifest of objects' {
    BeforeAll {
        # Windows has no quotation marks in names.
        $odd = $IsWindows ? 'sub/it''s new + 100% é😀.csv' : 'sub/it''s "new" + 100% é😀.csv'
        $files = 'b.csv', 'a.csv', $odd | ForEach-Object { New-TestFile "$TestDrive/in/$_" }
        $sent = $files | Send-EncryptedS3Object -BucketName test -KeyPrefix sales -BasePath "$TestDrive/in" -RootKey $key
        $tested = $sent | Test-EncryptedRoundTrip -RootKey $key
        $urls = 's3://test/sales/a.csv', 's3://test/sales/b.csv', "s3://test/sales/$odd"
        $manifest = $tested | New-CopyManifest -Uri $uri
    }

    It 'names each, sorted and mandatory, and contains nothing else' {
        $read = Get-Manifest | ConvertFrom-Json
        $read.PSObject.Properties.Name | Should -Be entries
        $read.entries.url | Should -Be $urls
        $read.entries.mandatory | Should -Be $true, $true, $true
        $read.entries | ForEach-Object { $_.PSObject.Properties.Name | Should -Be url, mandatory }
    }

    It 'is plain JSON, whatever the objects are' {
        $stored = Get-TestObject sales.manifest
        $stored.Header['content-type'] | Should -Be application/json
        $stored.Header.Keys | Should -Not -Match '^x-amz-meta'
        $stored.Bytes[0] | Should -Be ([byte][char]'{')
    }

    It 'is the same for the objects in any order' {
        $before = Get-Manifest
        $tested[2, 0, 1] | New-CopyManifest $uri > $null
        Get-Manifest | Should -BeExactly $before
    }

    It 'is described by one record' {
        @($manifest).Count | Should -Be 1
        $manifest | Should -BeOfType [RedshiftEncryption.CopyManifest]
        "$manifest" | Should -BeExactly $uri
        $manifest.Uri | Should -BeExactly $uri
        $manifest.Path | Should -BeNullOrEmpty
        $manifest.EntryCount | Should -Be 3
        $manifest.Length | Should -Be ($sent | Measure-Object Length -Sum).Sum
        $manifest.Envelope | Should -Be V1
        $manifest.RootKeyFingerprint | Should -Be $key.Fingerprint
        $manifest.Compression | Should -Be None
        $manifest.Region | Should -Be us-east-1
        $manifest.EndpointUrl | Should -Be $sent[0].EndpointUrl
        $manifest.Verified | Should -BeTrue
    }

    It 'is not reported as verified if one object was not tested' {
        $last = $tested[2].Key
        $mixed = $tested[0..1] + ($sent | Where-Object Key -EQ $last) | New-CopyManifest $uri
        $mixed.Verified | Should -BeNullOrEmpty
        $mixed.Envelope | Should -Be V1
    }

    It 'has no bucket, no key and no other name that a command would bind' {
        $manifest.PSObject.Properties.Name | Should -Not -Contain BucketName
        $manifest.PSObject.Properties.Name | Should -Not -Contain Key
        { $manifest | New-CopyManifest $uri } | Should -Throw -ErrorId 'IncompleteRecord,*'
    }

    It 'shows where it is' {
        $manifest | Out-String | Should -BeLike "*$uri*"
    }

    It 'never holds the root key' {
        $bytes = [byte[]](Get-TestObject sales.manifest).Bytes
        $shown = ($manifest | ConvertTo-Json), ($manifest | Format-List * -Force | Out-String), [Text.Encoding]::UTF8.GetString($bytes) -join "`n"
        Assert-NoTestKey $shown ([Convert]::FromBase64String([IO.File]::ReadAllText($key.Path)))
    }
}

Describe 'Records that came through <Name>' -ForEach @(
    @{ Name = 'ConvertTo-Json'; Through = { $input | ConvertTo-Json | ConvertFrom-Json } }
    @{ Name = 'ConvertTo-Csv'; Through = { $input | ConvertTo-Csv | ConvertFrom-Csv } }
    @{ Name = 'Export-Clixml'; Through = { $input | Export-Clixml "$TestDrive/records.xml"; Import-Clixml "$TestDrive/records.xml" } }
) {
    It 'create the same manifest and the same properties' {
        $sent = 1..2 | ForEach-Object { New-TestFile "$TestDrive/in/$_.csv" $_ } | Send-EncryptedS3Object -BucketName test -KeyPrefix r -RootKey $key
        $tested = $sent | Test-EncryptedRoundTrip -RootKey $key
        $first = $tested | New-CopyManifest $uri | ConvertTo-Json
        $text = Get-Manifest
        $tested | & $Through | New-CopyManifest $uri | ConvertTo-Json | Should -BeExactly $first
        Get-Manifest | Should -BeExactly $text
    }

    It 'create none if they are not verified' {
        Set-TestObject kept.manifest ([byte[]]1)
        $bad = New-TestFile "$TestDrive/in/1.csv" 1 | Send-EncryptedS3Object -BucketName test -RootKey $key | Test-EncryptedRoundTrip -RootKey (New-RootKey "$TestDrive/$(New-Guid).key") | & $Through
        $failure = { $bad | New-CopyManifest s3://test/kept.manifest } | Should -Throw -PassThru
        Assert-TestError $failure NotVerified InvalidData s3://test/kept.manifest
        (Get-TestObject kept.manifest).Bytes | Should -Be 1
    }
}

Describe 'Records of others' {
    It 'may name objects of several buckets' {
        $manifest = (New-Record b), [pscustomobject]@{ BucketName = 'other'; Key = 'a' } | New-CopyManifest $uri
        $manifest.EntryCount | Should -Be 2
        $manifest.Envelope | Should -BeNullOrEmpty
        (Get-Manifest | ConvertFrom-Json).entries.url | Should -Be s3://acme-load/b, s3://other/a
    }

    It 'may call the length Size, as those of the AWS Tools do' {
        (New-Record x.parquet @{ Size = 123L }) | New-CopyManifest $uri > $null
        (Get-Manifest | ConvertFrom-Json).entries.meta.content_length | Should -Be 123
    }

    It 'may be one bucket and one key from parameters' {
        (New-CopyManifest $uri -BucketName b-1 -Key 'x/y').EntryCount | Should -Be 1
        Get-Manifest | Should -BeExactly '{"entries":[{"url":"s3://b-1/x/y","mandatory":true}]}'
    }

    It 'contain the compression; otherwise their names show it' {
        (New-Record x.gz | New-CopyManifest $uri).Compression | Should -Be Gzip
        (New-Record x @{ Compression = 'Zstd' } | New-CopyManifest $uri).Compression | Should -Be Zstd
    }

    It 'contain lengths if the format needs them (<Key>, <Given.Format>)' -ForEach @(
        @{ Key = 'x.parquet'; Given = @{}; Format = 'Parquet' }
        @{ Key = 'x.orc'; Given = @{}; Format = 'Orc' }
        @{ Key = 'part-0'; Given = @{ Format = 'parquet' }; Format = 'Parquet' }
        @{ Key = 'part-0'; Given = @{ Format = 'ORC' }; Format = 'Orc' }
    ) {
        $manifest = New-Record $Key @{ Length = 4294967296 } | New-CopyManifest $uri @Given
        $manifest.Format | Should -BeExactly $Format
        Get-Manifest | Should -BeExactly "{`"entries`":[{`"url`":`"s3://acme-load/$Key`",`"mandatory`":true,`"meta`":{`"content_length`":4294967296}}]}"
    }

    It 'are refused for <Name>, and nothing is written' -ForEach @(
        @{ Name = 'several regions'; In = { (New-Record 1 @{ Region = 'eu-west-1' }), (New-Record 2 @{ Region = 'eu-west-2' }) }; Says = '*eu-west-1: s3://acme-load/1*eu-west-2: s3://acme-load/2*' }
        @{ Name = 'several envelopes'; In = { (New-Record 1 @{ Envelope = 'V1' }), (New-Record 2 @{ Envelope = 'None' }) }; Says = '*V1: s3://acme-load/1*None: s3://acme-load/2*' }
        @{ Name = 'several root keys'; In = { (New-Record 1 @{ RootKeyFingerprint = 'f1' }), (New-Record 2 @{ RootKeyFingerprint = 'f2' }) }; Says = '*f1: s3://acme-load/1*f2: s3://acme-load/2*' }
        @{ Name = 'an envelope that COPY cannot read'; In = { New-Record 1 @{ Envelope = 'V2' } }; Says = '*s3://acme-load/1*V2*' }
        @{ Name = 'several compressions'; In = { (New-Record a.gz), (New-Record a.csv) }; Says = '*None: s3://acme-load/a.csv*Gzip: s3://acme-load/a.gz*' }
        @{ Name = 'a compression beside another'; In = { (New-Record 1 @{ Compression = 'Gzip' }), (New-Record 2 @{ Compression = 'None' }) }; Says = '*Gzip: s3://acme-load/1*' }
        @{ Name = 'Parquet beside others'; In = { (New-Record a.parquet @{ Length = 1 }), (New-Record a.csv @{ Length = 1 }) }; Says = '*neither*a.csv*Parquet*a.parquet*-Format*' }
        @{ Name = 'Parquet without a length'; In = { New-Record a.parquet }; Says = '*Length*' }
        @{ Name = 'Parquet that is client-side encrypted'; In = { New-Record a.parquet @{ Length = 16; Envelope = 'V1' } }; Says = '*server-side*' }
        @{ Name = 'the manifest itself'; In = { [pscustomobject]@{ BucketName = 'test'; Key = 'refused.manifest' } }; Says = '*refused.manifest*' }
        @{ Name = 'a name that no bucket has'; In = { [pscustomobject]@{ BucketName = 'no bucket'; Key = 'x' } }; Says = '*no bucket*' }
    ) {
        $failure = { & $In | New-CopyManifest s3://test/refused.manifest -Region us-east-1 } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike 'InvalidCopyOption,*'
        $failure.CategoryInfo.Category | Should -Be InvalidArgument
        "$failure" | Should -BeLike $Says
        Get-TestObjectKey refused | Should -BeNullOrEmpty
    }

    It 'are refused when one object comes twice, with which' {
        $records = (New-Record a @{ SourcePath = '/x/a' }), (New-Record b), (New-Record a @{ SourcePath = '/y/a' })
        $failure = { $records | New-CopyManifest s3://test/refused.manifest } | Should -Throw -PassThru
        Assert-TestError $failure DuplicateEntry ResourceExists s3://test/refused.manifest
        "$failure" | Should -BeLike "*s3://acme-load/a (2 times, from '/x/a' and '/y/a')*"
        "$failure" | Should -Not -BeLike '*acme-load/b*'
        Get-TestObjectKey refused | Should -BeNullOrEmpty
    }
}
