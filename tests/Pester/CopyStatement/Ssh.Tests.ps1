BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)

    # As New-CopyManifest -SshHost returns it, or as a job or JSON preserves it.
    function New-Manifest([hashtable] $More = @{}) {
        $facts = @{ Uri = 's3://acme-load/sales.ssh'; Source = 'Ssh'; Region = 'eu-central-1'; Compression = 'None'; EntryCount = 9; HeaderCount = 0; ConnectionCount = 4; Verified = $true }
        foreach ($name in $More.Keys) { $facts[$name] = $More[$name] }
        [pscustomobject]$facts
    }
    $common = @{ Table = 't'; IamRole = 'default' }
    $expected = "COPY t`nFROM 's3://acme-load/sales.ssh'`nIAM_ROLE default`nREGION AS 'eu-central-1'`nSSH`nCOMPUPDATE OFF;"
}

Describe 'An SSH manifest' {
    It 'is loaded with SSH, without compression analysis and without a warning' {
        $statement = New-Manifest | Get-CopyStatement @common -WarningVariable warned
        "$statement" | Should -BeExactly $expected
        $statement.GetCommandText() | Should -BeExactly $expected
        $statement.IsSsh, $statement.IsManifest, $statement.Encrypted | Should -Be $true, $false, $false
        $warned | Should -BeNullOrEmpty
    }

    It 'is the same by its URI' {
        "$(Get-CopyStatement @common -Uri s3://acme-load/sales.ssh -Ssh -Region eu-central-1)" | Should -BeExactly $expected
        "$(Get-CopyStatement @common -Uri s3://acme-load/sales.gz -Ssh)" | Should -Not -BeLike '*GZIP*' -Because 'the name is that of the manifest'
    }

    It 'has options of formats, compression and conversion' {
        $statement = New-Manifest | Get-CopyStatement @common -Format Csv -Compression Gzip -DateFormat auto -CompUpdate On
        "$statement" | Should -BeExactly "COPY t`nFROM 's3://acme-load/sales.ssh'`nIAM_ROLE default`nREGION AS 'eu-central-1'`nSSH`nFORMAT AS CSV`nGZIP`nDATEFORMAT AS 'auto'`nCOMPUPDATE ON;"
    }

    It 'is not loaded with <Name>' -ForEach @(
        @{ Name = 'ENCRYPTED'; Options = @{ Encrypted = $true }; Says = '*the hosts decrypt the objects*' }
        @{ Name = 'Parquet'; Options = @{ Format = 'Parquet' }; Says = '*reads such files only from S3*' }
        @{ Name = 'ORC'; Options = @{ Format = 'Orc' }; Says = '*reads such files only from S3*' }
        @{ Name = 'ZSTD'; Options = @{ Compression = 'Zstd' }; Says = '*Decompress on the host*' }
        @{ Name = 'MAXERROR'; Options = @{ MaxError = 10 }; Says = '*without the rows of a share*' }
        @{ Name = 'IGNOREALLERRORS'; Options = @{ IgnoreAllErrors = $true }; Says = '*without the rows of a share*' }
        @{ Name = 'IGNOREHEADER'; Options = @{ IgnoreHeader = 1 }; Says = '*specify -SkipHeader*' }
        @{ Name = 'READRATIO'; Options = @{ Option = 'READRATIO 10' }; Says = '*not an option*' }
        @{ Name = 'JOB CREATE'; Options = @{ JobName = 'j' }; Says = '*monitors a path in S3*' }
    ) {
        $failure = { New-Manifest | Get-CopyStatement @common @Options } | Should -Throw -PassThru
        Assert-TestError $failure InvalidCopyOption InvalidArgument t
        "$failure" | Should -BeLike $Says
    }

    It 'is not loaded with a root key, nor with MANIFEST' {
        { New-Manifest | Get-CopyStatement @common -RootKey (New-RootKey "$TestDrive/root.key") } | Should -Throw '*needs no key*' -ErrorId 'InvalidCopyOption,*'
        { Get-CopyStatement @common -Uri s3://b/m -Ssh -Manifest } | Should -Throw '*Specify either -Manifest or -Ssh*'
    }

    It 'needs the results of round trips, as any manifest' {
        { New-Manifest @{ Verified = $null } | Get-CopyStatement @common } | Should -Throw -ErrorId 'Unverified,*'
    }
}
