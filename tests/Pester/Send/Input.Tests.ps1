BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $folder = "$TestDrive/in"
    'a.csv', 'b.csv', '[x].csv', 'x.csv', 'c.txt' | ForEach-Object { New-TestFile "$folder/$_" > $null }

    $common = @{ BucketName = 'test'; RootKey = $key }
}

AfterAll {
    Stop-TestServer
}

Describe 'Send-EncryptedS3Object' {
    BeforeEach {
        $prefix = "$(New-Guid)"
        Push-Location -LiteralPath $folder
    }

    AfterEach {
        Pop-Location
    }

    It 'takes <Name>' -ForEach @(
        @{ Name = 'a path'; Run = { Send-EncryptedS3Object a.csv -KeyPrefix $prefix @common }; Keys = 'a.csv' }
        @{ Name = 'paths'; Run = { Send-EncryptedS3Object a.csv, ./b.csv -KeyPrefix $prefix @common }; Keys = 'a.csv', 'b.csv' }
        @{ Name = 'an absolute path'; Run = { Send-EncryptedS3Object "$folder/a.csv" -KeyPrefix $prefix @common }; Keys = 'a.csv' }
        @{ Name = 'strings from the pipeline'; Run = { 'a.csv', 'b.csv' | Send-EncryptedS3Object -KeyPrefix $prefix @common }; Keys = 'a.csv', 'b.csv' }
        @{ Name = 'files from the pipeline'; Run = { Get-Item a.csv, b.csv | Send-EncryptedS3Object -KeyPrefix $prefix @common }; Keys = 'a.csv', 'b.csv' }
        @{ Name = 'a FileInfo of .NET'; Run = { [IO.FileInfo]"$folder/[x].csv" | Send-EncryptedS3Object -KeyPrefix $prefix @common }; Keys = '[x].csv' }
        @{ Name = 'files with wildcard characters'; Run = { Get-ChildItem -File | Send-EncryptedS3Object -KeyPrefix $prefix @common }; Keys = '[x].csv', 'a.csv', 'b.csv', 'c.txt', 'x.csv' }
        @{ Name = 'a wildcard'; Run = { Send-EncryptedS3Object *.csv -KeyPrefix $prefix @common }; Keys = '[x].csv', 'a.csv', 'b.csv', 'x.csv' }
        @{ Name = 'a class of characters'; Run = { Send-EncryptedS3Object '[x].csv' -KeyPrefix $prefix @common }; Keys = 'x.csv' }
        @{ Name = '-LiteralPath'; Run = { Send-EncryptedS3Object -LiteralPath '[x].csv' -KeyPrefix $prefix @common }; Keys = '[x].csv' }
        @{ Name = 'LiteralPath by property name'; Run = { [pscustomobject]@{ LiteralPath = '[x].csv' } | Send-EncryptedS3Object -KeyPrefix $prefix @common }; Keys = '[x].csv' }
        @{ Name = 'SourcePath by property name'; Run = { [pscustomobject]@{ SourcePath = "$folder/a.csv" } | Send-EncryptedS3Object -KeyPrefix $prefix @common }; Keys = 'a.csv' }
        @{ Name = 'a path on another drive of PowerShell'; Run = { Send-EncryptedS3Object TestDrive:/in/a.csv -KeyPrefix $prefix @common }; Keys = 'a.csv' }
    ) {
        $sent = & $Run
        $sent.Key | Sort-Object -CaseSensitive -Culture '' | Should -Be ($Keys | ForEach-Object { "$prefix/$_" })
        Get-TestObjectKey $prefix | Should -Be ($Keys | ForEach-Object { "$prefix/$_" })
    }

    It 'sends a file once that is found twice, and reports it' {
        $said = Send-EncryptedS3Object a.csv, "$folder/a.csv", a.c* -KeyPrefix $prefix -Verbose @common 4>&1
        @($said | Where-Object { $_ -is [RedshiftEncryption.EncryptedS3Object] }).Count | Should -Be 1
        @($said | Where-Object { "$_" -like '*was already reached*' }).Count | Should -Be 2
    }

    It 'reports what it sent' {
        $sent = Send-EncryptedS3Object a.csv -KeyPrefix $prefix @common
        $object = Get-TestObject $sent.Key
        $sent.BucketName | Should -Be test
        $sent.SourcePath | Should -Be (Join-Path $folder a.csv)
        $sent.SourceLastWriteTimeUtc | Should -Be (Get-Item a.csv).LastWriteTimeUtc
        $sent.PlaintextLength | Should -Be 100
        $sent.Length | Should -Be 112
        $object.Bytes.Count | Should -Be 112
        $sent.ETag | Should -Be $object.Header['etag'].Trim('"')
        $sent.Envelope | Should -Be V1
        $sent.RootKeyFingerprint | Should -Be $key.Fingerprint
        $sent.EndpointUrl.TrimEnd('/') | Should -Be $env:AWS_ENDPOINT_URL
        "$sent" | Should -Be "s3://test/$prefix/a.csv"
    }

    It 'stores ciphertext under an envelope of four fields' {
        $sent = Send-EncryptedS3Object a.csv -KeyPrefix $prefix @common
        $object = Get-TestObject $sent.Key
        [Convert]::FromBase64String($object.Header['x-amz-meta-x-amz-key']).Count | Should -Be 48
        [Convert]::FromBase64String($object.Header['x-amz-meta-x-amz-iv']).Count | Should -Be 16
        $object.Header['x-amz-meta-x-amz-matdesc'] | Should -Be '{}'
        $object.Header['x-amz-meta-x-amz-unencrypted-content-length'] | Should -Be '100'
        $object.Header['content-type'] | Should -Be 'application/octet-stream'
        $object.Bytes[0..99] | Should -Not -Be ([IO.File]::ReadAllBytes("$folder/a.csv"))
    }
}
