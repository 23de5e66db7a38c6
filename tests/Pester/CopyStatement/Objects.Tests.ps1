BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestAssertion.psm1"
    Import-Module (Get-TestPath Module)

    function New-Record([string] $Key, [hashtable] $More = @{}) { [pscustomobject](@{ BucketName = 'acme-load'; Key = $Key; Verified = $true } + $More) }
    $common = @{ Table = 'public.sales'; IamRole = 'default'; WarningAction = 'Ignore' }
}

Describe 'The statement for objects' {
    It 'names one object' {
        "$(New-Record sales/a.csv | Get-CopyStatement @common)" | Should -BeExactly @'
COPY public.sales
FROM 's3://acme-load/sales/a.csv'
IAM_ROLE default;
'@.ReplaceLineEndings("`n")
    }

    It 'names what the keys of several begin with' {
        $statement = (New-Record sales/2026-01.csv), (New-Record sales/2026-12.csv) | Get-CopyStatement @common
        $statement.From | Should -BeExactly 's3://acme-load/sales/2026-'
    }

    It 'is one, however many objects come' {
        $statements = 1..50 | ForEach-Object { New-Record "p/$_" } | Get-CopyStatement @common
        @($statements).Count | Should -Be 1
        $statements.From | Should -BeExactly 's3://acme-load/p/'
    }

    It 'takes a bucket and a key from parameters' {
        (Get-CopyStatement -BucketName b-1 -Key k @common).From | Should -BeExactly 's3://b-1/k'
    }

    It 'has the region that the records name' {
        "$(New-Record a @{ Region = 'eu-central-1' } | Get-CopyStatement @common)" | Should -BeLike "*`nREGION AS 'eu-central-1'*"
        "$(New-Record a @{ Region = 'eu-central-1' } | Get-CopyStatement -Region us-west-2 @common)" | Should -BeLike "*`nREGION AS 'us-west-2'*"
    }

    It 'is for encrypted objects if their records describe such objects' {
        $statement = New-Record a @{ Envelope = 'V1' } | Get-CopyStatement @common
        $statement.Encrypted | Should -BeTrue
        "$statement" | Should -BeLike "*`nMASTER_SYMMETRIC_KEY '<root-key>'`n*ENCRYPTED*"
    }

    It 'is not for encrypted objects if their records describe others' {
        $statement = New-Record a @{ Envelope = 'None'; ServerSideEncryption = 'aws:kms' } | Get-CopyStatement @common
        $statement.Encrypted | Should -BeFalse
        "$statement" | Should -Not -BeLike '*ENCRYPTED*'
    }

    It 'cannot be written for <Name>' -ForEach @(
        @{ Name = 'objects of several buckets'; In = { (New-Record a), [pscustomobject]@{ BucketName = 'other'; Key = 'a'; Verified = $true } }; Says = '*other*manifest*' }
        @{ Name = 'keys without a common beginning'; In = { (New-Record a), (New-Record b) }; Says = '*-KeyPrefix*' }
        @{ Name = 'objects of several regions'; In = { (New-Record a1 @{ Region = 'eu-west-1' }), (New-Record a2 @{ Region = 'eu-west-2' }) }; Says = '*eu-west-1*a1*eu-west-2*a2*' }
        @{ Name = 'an envelope that COPY cannot read'; In = { New-Record a @{ Envelope = 'V2' } }; Says = '*V2*' }
        @{ Name = 'client-side encrypted objects beside others'; In = { (New-Record a1 @{ Envelope = 'V1' }), (New-Record a2 @{ Envelope = 'None' }) }; Says = '*V1*a1*None*a2*' }
        @{ Name = 'client-side encrypted objects beside unknown ones'; In = { (New-Record a1 @{ Envelope = 'V1' }), (New-Record a2), (New-Record a3) }; Says = '*V1*a1*not known*a2*1 more*' }
        @{ Name = 'objects of several root keys'; In = { (New-Record a1 @{ Envelope = 'V1'; RootKeyFingerprint = 'aa' }), (New-Record a2 @{ Envelope = 'V1'; RootKeyFingerprint = 'bb' }) }; Says = '*root keys*aa*a1*bb*a2*' }
        @{ Name = 'objects of several compressions'; In = { (New-Record a.gz), (New-Record a.csv) }; Says = '*Gzip*a.gz*None*a.csv*-Compression*' }
        @{ Name = 'objects whose records tell of several compressions'; In = { (New-Record a1.gz @{ Compression = 'Zstd' }), (New-Record a2.gz @{ Compression = '' }) }; Says = '*Zstd*a1.gz*Gzip*a2.gz*' }
        @{ Name = 'a compression that COPY does not know'; In = { New-Record a @{ Compression = 'Snappy' } }; Says = "*acme-load/a*'Snappy'*" }
        @{ Name = 'a compression that is a number'; In = { New-Record a @{ Compression = 1 } }; Says = "*'1'*" }
    ) {
        $failure = { & $In | Get-CopyStatement @common } | Should -Throw -PassThru
        Assert-TestError $failure InvalidCopyOption InvalidArgument public.sales
        "$failure" | Should -BeLike $Says
    }

    It 'has the compression that the record names, not what the key ends in' {
        "$(New-Record a.csv @{ Compression = 'Zstd' } | Get-CopyStatement @common)" | Should -BeLike "*`nZSTD;"
        "$(New-Record a.gz @{ Compression = 'None' } | Get-CopyStatement @common)" | Should -Not -BeLike '*GZIP*'
        "$(New-Record a.gz @{ Compression = $null } | Get-CopyStatement @common)" | Should -BeLike "*`nGZIP;"
    }

    It 'cannot be written when nothing comes in' {
        $failure = { @() | Get-CopyStatement @common } | Should -Throw -PassThru
        Assert-TestError $failure NoInput ObjectNotFound public.sales
    }

    It 'cannot be written with -Encrypted for objects that are not' {
        { New-Record a @{ Envelope = 'None' } | Get-CopyStatement -Encrypted @common } | Should -Throw -ErrorId 'InvalidCopyOption,*'
    }
}
