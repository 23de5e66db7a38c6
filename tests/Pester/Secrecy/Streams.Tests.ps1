BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestPipeline.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Start-TestServer
    $folder = (New-Item -ItemType Directory "$TestDrive/work").FullName
    'a.csv', 'sub/b.csv' | ForEach-Object { New-TestFile "$folder/in/$_" > $null }
    $bytes = [IO.File]::ReadAllBytes((New-TestFile "$folder/raw.key" 32))
    New-TestFile "$folder/other.key" 33 > $null
    # In a file, so that the script that is run does not hold it.
    $secrets = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', 'FwoGZXIvYXdzEBYaDEXAMPLEtoken=='
    Set-Content "$folder/secrets.txt" $secrets

    # The main job with the key in each form and a failure in each command, while everything is written down.
    $run = Invoke-TestProcess -ArgumentList (Get-TestPath Module), $folder {
        param($Module, $Folder)
        $FormatEnumerationLimit = -1
        Start-Transcript -LiteralPath "$Folder/transcript.txt" -IncludeInvocationHeader > $null
        Import-Module $Module
        (Get-Module RedshiftEncryption).LogPipelineExecutionDetails = $true
        $bytes = [IO.File]::ReadAllBytes("$Folder/raw.key")
        $secret = ConvertTo-SecureString ([Convert]::ToBase64String($bytes)) -AsPlainText -Force
        $other = New-RootKey -AsSecureString
        $lines = Get-Content "$Folder/secrets.txt"
        $authorization = @{ AwsCredential = [pscredential]::new('AKIAIOSFODNN7EXAMPLE', (ConvertTo-SecureString $lines[0] -AsPlainText -Force)); SessionToken = ConvertTo-SecureString $lines[1] -AsPlainText -Force }
        $forms = "$Folder/raw.key", (Get-Item "$Folder/raw.key"), $secret
        $job = {
            param($Key)
            Get-ChildItem "$Folder/in" -Recurse | Send-EncryptedS3Object -BucketName test -KeyPrefix p -BasePath "$Folder/in" -RootKey $Key -Verbose -Debug -InformationAction Continue -OutVariable sent |
                Test-EncryptedRoundTrip -RootKey $Key -Verbose -Debug -OutVariable tested | Get-CopyStatement t -IamRole default -RootKey $Key -Verbose -Debug -WarningAction Continue
            "$Folder/none", "$Folder/in/a.csv" | Send-EncryptedS3Object -BucketName test -RootKey $Key -Verbose -Debug | Get-CopyStatement t -IamRole default -RootKey $Key
            Send-EncryptedS3Object "$Folder/in/a.csv" -BucketName none -RootKey $Key -Verbose -Debug -WarningAction Continue
            $sent | Test-EncryptedRoundTrip -RootKey $other -Verbose -Debug | Get-CopyStatement t -IamRole default -RootKey $Key
            Send-EncryptedS3Object "$Folder/in" -Recurse -BucketName test -RootKey $Key -WhatIf
            Send-EncryptedS3Object "$Folder/in/a.csv" -BucketName test -RootKey "$Folder/other.key"
            Get-CopyStatement t -Uri s3://test/a -RootKey $Key @authorization -Verbose -Debug -WarningAction Continue
            Get-CopyStatement t -Uri s3://test/a -RootKey $Key -UseCredentialsString @authorization -Verbose -Debug -WarningAction Continue
            Get-CopyStatement t -Uri s3://test/a -Format Parquet @authorization
            Get-UnloadStatement 'select 1' s3://test/a -RootKey $Key @authorization -Verbose -Debug -WarningAction Continue
        }
        $forms | ForEach-Object { & $job $_ *>&1 } | Tee-Object "$Folder/streams.txt" | Out-Host
        & $job $bytes *>&1 | Tee-Object "$Folder/streams.txt" -Append | Out-Host
        $trace = @{ Name = 'ParameterBinding', 'ParameterBinderBase', 'ParameterBinderController', 'TypeConversion'; Option = 'All' }
        Trace-Command @trace -FilePath "$Folder/trace.txt" -Expression { & $job $secret *> $null; & $job $bytes *> $null }
        $Error | Format-List * -Force | Out-String -Width 4096 > "$Folder/errors.txt"
        Stop-Transcript > $null
    }
}

AfterAll {
    Stop-TestServer
}

Describe 'The main job' {
    It 'does its work' {
        $run.ExitCode | Should -Be 0 -Because $run.Error
        $said = Get-Content -LiteralPath "$folder/streams.txt" -Raw
        $said | Should -BeLike '*byte by byte*'
        $said | Should -BeLike "*MASTER_SYMMETRIC_KEY '<root-key>'*"
        $said | Should -BeLike '*WrongRootKey*'
        $said | Should -BeLike '*1 item failed*'
        $said | Should -BeLike "*SECRET_ACCESS_KEY '<secret-access-key>'*token=<session-token>*"
        $said | Should -BeLike '*does not support ACCESS_KEY_ID with PARQUET*'
        Get-Content -LiteralPath "$folder/trace.txt" -Raw | Should -BeLike '*BIND arg * to *RootKey*'
        Get-Content -LiteralPath "$folder/transcript.txt" -Raw | Should -BeLike '*byte by byte*'
    }

    It 'does not show the root key in <_>' -ForEach 'streams.txt', 'transcript.txt', 'trace.txt', 'errors.txt' {
        Assert-NoTestKey (Get-Content -LiteralPath "$folder/$_" -Raw) $bytes
    }

    It 'does not show a secret access key or a session token in <_>' -ForEach 'streams.txt', 'transcript.txt', 'trace.txt', 'errors.txt' {
        $shown = (Get-Content -LiteralPath "$folder/$_" -Raw) -replace '\s*\n\s*'
        foreach ($secret in $secrets) { $shown | Should -Not -BeLike "*$($secret.Substring(0, 16))*" }
    }

    It 'does not show it on the console' {
        Assert-NoTestKey ($run.Output + $run.Error) $bytes
    }
}
