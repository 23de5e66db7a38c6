BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestAssertion.psm1", "$PSScriptRoot/../TestPipeline.psm1"
    Import-Module (Get-TestPath Module)
    Start-TestServer
    $old, $other, $new = 'old', 'other', 'new' | ForEach-Object { New-RootKey "$TestDrive/$_.key" }
    $path = New-TestFile "$TestDrive/a.csv"
    $both = @{ RootKey = $old; NewRootKey = $new }
    $quiet = @{ ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue' }
    $writes = 'PutObject', 'CopyObject', 'CreateMultipartUpload', 'UploadPartCopy', 'CompleteMultipartUpload'

    function Send-One([string] $Key, $RootKey = $old) { Send-EncryptedS3Object $path -BucketName test -Key $Key -RootKey $RootKey }
}

AfterAll {
    Stop-TestServer
}

Describe 'Update-EncryptedS3Object' {
    BeforeEach {
        Reset-TestServer
    }

    It 'reports that no old key opens an object, does not modify it, and continues' {
        Send-One wrong/a $other > $null
        Send-One wrong/b > $null
        (Update-EncryptedS3Object test wrong/ @both @quiet).Key | Should -Be wrong/b
        Assert-TestError $failed WrongRootKey SecurityError s3://test/wrong/a
        "$failed" | Should -BeLike "*$($old.Fingerprint)*"
        Test-EncryptedRoundTrip $path -BucketName test -Key wrong/a -RootKey $other -Quiet | Should -BeTrue
    }

    It 'lets no statement be made of what is left' {
        $failure = { (Send-One left/a $other), (Send-One left/b) | Update-EncryptedS3Object @both @quiet | Get-CopyStatement t -IamRole default -RootKey $new -WarningAction Ignore } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike 'FailedItems,*'
    }

    It 'refuses a V2 envelope by its name' {
        Set-TestObject v2 ([byte[]]::new(32)) @{
            'x-amz-meta-x-amz-key-v2' = [Convert]::ToBase64String([byte[]]::new(60)); 'x-amz-meta-x-amz-iv' = [Convert]::ToBase64String([byte[]]::new(12))
            'x-amz-meta-x-amz-wrap-alg' = 'AES/GCM'; 'x-amz-meta-x-amz-cek-alg' = 'AES/GCM/NoPadding'; 'x-amz-meta-x-amz-tag-len' = '128'
        }
        Update-EncryptedS3Object -BucketName test -Key v2 @both @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed UnsupportedEnvelope NotImplemented s3://test/v2
        "$failed" | Should -BeLike '*V2*Convert-EncryptedS3Object*'
    }

    It 'reports that <Name>' -ForEach @(
        @{ Name = 'an envelope is damaged'; Header = @{ 'x-amz-meta-x-amz-key' = 'AAAA' }; Id = 'DamagedEnvelope'; Category = 'InvalidData' }
        @{ Name = 'an envelope is elsewhere'; Header = @{ 'x-amz-meta-x-amz-crypto-instr-file' = '' }; Id = 'UnsupportedEnvelope'; Category = 'NotImplemented' }
    ) {
        Set-TestObject unreadable ([byte[]]::new(32)) $Header
        Update-EncryptedS3Object -BucketName test -Key unreadable @both @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed $Id $Category s3://test/unreadable
        (Get-TestRequest).operation | Should -Not -Contain CopyObject
    }

    It 'reports that an instruction file is damaged' {
        Set-TestObject instructed ([byte[]]::new(32))
        Set-TestObject instructed.instruction ([Text.Encoding]::UTF8.GetBytes('{}')) @{ 'x-amz-meta-x-amz-crypto-instr-file' = '' }
        Update-EncryptedS3Object -BucketName test -Key instructed @both @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed DamagedEnvelope InvalidData s3://test/instructed
    }

    It 'reports that an object or a bucket does not exist' {
        Update-EncryptedS3Object -BucketName test -Key none @both @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed ObjectNotFound ObjectNotFound s3://test/none
        $failed = { Update-EncryptedS3Object none p/ @both } | Should -Throw -PassThru
        Assert-TestError $failed BucketNotFound ObjectNotFound s3://none/p/
    }

    It 'does not take a version that is not the current one' {
        Send-One versioned > $null
        Update-EncryptedS3Object -BucketName test -Key versioned -VersionId gone @both @quiet | Should -BeNullOrEmpty
        Assert-TestError $failed ObjectChanged ResourceBusy s3://test/versioned
        "$failed" | Should -BeLike "Version 'gone' of s3://test/versioned is not the current one*"
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*-VersionId*'
    }

    It 'does not modify an object that another client overwrites meanwhile' {
        Send-One replaced > $null
        Add-TestFault @{ operation = 'CopyObject'; kind = 'hang' }
        $pipeline = Start-TestPipeline -Variable @{ both = $both } { Update-EncryptedS3Object -BucketName test -Key replaced @both -ErrorAction SilentlyContinue -ErrorVariable failed; $failed }
        try {
            Wait-TestCondition { Get-TestFaultHit }
            Set-TestObject replaced ([Text.Encoding]::UTF8.GetBytes('the new content'))
            Clear-TestFault
            Assert-TestError (Wait-TestPipeline $pipeline).Output ObjectChanged ResourceBusy s3://test/replaced
        }
        finally {
            Remove-TestPipeline $pipeline
        }
        [Text.Encoding]::UTF8.GetString((Get-TestObject replaced).Bytes) | Should -Be 'the new content'
    }

    It 'makes no failure of a success whose reply is lost' {
        Send-One lost > $null
        Add-TestFault @{ operation = 'CopyObject'; kind = 'cutAfterWork' }
        Update-EncryptedS3Object -BucketName test -Key lost @both @quiet -RetryTimeout 2 > $null
        Get-TestFaultHit | Should -BeGreaterThan 1 -Because 'no attempt got its reply'
        $failed | Should -BeNullOrEmpty
        Test-EncryptedRoundTrip $path -BucketName test -Key lost -RootKey $new -Quiet | Should -BeTrue
    }

    It 'reports that the server does not respond, and can be rerun' {
        Send-One unanswered > $null
        Add-TestFault @{ operation = 'CopyObject'; kind = 'error'; status = 503 }
        Update-EncryptedS3Object -BucketName test -Key unanswered @both @quiet -RetryTimeout 2 | Should -BeNullOrEmpty
        Assert-TestError $failed EndpointUnavailable ConnectionError s3://test/unanswered
        Clear-TestFault
        (Update-EncryptedS3Object -BucketName test -Key unanswered @both).RootKeyFingerprint | Should -Be $new.Fingerprint
    }

    It 'ends before any request when <Name>' -ForEach @(
        @{ Name = 'a new key file is none'; Given = { @{ RootKey = $old; NewRootKey = "$TestDrive/none.key" } }; Id = 'RootKeyUnreadable' }
        @{ Name = 'the new key is too short'; Given = { @{ RootKey = $old; NewRootKey = [byte[]]::new(16) } }; Id = 'InvalidRootKey' }
        @{ Name = 'the new key is a base64 text'; Given = { @{ RootKey = $old; NewRootKey = [Convert]::ToBase64String([byte[]](1..32)) } }; Id = 'ParameterArgumentTransformationError' }
        @{ Name = 'the new key is null'; Given = { @{ RootKey = $old; NewRootKey = $null } }; Id = 'ParameterArgumentTransformationError' }
        @{ Name = 'there are two new keys'; Given = { @{ RootKey = $old; NewRootKey = $new, $other } }; Id = 'ParameterArgumentTransformationError' }
        @{ Name = 'one of the old keys is unreadable'; Given = { @{ RootKey = $old, "$TestDrive/none.key"; NewRootKey = $new } }; Id = 'RootKeyUnreadable' }
        @{ Name = 'the old key is null'; Given = { @{ RootKey = $null; NewRootKey = $new } }; Id = 'ParameterArgumentTransformationError' }
        @{ Name = 'there is no bucket'; Given = { @{ BucketName = ''; RootKey = $old; NewRootKey = $new } }; Id = 'InvalidParameters' }
    ) {
        $given = & $Given
        if (-not $given.ContainsKey('BucketName')) { $given.BucketName = 'test' }
        { Update-EncryptedS3Object @given } | Should -Throw -ErrorId "$Id,*"
        Get-TestRequest | Should -BeNullOrEmpty
    }

    It 'needs -<_>' -ForEach 'RootKey', 'NewRootKey' {
        $given = $both.Clone()
        $given.Remove($_)
        $run = Invoke-TestProcess -ArgumentList (Get-TestPath Module), $given.Keys {
            param($Module, $Parameter)
            Import-Module $Module
            $given = @{ $Parameter = [byte[]]::new(32) }
            try { Update-EncryptedS3Object test @given } catch { $_.FullyQualifiedErrorId }
        }
        $run.Output | Should -BeLike 'MissingMandatoryParameter,*'
    }

    It 'does not prompt in a session that is not interactive, and writes nothing' {
        Send-One asked > $null
        $run = Invoke-TestProcess -ArgumentList (Get-TestPath Module), $old.Path, $new.Path {
            param($Module, $Old, $New)
            Import-Module $Module
            try { Update-EncryptedS3Object -BucketName test -Key asked -RootKey $Old -NewRootKey $New -Confirm } catch { "failed: $_" }
        }
        $run.Output | Should -BeLike 'failed: *' -Because $run.Error
        (Get-TestRequest).operation | Should -Not -Contain CopyObject
    }
}
