BeforeDiscovery {
    $views = @(
        @{ View = 'Out-String'; Show = { $input | Out-String -Width 4096 } }
        @{ View = 'ToString'; Show = { $input | ForEach-Object { "$_ $($_.ToString())" } } }
        @{ View = 'Format-List * -Force'; Show = { $input | Format-List * -Force | Out-String -Width 4096 } }
        @{ View = 'Format-Custom'; Show = { $input | Format-Custom -Depth 6 | Out-String -Width 4096 } }
        @{ View = 'ConvertTo-Json'; Show = { $input | ConvertTo-Json -Depth 10 -WarningAction Ignore } }
        @{ View = 'ConvertTo-Xml'; Show = { $input | ConvertTo-Xml -Depth 6 -As String } }
        @{ View = 'ConvertTo-Csv'; Show = { $input | ConvertTo-Csv } }
        @{ View = 'Export-Clixml'; Show = { $input | Export-Clixml "$TestDrive/shown.xml" -Depth 6; Get-Content "$TestDrive/shown.xml" } }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    $secret, $token = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', 'FwoGZXIvYXdzEBYaDEXAMPLEtoken=='
    $credential = [pscredential]::new('AKIAIOSFODNN7EXAMPLE', (ConvertTo-SecureString $secret -AsPlainText -Force))
    $secureToken = ConvertTo-SecureString $token -AsPlainText -Force
    $key = New-RootKey "$TestDrive/root.key" -Format Raw
    $base64 = [Convert]::ToBase64String([IO.File]::ReadAllBytes($key.Path))
    $all = @{ AwsCredential = $credential; SessionToken = $secureToken; RootKey = $key; WarningAction = 'Ignore' }
    $copy = Get-CopyStatement t -Uri s3://b-1/k @all
    $copyString = Get-CopyStatement t -Uri s3://b-1/k -UseCredentialsString @all
    $unload = Get-UnloadStatement 'select 1' s3://b-1/k @all
    $unloadString = Get-UnloadStatement 'select 1' s3://b-1/k -UseCredentialsString @all
}

Describe 'The credentials of a statement' {
    It 'stand in clauses of their own' {
        $copy.GetCommandText() | Should -BeExactly "COPY t`nFROM 's3://b-1/k'`nACCESS_KEY_ID 'AKIAIOSFODNN7EXAMPLE'`nSECRET_ACCESS_KEY '$secret'`nSESSION_TOKEN '$token'`nMASTER_SYMMETRIC_KEY '$base64'`nENCRYPTED;"
        $copy.Text | Should -BeExactly $copy.GetCommandText().Replace($secret, '<secret-access-key>').Replace($token, '<session-token>').Replace($base64, '<root-key>')
    }

    It 'stand in the legacy string on request, and the root key with them' {
        $copyString.GetCommandText() | Should -BeExactly "COPY t`nFROM 's3://b-1/k'`nCREDENTIALS 'aws_access_key_id=AKIAIOSFODNN7EXAMPLE;aws_secret_access_key=$secret;token=$token;master_symmetric_key=$base64'`nENCRYPTED;"
        $copyString.Text | Should -BeExactly "COPY t`nFROM 's3://b-1/k'`nCREDENTIALS 'aws_access_key_id=AKIAIOSFODNN7EXAMPLE;aws_secret_access_key=<secret-access-key>;token=<session-token>;master_symmetric_key=<root-key>'`nENCRYPTED;"
        "$(Get-CopyStatement t -Uri s3://b-1/k -IamRole arn:aws:iam::123456789012:role/a -UseCredentialsString -WarningAction Ignore)" |
            Should -BeExactly "COPY t`nFROM 's3://b-1/k'`nCREDENTIALS 'aws_iam_role=arn:aws:iam::123456789012:role/a';"
    }

    It 'may be chained roles' {
        $roles = 'arn:aws:iam::123456789012:role/a,arn:aws:iam::210987654321:role/b'
        "$(Get-CopyStatement t -Uri s3://b-1/k -IamRole $roles -WarningAction Ignore)" | Should -BeLike "*`nIAM_ROLE '$roles';"
    }

    It 'are the statement''s own: disposing of the caller''s changes nothing' {
        $mine = ConvertTo-SecureString $secret -AsPlainText -Force
        $statement = Get-CopyStatement t -Uri s3://b-1/k -AwsCredential ([pscredential]::new('AKIAIOSFODNN7EXAMPLE', $mine)) -WarningAction Ignore
        $mine.Dispose()
        $statement.GetCommandText() | Should -BeLike "*'$secret'*"
    }
}

Describe '<Name>' -ForEach @(
    @{ Name = 'CopyStatement'; Statement = { $copy } }
    @{ Name = 'CopyStatement with a CREDENTIALS string'; Statement = { $copyString } }
    @{ Name = 'UnloadStatement'; Statement = { $unload } }
    @{ Name = 'UnloadStatement with a CREDENTIALS string'; Statement = { $unloadString } }
) {
    It 'shows no secret in <View>' -ForEach $views {
        $shown = ((& $Statement | & $Show) -join "`n") -replace '\s*\n\s*'
        $shown | Should -Match 'secret-access-key'
        $shown | Should -Match 'root-key'
        foreach ($hidden in $secret, $token, $base64, $base64.Substring(0, 16), $secret.Substring(0, 12)) { $shown | Should -Not -BeLike "*$hidden*" }
    }

    It 'has no public field that could hold one' {
        (& $Statement).GetType().GetFields() | Where-Object { -not $_.IsLiteral } | Should -BeNullOrEmpty
        (& $Statement).PSObject.Properties.TypeNameOfValue | Should -Not -Contain 'System.Security.SecureString'
    }
}

Describe 'The error of <Name>' -ForEach @(
    @{ Name = 'a secret with a quote'; Secret = "wJalrXUtnFEMI'; DROP TABLE t; --" }
    @{ Name = 'a secret with a space'; Secret = 'wJalrXUtnFEMI K7MDENG' }
    @{ Name = 'a secret with a semicolon'; Secret = 'wJalrXUtnFEMI;token=x' }
    @{ Name = 'a secret with a backslash'; Secret = 'wJalrXUtnFEMI\' }
) {
    It 'does not repeat it: <_>' -ForEach 'Get-CopyStatement', 'Get-UnloadStatement' {
        $bad = [pscredential]::new('AKIAIOSFODNN7EXAMPLE', (ConvertTo-SecureString $Secret -AsPlainText -Force))
        $Error.Clear()
        $failure = { if ($_ -eq 'Get-CopyStatement') { Get-CopyStatement t -Uri s3://b-1/k -AwsCredential $bad } else { Get-UnloadStatement 'select 1' s3://b-1/k -AwsCredential $bad } } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike ($_ -eq 'Get-CopyStatement' ? 'InvalidCopyOption,*' : 'InvalidUnloadOption,*')
        "$failure" | Should -BeLike '*secret access key*'
        $shown = ($failure | Format-List * -Force | Out-String -Width 4096) + $failure.Exception + (Get-Error -InputObject $failure | Out-String -Width 4096) + ($failure.InvocationInfo.BoundParameters | Out-String)
        $shown | Should -Not -BeLike '*wJalrXUtnFEMI*'
    }
}

Describe 'The user name of a credential' {
    It 'must be an access key id, and is not repeated where it is none' {
        $swapped = [pscredential]::new($secret, (ConvertTo-SecureString 'AKIAIOSFODNN7EXAMPLE' -AsPlainText -Force))
        $failure = { Get-CopyStatement t -Uri s3://b-1/k -AwsCredential $swapped } | Should -Throw -PassThru
        Assert-TestError $failure InvalidCopyOption InvalidArgument t
        "$failure" | Should -Not -BeLike "*$secret*"
    }
}
