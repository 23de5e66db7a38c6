BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)

    # As New-CopyManifest returns it, or as a job or JSON preserves it.
    function New-Manifest([hashtable] $More = @{}) {
        $facts = @{ Uri = 's3://acme-load/sales.manifest'; Region = 'eu-central-1'; Envelope = 'None'; RootKeyFingerprint = $null; Compression = 'None'; ServerSideEncryption = 'AES256'; Format = $null; EntryCount = 3; Verified = $true }
        foreach ($name in $More.Keys) { $facts[$name] = $More[$name] }
        [pscustomobject]$facts
    }
    function New-Object1 { [pscustomobject]@{ BucketName = 'acme-load'; Key = 'sales/a.csv'; Verified = $true } }
    $common = @{ Table = 't'; IamRole = 'default'; WarningAction = 'Ignore' }
}

Describe 'A manifest in the pipeline' {
    It 'is what the statement loads' {
        $statement = New-Manifest | Get-CopyStatement @common
        "$statement" | Should -BeExactly "COPY t`nFROM 's3://acme-load/sales.manifest'`nIAM_ROLE default`nMANIFEST`nREGION AS 'eu-central-1';"
        $statement.IsManifest | Should -BeTrue
    }

    It 'causes no warning' {
        New-Manifest | Get-CopyStatement t -IamRole default -WarningVariable warned > $null
        $warned | Should -BeNullOrEmpty
    }

    It 'supplies encryption, compression and key' {
        $statement = New-Manifest @{ Envelope = 'V1'; RootKeyFingerprint = 'aa'; Compression = 'Zstd' } | Get-CopyStatement @common
        "$statement" | Should -BeLike "*MASTER_SYMMETRIC_KEY '<root-key>'`nMANIFEST`nENCRYPTED`n*`nZSTD;"
        { New-Manifest @{ Envelope = 'V1'; RootKeyFingerprint = 'aa' } | Get-CopyStatement -RootKey (New-RootKey "$TestDrive/$(New-Guid).key") @common } | Should -Throw -ErrorId 'InvalidCopyOption,*'
    }

    It 'is known by its Uri alone' {
        "$([pscustomobject]@{ Uri = 's3://b/m.gz'; Verified = 'True' } | Get-CopyStatement @common)" | Should -BeExactly "COPY t`nFROM 's3://b/m.gz'`nIAM_ROLE default`nMANIFEST;"
    }

    It 'of Parquet files is loaded as such, without a region' {
        "$(New-Manifest @{ Format = 'Parquet' } | Get-CopyStatement @common)" | Should -BeExactly "COPY t`nFROM 's3://acme-load/sales.manifest'`nIAM_ROLE default`nMANIFEST`nFORMAT AS PARQUET;"
        "$(New-Manifest @{ Format = 'Orc' } | Get-CopyStatement -Format Orc @common)" | Should -BeLike '*FORMAT AS ORC;'
    }

    It 'is an error when <Name>' -ForEach @(
        @{ Name = 'it is not verified'; In = { New-Manifest @{ Verified = $null } }; Id = 'Unverified'; Says = '*sales.manifest*'; Remedy = '*-AllowUnverified*' }
        @{ Name = 'it says so'; In = { New-Manifest @{ Verified = $false } }; Id = 'Unverified'; Says = '*sales.manifest*' }
        @{ Name = 'there are two'; In = { (New-Manifest), (New-Manifest @{ Uri = 's3://acme-load/other.manifest' }) }; Id = 'InvalidCopyOption'; Says = '2 manifests*sales.manifest*other.manifest*' }
        @{ Name = 'an object is beside it'; In = { (New-Manifest), (New-Object1) }; Id = 'InvalidCopyOption'; Says = '1 object was received*sales.manifest*' }
        @{ Name = 'it is a local file'; In = { [pscustomobject]@{ Uri = $null; Path = '/x/m.json'; Verified = $true } }; Id = 'InvalidCopyOption'; Says = '*/x/m.json*-Uri*' }
        @{ Name = 'its compression is none'; In = { New-Manifest @{ Compression = 'Rar' } }; Id = 'InvalidCopyOption'; Says = "*'Rar'*" }
        @{ Name = 'COPY cannot read its envelope'; In = { New-Manifest @{ Envelope = 'V2' } }; Id = 'InvalidCopyOption'; Says = '*V2*' }
    ) {
        $failure = { & $In | Get-CopyStatement @common } | Should -Throw -PassThru
        "$failure" | Should -BeLike $Says
        if ($Remedy) { $failure.ErrorDetails.RecommendedAction | Should -BeLike $Remedy }
        Assert-TestError $failure $Id ($Id -eq 'Unverified' ? 'InvalidData' : 'InvalidArgument') t
    }

    It 'that is not verified is loaded by -AllowUnverified' {
        (New-Manifest @{ Verified = $null } | Get-CopyStatement -AllowUnverified @common).IsManifest | Should -BeTrue
    }

    It 'of Parquet files goes with no other -Format, and with no root key' {
        { New-Manifest @{ Format = 'Parquet' } | Get-CopyStatement -Format Csv @common } | Should -Throw -ErrorId 'InvalidCopyOption,*'
        { New-Manifest @{ Format = 'Parquet'; Envelope = 'V1' } | Get-CopyStatement @common } | Should -Throw '*server-side*'
    }
}

Describe 'Columnar objects in the pipeline' {
    BeforeAll {
        function New-Columnar([string] $Key, [hashtable] $More = @{}) { [pscustomobject](@{ BucketName = 'b-1'; Key = $Key; Verified = $true; Region = 'eu-west-1' } + $More) }
    }

    It 'need neither region nor compression: COPY finds both' {
        "$(New-Columnar a.parquet.gz | Get-CopyStatement -Format Parquet @common)" | Should -BeExactly "COPY t`nFROM 's3://b-1/a.parquet.gz'`nIAM_ROLE default`nFORMAT AS PARQUET;"
    }

    It 'are refused with a specified region, a client-side envelope, or a compression that COPY does not read' {
        { New-Columnar a | Get-CopyStatement -Format Orc -Region eu-west-1 @common } | Should -Throw '*REGION with ORC*'
        { New-Columnar a @{ Envelope = 'V1' } | Get-CopyStatement -Format Orc @common } | Should -Throw '*server-side*'
        { New-Columnar a.zst | Get-CopyStatement -Format Orc @common } | Should -Throw '*Zstd*'
    }
}
