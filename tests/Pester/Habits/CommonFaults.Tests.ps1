BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $key = New-RootKey "$TestDrive/root.key"
    $files = 1..30 | ForEach-Object { New-TestFile "$TestDrive/in/$_.csv" (100 + $_) }
    $sent = $files | Send-EncryptedS3Object -BucketName test -KeyPrefix s -RootKey $key

    # Runs a command that may end early: what it wrote, and its errors.
    function Invoke-Ended([scriptblock] $Run) {
        $script:errors = @()
        $script:written = @()
        try { & $Run 2>&1 | ForEach-Object { if ($_ -is [Management.Automation.ErrorRecord]) { $script:errors += $_ } else { $script:written += $_ } } }
        catch { $script:errors += $_; return $_ }
    }
}

AfterAll {
    Stop-TestServer
}

Describe 'A fault that every item meets' {
    BeforeEach { Reset-TestServer }

    It 'ends <Name> once: <Code>' -ForEach @(
        foreach ($code in 'InvalidAccessKeyId', 'ExpiredToken') {
            @{ Code = $code; Name = 'Send'; Operation = 'PutObject'; Run = { $files | Send-EncryptedS3Object -BucketName test -RootKey $key } }
            @{ Code = $code; Name = 'Test'; Operation = 'GetObject'; Run = { $sent | Test-EncryptedRoundTrip -RootKey $key } }
            @{ Code = $code; Name = 'Receive'; Operation = 'GetObject'; Run = { $sent | Receive-EncryptedS3Object -Destination "$TestDrive/$(New-Guid)" -RootKey $key } }
            @{ Code = $code; Name = 'Get'; Operation = 'ListObjectsV2'; Run = { Get-EncryptedS3Object test s/ } }
        }
    ) {
        Add-TestFault @{ operation = $Operation; kind = 'error'; status = 403; code = $Code }
        $ended = Invoke-Ended $Run
        $errors.Count | Should -Be 1
        $ended.FullyQualifiedErrorId | Should -BeLike 'InvalidCredentials,*'
        "$ended" | Should -BeLike '*every further item would fail in the same way.'
        $written | Should -BeNullOrEmpty
        @(Get-TestRequest | Where-Object operation -EQ $Operation).Count | Should -BeLessThan 12
    }

    It 'ends a command after ten denials in a row, and not after nine: <Code>' -ForEach @(
        @{ Code = 'AccessDenied'; Id = 'AccessDenied' }
        @{ Code = 'SignatureDoesNotMatch'; Id = 'InvalidCredentials' }
    ) {
        Add-TestFault @{ operation = 'PutObject'; kind = 'error'; status = 403; code = $Code; times = 9 }
        Invoke-Ended { $files | Send-EncryptedS3Object -BucketName test -RootKey $key -ThrottleLimit 1 } | Should -BeNullOrEmpty
        $errors.Count | Should -Be 9
        $written.Count | Should -Be 21
        Clear-TestFault
        Add-TestFault @{ operation = 'PutObject'; kind = 'error'; status = 403; code = $Code; skip = 5 }
        $ended = Invoke-Ended { $files | Send-EncryptedS3Object -BucketName test -RootKey $key -ThrottleLimit 1 }
        $ended.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        "$ended" | Should -BeLike '*after 10 failed items*'
        $errors.Count | Should -Be 10
        $written.Count | Should -Be 5
    }

    It 'goes on where others succeed in between' {
        1..4 | ForEach-Object { Add-TestFault @{ operation = 'PutObject'; kind = 'error'; status = 403; code = 'AccessDenied'; keyContains = "$_.csv" } }
        Invoke-Ended { $files | Send-EncryptedS3Object -BucketName test -RootKey $key -ThrottleLimit 1 } | Should -BeNullOrEmpty
        $errors.Count | Should -Be 12
        $written.Count | Should -Be 18
    }

    It 'ends the pipeline, so that nothing is written behind' {
        Add-TestFault @{ operation = 'PutObject'; kind = 'error'; status = 403; code = 'ExpiredToken'; skip = 5 }
        { $files | Send-EncryptedS3Object -BucketName test -RootKey $key -ThrottleLimit 1 | New-CopyManifest -Path "$TestDrive/none" } | Should -Throw -ErrorId 'InvalidCredentials,*'
        Test-Path "$TestDrive/none" | Should -BeFalse
    }
}

Describe 'An endpoint that cannot be reached' {
    BeforeEach { Reset-TestServer }

    It 'ends a command before anything has succeeded: <Name>' -ForEach @(
        @{ Name = 'refused'; Url = { $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0); $listener.Start(); "http://$($listener.LocalEndpoint)"; $listener.Stop() } }
        @{ Name = 'unresolved'; Url = { 'http://nobody.invalid' } }
    ) {
        $ended = Invoke-Ended { $files | Send-EncryptedS3Object -BucketName test -RootKey $key -EndpointUrl (& $Url) }
        $errors.Count | Should -Be 1
        $ended.FullyQualifiedErrorId | Should -BeLike 'EndpointUnavailable,*'
    }

    It 'is an error of each item where only the server fails' {
        Add-TestFault @{ operation = 'PutObject'; kind = 'error'; status = 400; code = 'Odd' }
        Invoke-Ended { $files[0..2] | Send-EncryptedS3Object -BucketName test -RootKey $key } | Should -BeNullOrEmpty
        $errors.Count | Should -Be 3
    }
}

Describe 'A bucket that does not exist' {
    BeforeEach { Reset-TestServer }

    It 'ends a command that specifies it' {
        $ended = Invoke-Ended { $files | Send-EncryptedS3Object -BucketName none -RootKey $key }
        $errors.Count | Should -Be 1
        $ended.FullyQualifiedErrorId | Should -BeLike 'BucketNotFound,*'
    }

    It 'is reported once and summed up if records name it, and those of other buckets continue' {
        $records = ($sent[0..9] | Select-Object BucketName, Key | ForEach-Object { $_.BucketName = 'none'; $_ }) + $sent[10..12]
        Invoke-Ended { $records | Receive-EncryptedS3Object -Destination "$TestDrive/$(New-Guid)" -RootKey $key } | Should -BeNullOrEmpty
        $written.Count | Should -Be 3
        $errors.Count | Should -Be 2
        $errors.FullyQualifiedErrorId | Should -BeLike 'BucketNotFound,*'
        "$($errors[1])" | Should -BeLike "9 more items were skipped*'none'*"
    }
}

Describe 'A denied request' {
    BeforeEach { Reset-TestServer }

    It 'names the permission that it needed: <Action>' -ForEach @(
        @{ Operation = 'PutObject'; Action = 's3:PutObject'; Run = { Send-EncryptedS3Object $files[0] -BucketName test -RootKey $key } }
        @{ Operation = 'GetObject'; Action = 's3:GetObject'; Run = { $sent[0] | Test-EncryptedRoundTrip -RootKey $key } }
        @{ Operation = 'HeadObject'; Action = 's3:GetObject'; Run = { $sent[0] | Get-EncryptedS3Object } }
        @{ Operation = 'ListObjectsV2'; Action = 's3:ListBucket'; Run = { Get-EncryptedS3Object test } }
    ) {
        Add-TestFault @{ operation = $Operation; kind = 'error'; status = 403; code = 'AccessDenied' }
        Invoke-Ended $Run | Should -BeNullOrEmpty
        $errors.Count | Should -Be 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'AccessDenied,*'
        "$($errors[0])" | Should -BeLike "*need the permission $Action,*"
    }

    It 'is not one where a quota is exceeded' {
        Add-TestFault @{ operation = 'PutObject'; kind = 'error'; status = 403; code = 'QuotaExceeded' }
        Invoke-Ended { Send-EncryptedS3Object $files[0] -BucketName test -RootKey $key } | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'RequestRefused,*'
        "$($errors[0])" | Should -BeLike '*QuotaExceeded*'
    }
}

Describe '-Key with two files' {
    BeforeEach { Reset-TestServer }

    It 'reports that it names one' {
        Send-EncryptedS3Object $files[0], $files[1] -BucketName test -Key one -RootKey $key -ErrorAction SilentlyContinue -ErrorVariable failed > $null
        Assert-TestError $failed DuplicateKey ResourceExists $files[1]
        "$failed" | Should -BeLike '*-Key names a single object*'
        $failed.ErrorDetails.RecommendedAction | Should -BeLike '*-KeyPrefix*'
    }
}
