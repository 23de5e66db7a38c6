BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)
    $file = New-TestFile "$TestDrive/a.csv"
    $common = @{ BucketName = 'test'; RootKey = New-RootKey "$TestDrive/root.key" }
    $secret = ConvertTo-SecureString secret -AsPlainText -Force
}

Describe 'The command ends before any request' {
    BeforeEach {
        Start-TestServer
    }

    AfterEach {
        try { Get-TestRequest | Should -BeNullOrEmpty } finally { Stop-TestServer }
    }

    It 'with InvalidConnection for <Name>' -ForEach @(
        @{ Name = 'no credentials'; Given = @{}; Unset = 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'; Says = 'No AWS credentials were found*role.' }
        @{ Name = 'no such profile'; Given = @{ ProfileName = 'none' }; Unset = @(); Says = "*'none'*" }
        @{ Name = 'an endpoint that is no URL'; Given = @{ EndpointUrl = 'ftp://x' }; Unset = @(); Says = '*ftp://x*' }
        @{ Name = 'AWS without a region'; Given = @{}; Unset = 'AWS_ENDPOINT_URL'; Says = 'No AWS region was found*profile.' }
        @{ Name = '-SessionToken without -AwsCredential'; Given = { @{ SessionToken = $secret } }; Unset = @(); Says = '*-AwsCredential*' }
    ) {
        $more = $Given -is [scriptblock] ? (& $Given) : $Given
        $Unset | ForEach-Object { Remove-Item "Env:$_" }
        $failure = { $file | Send-EncryptedS3Object @more @common } | Should -Throw -PassThru
        Assert-TestError $failure InvalidConnection AuthenticationError
        $failure.TargetObject | Should -Not -BeNullOrEmpty
        "$failure" | Should -BeLike $Says
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-Region*-AwsCredential*-ProfileName*'
    }
}
