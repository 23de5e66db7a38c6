# The samples for AWS Batch and Kubernetes. Their documents are checked against published schemas, and their command lines run as
# they are in the documents, in the environment of a container. The engines themselves are not run.
BeforeDiscovery {
    # tests/install.sh installs them. Namespaces need root.
    $hasNode = @('node', 'npm' | Where-Object { Get-Command $_ -CommandType Application -ErrorAction Ignore }).Count -eq 2
    $hasAws = $hasNode -and (Get-Command aws -CommandType Application -ErrorAction Ignore)
    $isRoot = $hasNode -and $IsLinux -and (id -u) -eq 0
    $wrongManifests = @(
        @{ Text = 'backoffLimitPerIndex:'; With = 'backoffLimitsPerIndex:'; Finding = '*backoffLimitsPerIndex*' }
        @{ Text = 'readOnlyRootFilesystem:'; With = 'readonlyRootFilesystem:'; Finding = '*readonlyRootFilesystem*' }
        @{ Text = 'completionMode: Indexed'; With = 'completionMode: indexed'; Finding = '*completionMode*' }
        @{ Text = 'completions: 64'; With = "completions: '64'"; Finding = '*completions must be integer*' }
        @{ Text = 'mountPath: /tmp'; With = 'subPath: tmp'; Finding = "*must have required property mountPath*" }
        @{ Text = "'03:50:00'"; With = '03:50:00'; Finding = '*must be string*' }
    )
    $wrongTemplates = @(
        @{ Text = 'AttemptDurationSeconds:'; With = 'AttemptDurationSecond:'; Finding = '*property AttemptDurationSecond does not exist*' }
        @{ Text = 'Priority: 1'; With = 'Priority: high'; Finding = '*Priority*not an integer*' }
        @{ Text = '      Priority: 1'; With = '      SchedulingPolicyArn: a'; Finding = '*property Priority is missing*' }
        @{ Text = 'PlatformCapabilities: [FARGATE]'; With = 'PlatformCapabilities: FARGATE'; Finding = '*not a list*' }
        @{ Text = '!Ref ImageRepositoryArn'; With = '!Ref Repository'; Finding = '*no Repository*' }
        @{ Text = '!GetAtt Log.Arn'; With = '!GetAtt Log.ARN'; Finding = '*no attribute Log.ARN*' }
        @{ Text = 'AWS::Batch::JobQueue'; With = 'AWS::Batch::Queue'; Finding = '*no type AWS::Batch::Queue*' }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestObject.psm1", "$PSScriptRoot/../TestSample.psm1"
    Import-Module (Get-TestPath Module)
    $schemas = (Get-Item "$PSScriptRoot/../../schemas").FullName
    & "$PSScriptRoot/../../../build/NodePackages.ps1" $schemas
    $kubernetes, $batch, $shards = 'kubernetes', 'aws-batch', 'shards' | ForEach-Object { Get-TestSamplePath $_ }

    function Get-Checked([string] $Checker, [string[]] $Path) {
        $output = node "$schemas/$Checker.mjs" @Path
        $LASTEXITCODE | Should -Be 0
        $checked = $output | ConvertFrom-Json -AsHashtable
        $checked.Count | Should -Be $Path.Count
        $checked
    }

    # Copies of a document, each with another text in one place.
    function New-Copy([string] $Path, [hashtable[]] $Wrong) {
        $content = Get-Content -Raw $Path
        foreach ($case in $Wrong) {
            $content.Contains($case.Text) | Should -BeTrue -Because $case.Text
            $copy = Join-Path $TestDrive "$(New-Guid).yaml"
            [IO.File]::WriteAllText($copy, [regex]::new([regex]::Escape($case.Text)).Replace($content, $case.With.Replace('$', '$$'), 1))
            $copy
        }
    }

    # All files at once: the checkers start slowly.
    function Get-Findings([string] $Checker, [string] $Path, [hashtable[]] $Wrong) {
        $findings = @{}
        $checked = Get-Checked $Checker (New-Copy $Path $Wrong)
        for ($i = 0; $i -lt $Wrong.Count; $i++) { $findings[$Wrong[$i].With] = $checked[$i].findings -join "`n" }
        $findings
    }

    function Get-ScriptParameter([string[]] $Command) {
        $names = (Get-Command (Join-Path $shards (Split-Path $Command[0] -Leaf))).Parameters.Keys
        $Command | Where-Object { $_ -match '^-[A-Za-z]' } | ForEach-Object { $_.TrimStart('-') | Should -BeIn $names; $_ }
    }

    function Get-Option([string[]] $Command, [string] $Name) { $Command[[Array]::IndexOf($Command, $Name) + 1] }

    function Start-Stub([hashtable] $Credential) {
        $socket = [Net.Sockets.TcpListener]::new('127.0.0.1', 0)
        $socket.Start()
        $url = "http://$($socket.LocalEndpoint)/"
        $socket.Stop()
        $listener, $requests = [Net.HttpListener]::new(), [Collections.Concurrent.ConcurrentQueue[hashtable]]::new()
        $listener.Prefixes.Add($url)
        $listener.Start()
        $job = Start-ThreadJob -FilePath "$PSScriptRoot/StandIns/AwsStub.ps1" -ArgumentList $listener, $requests, $Credential
        [pscustomobject]@{ Url = $url; Requests = $requests; Listener = $listener; Job = $job }
    }

    function Stop-Stub($Stub) {
        $Stub.Listener.Stop()
        Wait-Job $Stub.Job | Receive-Job
        Remove-Job $Stub.Job
    }

    $manifests = Get-Checked kubernetes ('convert.yaml', 'report.yaml' | ForEach-Object { "$kubernetes/$_" })
    $job, $report = $manifests[0].documents[1].spec, $manifests[1].documents[1].spec
    $templates = Get-Checked cloudformation ('aws-batch', 'batch-operations' | ForEach-Object { "$(Get-TestSamplePath $_)/template.yaml" })
    $template = $templates[0].template

    # What a command of the template is with these parameters of the stack.
    function Get-BatchCommand([string] $Definition, [hashtable] $Parameter, [hashtable] $Submitted = @{}) {
        $properties = $template.Resources.$Definition.Properties
        foreach ($element in $properties.ContainerProperties.Command) {
            if ($element -is [string]) {
                $element -match '^Ref::(\w+)$' ? ($Submitted[$Matches[1]] ?? $properties.Parameters[$Matches[1]]) : $element
            }
            elseif ($element.ContainsKey('Ref')) { "$($Parameter[$element.Ref] ?? $template.Parameters[$element.Ref].Default)" }
            else { [regex]::Replace($element['Fn::Sub'], '\$\{(\w+)\}', { $Parameter[$args[0].Groups[1].Value] }) }
        }
    }
}

Describe 'samples/kubernetes' -Tag Unix -Skip:(-not $hasNode) {
    It 'fits the schemas' {
        $manifests[0].documents.kind, $manifests[1].documents.kind | ForEach-Object { $_ } | Should -Be ServiceAccount, Job, ServiceAccount, Job
        $manifests.findings | Should -BeNullOrEmpty
    }

    Context 'with an error' -ForEach @{ Wrong = $wrongManifests } {
        BeforeAll { $found = Get-Findings kubernetes "$kubernetes/convert.yaml" $Wrong }

        It '<With> is found' -ForEach $Wrong { $found[$With] | Should -BeLike $Finding }
    }

    It 'has one number of shards, and uses all variables and no others' {
        $container = $job.template.spec.containers[0]
        $environment = @{}
        $container.env | ForEach-Object { $environment[$_.name] = $_.value }
        [int]$environment.SHARD_COUNT | Should -Be $job.completions
        $job.parallelism | Should -BeLessOrEqual $job.completions
        $used = $container.args | ForEach-Object { [regex]::Matches($_, '\$\((?<name>\w+)\)') } | ForEach-Object { $_.Groups['name'].Value }
        # The region is for the AWS SDK.
        @($used) + 'AWS_REGION' | Sort-Object | Should -Be ($environment.Keys | Sort-Object)
        Get-ScriptParameter $container.args | Should -Contain '-ShardCount'
        Get-ScriptParameter $report.template.spec.containers[0].args | Should -Be '-InventoryUri'
        Get-Option $report.template.spec.containers[0].args '-InventoryUri' | Should -Be (Get-Option $container.args '-InventoryUri')
    }

    It 'leaves a shard more time than -StopAfter' {
        $job.template.spec.activeDeadlineSeconds | Should -BeGreaterThan ([timespan](Get-Option $job.template.spec.containers[0].args '-StopAfter')).TotalSeconds
        # The limit of a Job would end shards that wait.
        $job.Keys | Should -Not -Contain activeDeadlineSeconds
    }

    It 'runs with the rights of the restricted standard, and mounts what it names' {
        foreach ($pod in $job.template.spec, $report.template.spec) {
            $pod.securityContext.runAsNonRoot | Should -BeTrue
            $pod.securityContext.seccompProfile.type | Should -Be RuntimeDefault
            "$($pod.securityContext.runAsUser)" | Should -Be ([regex]::Match((Get-Content -Raw "$shards/Dockerfile"), '(?m)^USER (\d+)').Groups[1].Value)
            $container = $pod.containers[0]
            $container.securityContext.allowPrivilegeEscalation | Should -BeFalse
            $container.securityContext.readOnlyRootFilesystem | Should -BeTrue
            $container.securityContext.capabilities.drop | Should -Be ALL
            $container.volumeMounts.name | Sort-Object | Should -Be ($pod.volumes.name | Sort-Object)
        }
        $job.template.spec.containers[0].image | Should -Be $report.template.spec.containers[0].image
    }
}

Describe 'samples/aws-batch' -Tag Unix -Skip:(-not $hasNode) {
    It 'fits the specification of CloudFormation, as the template for S3 Batch Operations does' {
        $templates.ForEach({ $_.template.Resources.Count }) | Should -Be 8, 4
        $templates.findings | Should -BeNullOrEmpty
    }

    Context 'with an error' -ForEach @{ Wrong = $wrongTemplates } {
        BeforeAll { $found = Get-Findings cloudformation "$batch/template.yaml" $Wrong }

        It '<With> is found' -ForEach $Wrong { $found[$With] | Should -BeLike $Finding }
    }

    It 'gives the shards exactly the actions that the guide lists' {
        $guide = Get-Content -Raw "$PSScriptRoot/../../../docs/guides/iam-permissions.md"
        $policy = [regex]::Match($guide, '(?s)## Convert-EncryptedS3Object\n```json\n(?<json>.*?)```').Groups['json'].Value | ConvertFrom-Json
        $actions = $template.Resources.ShardRole.Properties.Policies[0].PolicyDocument.Statement.Action | ForEach-Object { $_ } | Sort-Object -Unique
        $actions | Should -Be ($policy.Statement.Action | Sort-Object -Unique)
        ($template.Resources.ReportRole.Properties.Policies[0].PolicyDocument.Statement.Action | Sort-Object) | Should -Be 'kms:Decrypt', 's3:GetObject', 's3:ListBucket'
    }

    It 'gives no access to everything, and its roles to tasks of this account alone' {
        foreach ($role in $template.Resources.Values | Where-Object Type -EQ 'AWS::IAM::Role') {
            $role.Properties.AssumeRolePolicyDocument.Statement[0].Condition.StringEquals.Keys | Should -Contain 'aws:SourceAccount'
            foreach ($statement in $role.Properties.Policies.PolicyDocument.Statement) {
                "$($statement.Action)" | Should -Not -Match '\*'
                if ("$($statement.Resource)" -eq '*') { $statement.Action | Should -Be ecr:GetAuthorizationToken }
            }
        }
    }

    It 'has volumes without a path on the host, which AWS Fargate refuses' {
        foreach ($name in 'Shard', 'Report') { $template.Resources.$name.Properties.ContainerProperties.Volumes | ForEach-Object { $_.Keys | Should -Be Name } }
    }

    It 'leaves a shard more time than -StopAfter, and has the limits of array jobs' {
        $template.Parameters.TimeLimit.Default | Should -BeGreaterThan ([timespan]$template.Parameters.StopAfter.Default).TotalSeconds
        $template.Parameters.ShardCount.MinValue, $template.Parameters.ShardCount.MaxValue | Should -Be 2, 10000
        Get-ScriptParameter (Get-BatchCommand Shard @{}) | Should -Contain '-Shards'
    }
}

Describe 'samples/shards/Dockerfile' -Tag Unix -Skip:(-not $hasNode) {
    It 'has the PowerShell with which the tests run in CI, and copies what the repository and the package contain' {
        $root, $text = (Get-Item "$PSScriptRoot/../../..").FullName, (Get-Content -Raw "$shards/Dockerfile")
        $version = [regex]::Match($text, 'PowerShell --version (?<version>\S+)').Groups['version'].Value
        Get-Content -Raw "$root/.ci/run" | Should -BeLike "*PowerShell@$version *"
        $sources = [regex]::Matches($text, '(?m)^COPY (?<source>[^-\s]\S*) ') | ForEach-Object { $_.Groups['source'].Value }
        $sources | Should -Be artifacts/RedshiftEncryption, samples/shards/*.ps1
        # Only these are sent to the builder.
        Get-Content "$shards/Dockerfile.dockerignore" | Where-Object { $_ -like '!*' } | Should -Be ($sources | ForEach-Object { "!$_" })
        (Get-Item "$root/samples/shards/*.ps1").Name | Should -Be Confirm-Run.ps1, Convert-Shard.ps1
    }
}

# The real AWS CLI, which checks the parameters by its own model of the services, and a server that records what it sends.
Describe 'submit.sh' -Tag Unix -Skip:(-not $hasAws) {
    BeforeAll {
        $stub = Start-Stub @{}
        # Older versions do not know the variable AWS_ENDPOINT_URL.
        $bin = (New-Item -ItemType Directory "$TestDrive/bin").FullName
        $real = (Get-Command aws -CommandType Application)[0].Source
        Set-Content "$bin/aws" "#!/bin/sh`nexec '$real' --endpoint-url $($stub.Url) --region us-east-1 `"`$@`""
        [IO.File]::SetUnixFileMode("$bin/aws", 'UserRead, UserWrite, UserExecute')

        # All at once, because the CLI starts slowly. Each has a stack of its own, by which its requests are found.
        $ids = 'All', '3,17,40', '17', 'report' | ForEach-Object -ThrottleLimit 4 -Parallel {
            $arguments = @("load-$($_.Replace(',', '-'))") + ($_ -eq 'All' ? @() : $_)
            $output = env "PATH=$using:bin`:$env:PATH" AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_CONFIG_FILE=/nonexistent bash "$using:batch/submit.sh" @arguments
            @{ $_ = @($LASTEXITCODE) + $output }
        }

        function Get-Submitted([string] $Shards) {
            $stack = "load-$($Shards.Replace(',', '-'))"
            $ids.$Shards | ForEach-Object { $_ } | Should -Be (@(0) + @($Shards -eq 'report' ? @() : "id-of-$stack-shards") + "id-of-$stack-report")
            $stub.Requests | Where-Object Path -EQ '/v1/submitjob' | ForEach-Object { $_.Body | ConvertFrom-Json -AsHashtable } | Where-Object jobName -In "$stack-shards", "$stack-report"
        }
    }

    AfterAll {
        Stop-Stub $stub
    }

    It 'submits the shards as an array, and the report behind them' {
        $first, $second = Get-Submitted All
        $first.arrayProperties.size | Should -Be 64
        $first.parameters.shards | Should -Be All
        $first.jobQueue, $first.jobDefinition | Should -Be arn-of-Queue, arn-of-Shard
        $second.jobDefinition, $second.dependsOn[0].jobId | Should -Be arn-of-Report, id-of-load-All-shards
        $second.Keys | Should -Not -Contain arrayProperties
    }

    It 'submits the shards <List> again' -ForEach @{ List = '3,17,40'; Count = 3 }, @{ List = '17'; Count = $null } {
        $first, $second = Get-Submitted $List
        $first.parameters.shards | Should -Be $List
        # A single job is not an array.
        $first.arrayProperties.size | Should -Be $Count
        $second.dependsOn[0].jobId | Should -Be "id-of-$($first.jobName)"
    }

    It 'submits the report alone' {
        $jobs = @(Get-Submitted report)
        $jobs.Count, $jobs[0].jobDefinition | Should -Be 1, arn-of-Report
        $jobs[0].Keys | Should -Not -Contain dependsOn
    }
}

Describe 'The command lines in the environment of a container' -Tag Unix -Skip:(-not $isRoot) {
    BeforeAll {
        Start-TestServer 'acme-archive', 'acme-load'
        $env:AWS_REGION = 'us-east-1'
        $secret = (New-Item -ItemType Directory "$TestDrive/secret").FullName
        $key = New-RootKey "$secret/root.key" -KmsKeyId alias/sales
        # As fsGroup and defaultMode make it.
        chown 0:1654 "$secret/root.key"
        chmod 0440 "$secret/root.key"
        Set-TestObject keys/wrapped.key ([IO.File]::ReadAllBytes("$secret/root.key")) -BucketName acme-load
        Set-TestObject keys/plain.key ([Text.Encoding]::ASCII.GetBytes([Convert]::ToBase64String([byte[]](1..32)))) -BucketName acme-load
        $files = 1..12 | ForEach-Object { New-TestFile "$TestDrive/in/$_.csv" (100 + $_) }
        $entry = [regex]::Match((Get-Content -Raw "$shards/Dockerfile"), '(?m)^ENTRYPOINT (?<list>\[.+\])$').Groups['list'].Value | ConvertFrom-Json
        $entry[0] | Should -Be /opt/powershell/pwsh
        $image = [regex]::Matches((Get-Content -Raw "$shards/Dockerfile"), '(?m)^(?:ENV)? +(?<line>[A-Z]\w+=\w*\S*)') | ForEach-Object { $_.Groups['line'].Value.TrimEnd('\', ' ') }
        # Paths of the machine end where the container's begin.
        # The credentials come from an endpoint with a token in a file, as from the agent of EKS Pod Identity.
        $server = Get-TestServer
        $stub = Start-Stub @{ AccessKeyId = $server.accessKeyId; SecretAccessKey = $server.secretAccessKey }
        Set-Content "$secret/token" token-of-the-pod -NoNewline
        $passed = "AWS_ENDPOINT_URL=$($server.endpoint)", "AWS_CONTAINER_CREDENTIALS_FULL_URI=$($stub.Url)credentials", 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=/run/root-key/token'

        # An archive of its own for each test, and its inventory.
        function New-Archive([string[]] $Path = $files) {
            $sent = $Path | Send-EncryptedS3Object -BucketName acme-archive -KeyPrefix unload -RootKey $key
            $rows = $sent | ForEach-Object { "acme-archive,$($_.Key),$($_.Length),$($_.ETag)" }
            Set-TestObject inventory/2025.csv ([Text.Encoding]::UTF8.GetBytes((@('bucket,key,size,e_tag') + $rows -join "`n"))) -BucketName acme-archive
            'acme-archive', 'acme-load' | ForEach-Object { $bucket = $_; Get-TestObjectKey -BucketName $bucket | Where-Object { $_ -match '^(clean|runs)/' } | ForEach-Object { [void](Invoke-TestS3 DELETE $bucket $_) } }
        }

        function Start-Container([string[]] $Command, [string[]] $Environment = @()) {
            $start = [Diagnostics.ProcessStartInfo]::new('/usr/bin/env')
            # The tool's program starts this assembly, with the runtime that it finds.
            @('-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin') + $image + $passed + 'AWS_REGION=us-east-1' + $Environment + "$PSScriptRoot/StandIns/container.sh" + $PSHOME + (Split-Path (Get-TestPath Module)) + $shards + $secret + 'dotnet' + '/opt/powershell/pwsh.dll' + $entry[1..9] + $Command |
                ForEach-Object { $start.ArgumentList.Add($_) }
            $start.RedirectStandardOutput = $start.RedirectStandardError = $true
            $process = [Diagnostics.Process]::Start($start)
            [pscustomobject]@{ Process = $process; Output = $process.StandardOutput.ReadToEndAsync(); Error = $process.StandardError.ReadToEndAsync() }
        }

        function Wait-Container($Started) {
            if (-not $Started.Process.WaitForExit(60000)) { $Started.Process.Kill($true); throw 'A container does not end.' }
            # Long messages are wrapped.
            [pscustomobject]@{ ExitCode = $Started.Process.ExitCode; All = ($Started.Output.Result + $Started.Error.Result) -replace '[\s|]+', ' ' }
        }

        function Invoke-Container([string[]] $Command, [string[]] $Environment = @()) { Wait-Container (Start-Container $Command $Environment) }

        # What Kubernetes makes of the manifest for a Pod, with other values for some of the variables.
        function Invoke-Pod($Spec, [int] $Index, [hashtable] $Variable = @{}) {
            $container = $Spec.template.spec.containers[0]
            $values = @{}
            $container.env | ForEach-Object { $values[$_.name] = $Variable[$_.name] ?? $_.value }
            $arguments = $container.args | ForEach-Object { [regex]::Replace($_, '\$\((\w+)\)', { $values[$args[0].Groups[1].Value] }) }
            Invoke-Container $arguments (@($values.Keys | ForEach-Object { "$_=$($values[$_])" }) + "JOB_COMPLETION_INDEX=$Index")
        }

        function Get-Converted { @(Get-TestObjectKey clean/ -BucketName acme-archive).Count }

        function Get-ExpectedCount([int] $Index, [int] $Count) {
            @(Get-EncryptedS3Object -InventoryUri s3://acme-archive/inventory/2025.csv -KeyPrefix unload/ -ShardIndex $Index -ShardCount $Count).Count
        }

        $stack = @{
            InventoryBucket = 'acme-archive'; InventoryKey = 'inventory/2025.csv'; RunBucket = 'acme-load'; RunPrefix = 'runs/2025/'
            RootKeyBucket = 'acme-load'; RootKeyKey = 'keys/wrapped.key'; SourcePrefix = 'unload/'; DestinationBucket = 'acme-archive'
            DestinationPrefix = 'clean/'; DestinationKeyArn = 'arn:aws:kms:us-east-1:111122223333:key/alias-load'; ShardCount = 2
        }
    }

    BeforeEach {
        Reset-TestServer
        New-Archive
    }

    AfterAll {
        Stop-Stub $stub
        Stop-TestServer
    }

    It 'Kubernetes: converts a shard, names the missing one, repeats it, and completes the run' {
        $two = @{ SHARD_COUNT = '2' }
        $expected = Get-ExpectedCount 1 2
        $run = Invoke-Pod $job 1 $two
        $run.ExitCode | Should -Be 0 -Because $run.All
        $run.All | Should -Match "Converted $expected objects\. 0 were converted before, and 0 errors occurred\."
        $run.All | Should -Not -Match 'WARNING'
        Get-Converted | Should -Be $expected

        $run = Invoke-Pod $report 0
        $run.ExitCode | Should -Be 1
        $run.All | Should -Match 'Shards to repeat: 0 \d'

        # The first number of a list.
        $run = Invoke-Pod $job 0 ($two + @{ SHARDS = '0' })
        $run.ExitCode | Should -Be 0 -Because $run.All
        Get-Converted | Should -Be $files.Count

        $run = Invoke-Pod $report 0
        $run.ExitCode | Should -Be 0 -Because $run.All
        $run.All | Should -Match 'The conversion is complete\.'
        $stub.Requests.Authorization | Select-Object -Unique | Should -Be token-of-the-pod
    }

    It 'AWS Batch: converts a shard with a key file in S3, and one of a list' {
        # A list of one number is a job without an array.
        $started = @(
            Start-Container (Get-BatchCommand Shard $stack) 'AWS_BATCH_JOB_ARRAY_INDEX=1', 'AWS_BATCH_JOB_ARRAY_SIZE=2'
            Start-Container (Get-BatchCommand Shard $stack @{ shards = '0' })
        )
        foreach ($run in $started | ForEach-Object { Wait-Container $_ }) { $run.ExitCode | Should -Be 0 -Because $run.All }
        Get-Converted | Should -Be $files.Count
        $run = Invoke-Container (Get-BatchCommand Report $stack)
        $run.ExitCode | Should -Be 0 -Because $run.All
    }

    It 'tells the engine by the exit code whether to repeat a shard' {
        Add-TestFault @{ operation = 'PutObject'; keyContains = 'runs/refused/'; kind = 'error'; status = 403; code = 'AccessDenied' }
        Add-TestFault @{ operation = 'GetObject'; keyContains = 'unload/'; kind = 'error'; status = 403; code = 'AccessDenied' }
        $cases = @(
            @{ ExitCode = 2; Output = 'ERROR' }
            @{ ExitCode = 1; Output = 'WARNING -StopAfter'; Stack = @{ StopAfter = '00:00:00'; RunPrefix = 'runs/stopped/' } }
            @{ ExitCode = 1; Output = 'ERROR'; Stack = @{ InventoryKey = 'inventory/missing.csv' } }
            @{ ExitCode = 1; Output = 'ERROR'; Stack = @{ RunPrefix = 'runs/refused/' } }
            @{ ExitCode = 1; Output = "The list of shards '0' has no position 1"; Submitted = @{ shards = '0' } }
            @{ ExitCode = 1; Output = "'s3://acme-load/keys/plain.key' is not a key file that AWS KMS encrypted"; Stack = @{ RootKeyKey = 'keys/plain.key' } }
        )
        foreach ($case in $cases) {
            $parameters = $stack.Clone()
            if ($case.Stack) { $case.Stack.Keys | ForEach-Object { $parameters[$_] = $case.Stack[$_] } }
            $case.Started = Start-Container (Get-BatchCommand Shard $parameters ($case.Submitted ?? @{})) 'AWS_BATCH_JOB_ARRAY_INDEX=1', 'AWS_BATCH_JOB_ARRAY_SIZE=2'
        }
        foreach ($case in $cases) {
            $run = Wait-Container $case.Started
            $run.ExitCode | Should -Be $case.ExitCode -Because $run.All
            $run.All | Should -BeLike "*$($case.Output)*"
        }
        Get-Converted | Should -Be 0
        # Only these are not repeated.
        $job.podFailurePolicy.rules[1].onExitCodes.values | Should -Be 2
        $template.Resources.Shard.Properties.RetryStrategy.EvaluateOnExit[0].OnExitCode | Should -Be '2'
    }

    It 'aborts the uploads of process 1 on SIGTERM' {
        New-Archive (New-TestFile "$TestDrive/in/large.csv" 20MB)
        Add-TestFault @{ operation = 'UploadPart'; kind = 'hang' }
        $opened = Get-TestOpenUpload
        # The only object of the archive is in one of the two shards.
        $index = Get-ExpectedCount 1 2
        $started = Start-Container (Get-BatchCommand Shard $stack) "AWS_BATCH_JOB_ARRAY_INDEX=$index", 'AWS_BATCH_JOB_ARRAY_SIZE=2'
        try {
            Wait-TestCondition { (Get-TestFaultHit) -ge 1 -or $started.Process.HasExited } -TimeoutSeconds 60
            Get-TestOpenUpload | Should -Be ($opened + 1)
            # The only child of unshare.
            kill -TERM ([IO.File]::ReadAllText("/proc/$($started.Process.Id)/task/$($started.Process.Id)/children").Trim())
            $started.Process.WaitForExit(20000) | Should -BeTrue -Because 'the process must end'
        }
        finally {
            if (-not $started.Process.HasExited) { $started.Process.Kill($true) }
        }
        $started.Process.ExitCode | Should -Be 143 -Because ($started.Output.Result + $started.Error.Result)
        Get-TestOpenUpload | Should -Be $opened
    }
}
