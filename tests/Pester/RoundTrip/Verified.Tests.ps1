BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $paths = 0, 1, 15, 16, 17, 256KB, 9MB | ForEach-Object { New-TestFile "$TestDrive/in/$_.csv" $_ }
}

AfterAll {
    Stop-TestServer
}

Describe 'Test-EncryptedRoundTrip' {
    It 'verifies the records of Send-EncryptedS3Object' {
        $results = $paths | Send-EncryptedS3Object -BucketName test -KeyPrefix p -RootKey $key | Test-EncryptedRoundTrip -RootKey $key
        $results.Count | Should -Be $paths.Count
        foreach ($result in $results) {
            $result | Should -BeOfType [RedshiftEncryption.RoundTripResult]
            $result.Verified | Should -BeTrue
            $result.Reason | Should -Be None
            $result.FirstDifference | Should -BeNullOrEmpty
            $result.BucketName, $result.Envelope, $result.RootKeyFingerprint | Should -Be test, V1, $key.Fingerprint
            $result.PlaintextLength | Should -Be ([IO.FileInfo]$result.SourcePath).Length
        }
    }

    It 'returns all that Send-EncryptedS3Object and Get-EncryptedS3Object know' {
        $sent = Send-EncryptedS3Object $paths[1] -BucketName test -RootKey $key
        $result = $sent | Test-EncryptedRoundTrip -RootKey $key
        $known = $sent.PSObject.Properties.Where{ $null -ne $_.Value }
        $known.Name | Should -Contain SourceLastWriteTimeUtc
        foreach ($property in $known) { $result."$($property.Name)" | Should -Be $property.Value -Because $property.Name }
        $found = (Get-EncryptedS3Object test $sent.Key).PSObject.Properties.Where{ $null -ne $_.Value }
        $found.Name | Should -Contain KeyWrap
        foreach ($property in $found) { $result."$($property.Name)" | Should -Be $property.Value -Because $property.Name }
    }

    It 'takes a path, a bucket and a key' {
        Send-EncryptedS3Object $paths[2] -Key other/key -BucketName test -RootKey $key > $null
        Push-Location "$TestDrive/in"
        try { (Test-EncryptedRoundTrip ./15.csv -BucketName test -Key other/key -RootKey $key).Verified | Should -BeTrue } finally { Pop-Location }
        (Test-EncryptedRoundTrip -LiteralPath $paths[2] -BucketName test -Key other/key -RootKey $key).Verified | Should -BeTrue
    }

    It 'takes files from the pipeline, with the key for all' {
        (Get-Item $paths[2] | Test-EncryptedRoundTrip -BucketName test -Key other/key -RootKey $key).Verified | Should -BeTrue
    }

    It 'accepts the records of Import-Csv' {
        "SourcePath,BucketName,Key`n$($paths[2]),test,other/key" | ConvertFrom-Csv | Test-EncryptedRoundTrip -RootKey $key -Quiet | Should -BeTrue
    }

    It 'does not change the object or the source' {
        Reset-TestServer
        Test-EncryptedRoundTrip $paths[2] -BucketName test -Key other/key -RootKey $key > $null
        (Get-TestRequest).method | Should -Be GET
    }
}
