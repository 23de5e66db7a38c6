# The policies of docs/guides/iam-permissions.md against the requests that the cmdlets send: each policy must allow every
# request of its scenario, and must not allow an action that no request of the scenario needs.
BeforeDiscovery {
    $page = Get-Content -Raw "$PSScriptRoot/../../../docs/guides/iam-permissions.md"
    $sections = [regex]::Matches($page, '(?ms)^## (?<title>[^\n]+)\n(?<text>.*?)(?=^## |\z)') | ForEach-Object {
        $policies = [regex]::Matches($_.Groups['text'].Value, '(?ms)^```json\n(?<json>.*?)^```')
        if ($policies.Count) { @{ Title = $_.Groups['title'].Value.Trim().Replace('`', ''); Policies = @($policies | ForEach-Object { $_.Groups['json'].Value }) } }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestRedshift.psm1"
    Import-Module (Get-TestPath Module)
    $small = New-TestFile "$TestDrive/in/a.csv"
    $large = New-TestFile "$TestDrive/in/b.csv" 9MB
    $kms = @{ ServerSideEncryption = 'aws:kms'; KmsKeyId = 'alias/load' }
    $kmsHeader = @{ 'x-amz-server-side-encryption' = 'aws:kms'; 'x-amz-server-side-encryption-aws-kms-key-id' = 'alias/load' }
    # A scenario also meets requests that fail.
    $tolerant = @{ ErrorAction = 'SilentlyContinue'; WarningAction = 'SilentlyContinue' }

    <# The IAM actions that AWS checks for a request. #>
    function Get-Action($Request) {
        $headers = $Request.headers
        $version = $Request.target -match '[?&]versionId=' ? 'Version' : ''
        $usesKms = $headers.'x-amz-server-side-encryption' -eq 'aws:kms'
        $write = @(
            's3:PutObject'
            if ($usesKms) { 'kms:GenerateDataKey' }
            if ($headers.'x-amz-tagging') { 's3:PutObjectTagging' }
            # S3 compares with the object that is there, which is a read.
            if ($headers.'if-match') { 's3:GetObject' }
        )
        switch ($Request.operation) {
            'PutObject' { $write }
            # S3 reads the parts of an upload with SSE-KMS again when it completes the upload.
            'CreateMultipartUpload' { $write; if ($usesKms) { 'kms:Decrypt' } }
            'UploadPart' { 's3:PutObject' }
            'CompleteMultipartUpload' { $write }
            'AbortMultipartUpload' { 's3:AbortMultipartUpload' }
            # Without it, the response of S3 is 403 instead of 404.
            { $_ -in 'GetObject', 'HeadObject' -and $Request.status -eq 404 } { 's3:ListBucket' }
            'GetObject' { "s3:GetObject$version"; if ($Request.serverSideEncryption -eq 'aws:kms') { 'kms:Decrypt' } }
            'HeadObject' {
                "s3:GetObject$version"
                # A checksum is stored encrypted with the object.
                if ($headers.'x-amz-checksum-mode' -and $Request.serverSideEncryption -eq 'aws:kms') { 'kms:Decrypt' }
            }
            'CopyObject' {
                # The tags are copied, and so is the encryption: an object with SSE-KMS is read and written with its key.
                $source = $headers.'x-amz-copy-source' -match '\?versionId=' ? 'Version' : ''
                $write
                's3:PutObjectTagging', "s3:GetObject$source", "s3:GetObject${source}Tagging"
                if ($usesKms) { 'kms:Decrypt' }
            }
            'UploadPartCopy' { 's3:PutObject'; $headers.'x-amz-copy-source' -match '\?versionId=' ? 's3:GetObjectVersion' : 's3:GetObject' }
            'GetObjectTagging' { "s3:GetObject${version}Tagging" }
            'PutObjectTagging' { "s3:PutObject${version}Tagging" }
            'ListObjectsV2' { 's3:ListBucket' }
            'ListParts' { 's3:ListMultipartUploadParts' }
            'ListMultipartUploads' { 's3:ListBucketMultipartUploads' }
            'ListBuckets' { 's3:ListAllMyBuckets' }
            { $_ -in 'ExecuteStatement', 'BatchExecuteStatement' } { "redshift-data:$_", 'redshift-serverless:GetCredentials' }
            { $_ -in 'DescribeStatement', 'GetStatementResult', 'CancelStatement' } { "redshift-data:$_" }
            'Encrypt' { 'kms:Encrypt' }
            'Decrypt' { 'kms:Decrypt' }
            default { throw "No action is known for $($Request.operation) $($Request.target)." }
        }
    }

    <# Objects of all kinds that the reading cmdlets meet: below kms/ with SSE-KMS and tags, below plain/ without an envelope. #>
    function Set-Archive($RootKey) {
        $small, $large | Send-EncryptedS3Object -BucketName test -KeyPrefix kms -RootKey $RootKey > $null
        foreach ($name in 'kms/a.csv', 'kms/b.csv') {
            $stored = Get-TestObject $name
            $header = $kmsHeader + @{ 'x-amz-tagging' = 'owner=load' }
            $stored.Header.Keys | Where-Object { $_ -like 'x-amz-meta-*' } | ForEach-Object { $header[$_] = $stored.Header[$_] }
            Set-TestObject $name $stored.Bytes $header
        }
        Set-TestObject plain/a.csv ([IO.File]::ReadAllBytes($small)) $kmsHeader
    }

    <# The only version that an object has in a bucket without versioning. #>
    function Get-Version([string[]] $Key) { $Key | ForEach-Object { [pscustomobject]@{ BucketName = 'test'; Key = $_; VersionId = 'null' } } }

    <# Runs with the response to a write lost, so that the retry is refused and only the object shows whether it was written. #>
    function Invoke-Interrupted([string] $Write, [scriptblock] $Command) {
        Add-TestFault @{ operation = $Write; kind = 'cutAfterWork'; times = 1 }
        & $Command
        Get-TestFaultHit | Should -Be 1
        Clear-TestFault
    }

    <# Runs with the parts of an upload refused, so that it is aborted. #>
    function Invoke-Refused([string] $Part, [scriptblock] $Command) {
        Add-TestFault @{ operation = $Part; kind = 'error'; status = 403; code = 'AccessDenied' }
        & $Command
        Get-TestFaultHit | Should -BeGreaterThan 0
        Clear-TestFault
    }

    $scenarios = @{
        'Send-EncryptedS3Object'       = {
            Reset-TestServer
            $small, $large | Send-EncryptedS3Object -BucketName test -KeyPrefix sse @kms -NoClobber > $null
            $small | Send-EncryptedS3Object -BucketName test -KeyPrefix tagged @kms -Tag @{ owner = 'load' } > $null
            Invoke-Interrupted PutObject { Send-EncryptedS3Object $small -BucketName test -KeyPrefix lost -RootKey $key -NoClobber @kms > $null }
            Invoke-Interrupted CompleteMultipartUpload { Send-EncryptedS3Object $large -BucketName test -KeyPrefix lost @kms > $null }
            Invoke-Refused UploadPart { Send-EncryptedS3Object $large -BucketName test -KeyPrefix refused @kms @tolerant > $null }
        }
        'Send-EncryptedS3Object -Resume' = {
            $again = @{ BucketName = 'test'; KeyPrefix = 'resumed'; Resume = $true; ResumeDirectory = "$TestDrive/$(New-Guid)" } + $kms
            Reset-TestServer
            Invoke-Refused UploadPart { Send-EncryptedS3Object $large @again @tolerant > $null }
            Send-EncryptedS3Object $large @again > $null
            Invoke-Refused UploadPart { Send-EncryptedS3Object $large @again @tolerant > $null }
            Send-EncryptedS3Object $large @again -RootKey $key > $null
            Invoke-Refused UploadPart { Send-EncryptedS3Object $large @again @tolerant > $null }
            # As after a process that was killed before it knew the ID of the upload.
            $state = (Get-ChildItem $again.ResumeDirectory -Force)[0].FullName
            [IO.File]::WriteAllText($state, [IO.File]::ReadAllLines($state)[0] + "`n")
            Invoke-Interrupted CompleteMultipartUpload { Send-EncryptedS3Object $large @again > $null }
        }
        'Remove-IncompleteS3Upload'    = {
            $again = @{ BucketName = 'test'; KeyPrefix = 'open'; Resume = $true; ResumeDirectory = "$TestDrive/$(New-Guid)" } + $kms
            Invoke-Refused UploadPart { Send-EncryptedS3Object $large @again @tolerant > $null }
            Reset-TestServer
            Remove-IncompleteS3Upload test open/ -OlderThan 0 -Confirm:$false > $null
        }
        'Test-EncryptedRoundTrip'      = {
            Set-Archive $key
            Reset-TestServer
            Test-EncryptedRoundTrip $small -BucketName test -Key kms/a.csv -RootKey $key > $null
            Test-EncryptedRoundTrip $large -BucketName test -Key kms/b.csv -VersionId null -RootKey $key > $null
            Test-EncryptedRoundTrip $small -BucketName test -Key plain/a.csv -RootKey $key > $null
        }
        'Get-EncryptedS3Object'        = {
            Set-Archive $key
            Reset-TestServer
            Get-EncryptedS3Object test -RootKey $key > $null
            Get-Version kms/a.csv, plain/a.csv | Get-EncryptedS3Object -RootKey $key > $null
        }
        'Receive-EncryptedS3Object'    = {
            Set-Archive $key
            Reset-TestServer
            Receive-EncryptedS3Object test -Destination "$TestDrive/$(New-Guid)" -RootKey $key @tolerant > $null
            Get-Version kms/a.csv, plain/a.csv | Receive-EncryptedS3Object -Destination "$TestDrive/$(New-Guid)" -RootKey $key @tolerant > $null
        }
        'Convert-EncryptedS3Object'    = {
            Set-Archive $key
            Reset-TestServer
            $to = @{ RootKey = $key; KmsKeyId = 'alias/redshift' } + $tolerant
            Convert-EncryptedS3Object test kms/ -DestinationKeyPrefix clean/ @to > $null
            Get-Version kms/a.csv | Convert-EncryptedS3Object -KeyPrefix kms/ -DestinationKeyPrefix version/ @to > $null
            Invoke-Interrupted PutObject { Convert-EncryptedS3Object test kms/ -DestinationKeyPrefix lost/ @to > $null }
            Invoke-Refused UploadPart { Convert-EncryptedS3Object test kms/ -DestinationKeyPrefix refused/ @to > $null }
            Convert-EncryptedS3Object test kms/ -InPlace -Force -Verify @to > $null
        }
        'Get-ConversionReport'         = {
            Set-Archive $key
            Set-TestObject inventory.csv ([Text.Encoding]::UTF8.GetBytes("test,kms/a.csv`ntest,missing")) $kmsHeader
            Get-EncryptedS3Object -InventoryUri s3://test/inventory.csv -RunUri s3://test/run -ShardIndex 0 -ShardCount 2 @tolerant > $null
            Reset-TestServer
            Get-ConversionReport s3://test/run @tolerant > $null
            Get-ConversionReport s3://test/run -Outcome Done, Failed @tolerant > $null
        }
        'Update-EncryptedS3Object'     = {
            Set-Archive $key
            $next = New-RootKey "$TestDrive/$(New-Guid).key"
            Reset-TestServer
            Update-EncryptedS3Object test kms/a -RootKey $key -NewRootKey $next > $null
            # An object that is not copied in one request, as beyond 5 GiB.
            foreach ($isRefused in $true, $false) {
                Add-TestFault @{ operation = 'CopyObject'; kind = 'error'; status = 501; code = 'NotImplemented' }
                if ($isRefused) { Add-TestFault @{ operation = 'UploadPartCopy'; kind = 'error'; status = 403; code = 'AccessDenied' } }
                Update-EncryptedS3Object test kms/b -RootKey $key -NewRootKey $next @tolerant > $null
                Clear-TestFault
            }
            (Get-TestRequest).operation | Should -Contain AbortMultipartUpload
            Update-EncryptedS3Object test plain/ -RootKey $key -NewRootKey $next @tolerant > $null
            Get-Version kms/a.csv | Update-EncryptedS3Object -RootKey $next -NewRootKey $key @tolerant > $null
        }
        'New-CopyManifest'             = {
            $sent = $small | Send-EncryptedS3Object -BucketName test -KeyPrefix sse @kms
            Reset-TestServer
            $sent | New-CopyManifest -Uri s3://test/m @kms > $null
            Invoke-Interrupted PutObject { $sent | New-CopyManifest -Uri s3://test/lost -NoClobber @kms > $null }
        }
        'New-CopyManifest -BucketName' = {
            Set-Archive $key
            Reset-TestServer
            New-CopyManifest -Path "$TestDrive/$(New-Guid)" -BucketName test -KeyPrefix kms/ > $null
        }
        'New-CopyManifest -UnloadManifest' = {
            Set-Content "$TestDrive/unload" '{"entries":[{"url":"s3://test/kms/a.csv"}]}'
            Send-EncryptedS3Object "$TestDrive/unload" -BucketName test -Key unload/manifest -RootKey $key @kms > $null
            Set-TestObject plain/manifest ([IO.File]::ReadAllBytes("$TestDrive/unload")) $kmsHeader
            Reset-TestServer
            'unload', 'plain' | ForEach-Object { New-CopyManifest -Path "$TestDrive/$(New-Guid)" -UnloadManifest "s3://test/$_/manifest" -RootKey $key > $null }
        }
        'New-CopyManifest -RequireEncryption' = {
            Set-Archive $key
            Reset-TestServer
            Get-Version kms/a.csv, plain/a.csv | New-CopyManifest -Path "$TestDrive/$(New-Guid)" -RequireEncryption @tolerant > $null
        }
        'New-S3BatchManifest'          = {
            $sent = $small | Send-EncryptedS3Object -BucketName test -KeyPrefix sse @kms
            Reset-TestServer
            $sent | New-S3BatchManifest s3://test/jobs/m.csv > $null
            Invoke-Interrupted PutObject { $sent | New-S3BatchManifest s3://test/jobs/lost.csv -NoClobber > $null }
            $many = 1..6000 | ForEach-Object { [pscustomobject]@{ BucketName = 'test'; Key = "$_" + ([string][char]0xE9 * 500) } }
            $many | New-S3BatchManifest s3://test/jobs/large.csv -NoClobber > $null
            Invoke-Refused UploadPart { try { $many | New-S3BatchManifest s3://test/jobs/refused.csv > $null } catch { $_ > $null } }
        }
        'Invoke-CopyStatement'         = {
            Start-TestRedshift
            Invoke-TestSql 'CREATE TABLE IF NOT EXISTS loaded (id integer)'
            Set-Content "$TestDrive/in/rows.csv" 1, 2
            Send-EncryptedS3Object "$TestDrive/in/rows.csv" -BucketName test -KeyPrefix rows -ServerSideEncryption AES256 | New-CopyManifest -Uri s3://test/rows.manifest > $null
            Reset-TestServer
            $statement = Get-CopyStatement loaded -Uri s3://test/rows.manifest -Manifest -IamRole default -Format Csv
            $place = @{ WorkgroupName = 'load'; Database = 'dev' }
            $statement | Invoke-CopyStatement @place > $null
            $statement | Invoke-CopyStatement @place -Before 'SELECT pg_sleep(60)' -TimeoutSeconds 1 @tolerant > $null
        }
        'Tab completion'               = {
            Set-Archive $key
            Reset-TestServer
            'Get-EncryptedS3Object te', 'Get-EncryptedS3Object test k' | ForEach-Object {
                (TabExpansion2 $_ $_.Length).CompletionMatches | Should -Not -BeNullOrEmpty
            }
        }
        'New-RootKey -KmsKeyId'        = {
            Reset-TestServer
            New-RootKey "$TestDrive/$(New-Guid).key" -KmsKeyId alias/sales > $null
        }
        'Key files that AWS KMS encrypted' = {
            $wrapped = New-RootKey "$TestDrive/$(New-Guid).key" -KmsKeyId alias/sales
            Reset-TestServer
            $statement = Get-CopyStatement t -Uri s3://test/a.csv -IamRole default -RootKey $wrapped.Path @tolerant
            "$statement" | Should -BeLike '*ENCRYPTED*'
        }
    }
}

Describe 'docs/guides/iam-permissions.md: <Title>' -ForEach $sections {
    BeforeAll {
        Start-TestServer
        $env:AWS_REGION = 'us-east-1'
        # As at AWS, where an upload has checksums.
        $env:AWS_REQUEST_CHECKSUM_CALCULATION = 'WHEN_SUPPORTED'
        $key = New-RootKey "$TestDrive/$(New-Guid).key"
        $statements = @($Policies | ForEach-Object { (ConvertFrom-Json $_).Statement })
    }

    AfterAll {
        Stop-TestRedshift
        Stop-TestServer
    }

    It 'allows what the cmdlet asks for, and nothing else' {
        $scenarios.ContainsKey($Title) | Should -BeTrue -Because 'each policy has a scenario that proves it'
        & $scenarios[$Title]
        # The tags of an upload are read back only where the endpoint is not of AWS.
        $requests = @(Get-TestRedshiftAction | ForEach-Object { [pscustomobject]@{ operation = $_ } }) + @(Get-TestRequest | Where-Object { $Title -ne 'Send-EncryptedS3Object' -or $_.operation -ne 'GetObjectTagging' })
        $requests | Should -Not -BeNullOrEmpty
        $needed = $requests | ForEach-Object { Get-Action $_ } | Sort-Object -Unique
        $allowed = $statements.Action | Sort-Object -Unique
        ($allowed -join "`n") | Should -BeExactly ($needed -join "`n") -Because 'the policy must be as wide as the requests and no wider'
    }

    It 'names for each action the kind of resource that it takes' {
        foreach ($statement in $statements) {
            $statement.Effect | Should -BeExactly Allow
            $pattern = switch -Wildcard ($statement.Action) {
                's3:ListAllMyBuckets' { '^\*$'; continue }
                { $_ -in 's3:ListBucket', 's3:ListBucketMultipartUploads' } { '^arn:aws:s3:::[a-z-]+$'; continue }
                's3:*' { '^arn:aws:s3:::[a-z-]+/' }
                { $_ -in 'redshift-data:ExecuteStatement', 'redshift-data:BatchExecuteStatement' } { '^arn:aws:redshift-serverless:[a-z0-9-]+:[0-9]+:workgroup/'; continue }
                'redshift-data:*' { '^\*$' }
                'redshift-serverless:*' { '^arn:aws:redshift-serverless:[a-z0-9-]+:[0-9]+:workgroup/' }
                'kms:*' { '^arn:aws:kms:[a-z0-9-]+:[0-9]+:key/' }
            }
            @($pattern | Sort-Object -Unique) | Should -HaveCount 1
            $statement.Resource | Should -Match @($pattern)[0]
        }
    }
}

Describe 'docs/guides/iam-permissions.md' {
    It 'has a policy for each scenario' -TestCases @{ Titles = @($sections | ForEach-Object { $_.Title }) } {
        $scenarios.Keys | Sort-Object | Should -Be ($Titles | Sort-Object)
    }

    It 'has a section for each cmdlet that talks to S3' -TestCases @{ Titles = @($sections | ForEach-Object { $_.Title }) } {
        $commands = Get-Command -Module RedshiftEncryption -CommandType Cmdlet | Where-Object { $_.Parameters.ContainsKey('EndpointUrl') } | ForEach-Object Name
        $commands.Count | Should -BeGreaterThan 6
        $commands | Where-Object { $_ -notin $Titles } | Should -BeNullOrEmpty
    }
}
