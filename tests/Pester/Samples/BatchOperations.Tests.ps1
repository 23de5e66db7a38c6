BeforeAll {
    Import-Module "$PSScriptRoot/../TestSample.psm1"
    $samples = Get-TestSamplePath batch-operations

    # Writes a report in the form that AWS documents: files without a header, and a manifest with their MD5.
    function New-TestReport([string] $Folder, [hashtable] $Rows) {
        [void][IO.Directory]::CreateDirectory("$Folder/results")
        $results = foreach ($status in $Rows.Keys) {
            Set-Content "$Folder/results/$status.csv" $Rows[$status]
            @{ TaskExecutionStatus = $status; Bucket = 'acme-jobs'; MD5Checksum = (Get-FileHash "$Folder/results/$status.csv" -Algorithm MD5).Hash.ToLowerInvariant(); Key = "batch/reports/job-1/results/$status.csv" }
        }
        @{ Format = 'Report_CSV_20180820'; ReportCreationDate = '2026-11-29T17:48:39.725Z'; Results = @($results); ReportSchema = 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage' } |
            ConvertTo-Json -Depth 3 | Set-Content "$Folder/manifest.json"
        $Folder
    }
}

Describe 'Get-BatchReport.ps1' {
    BeforeAll {
        $report = New-TestReport "$TestDrive/report" @{
            succeeded = 'acme-archive,unload/a.csv,,succeeded,200,,"Converted: s3://acme-load/clean/a.csv (46 bytes)."'
            failed    = @(
                'acme-archive,unload/a+b%2B%C3%B6.csv,,failed,200,PermanentFailure,"ObjectNotFound: The object ""x"" does not exist (NotFound)."'
                'acme-archive,unload/c.csv,3sL4kqt,failed,200,PermanentFailure,"ObjectTooLarge: s3://acme-archive/unload/c.csv has 1 bytes."'
                'acme-archive,unload/d.csv,,failed,200,PermanentFailure,"Lambda returned function error: Task timed out"'
            )
        }
        $failed = @(& "$samples/Get-BatchReport.ps1" $report -InformationVariable shown 6>$null)
    }

    It 'returns what failed, with decoded keys and the reason' {
        $failed.Key | Should -Be 'unload/a b+ö.csv', 'unload/c.csv', 'unload/d.csv'
        $failed.Reason | Should -Be ObjectNotFound, ObjectTooLarge, Other
        $failed.BucketName | Select-Object -Unique | Should -Be acme-archive
        $failed[0].VersionId, $failed[1].VersionId | Should -Be $null, 3sL4kqt
        $failed[0].Message | Should -Be 'ObjectNotFound: The object "x" does not exist (NotFound).'
    }

    It 'counts the outcomes' {
        "$shown" | Should -Be '1 succeeded, 3 failed.'
    }

    It 'refuses a file that is not the one of the manifest' {
        $damaged = New-TestReport "$TestDrive/damaged" @{ failed = 'b,k,,failed,200,PermanentFailure,x' }
        Add-Content "$damaged/results/failed.csv" 'b,l,,failed,200,PermanentFailure,x'
        { & "$samples/Get-BatchReport.ps1" $damaged } | Should -Throw '*does not have the MD5 of the manifest*'
    }

    It 'refuses a report of another format' {
        $other = New-TestReport "$TestDrive/other" @{ failed = 'b,k,,failed,200,PermanentFailure,x' }
        (Get-Content -Raw "$other/manifest.json").Replace('20180820', '20990101') | Set-Content "$other/manifest.json"
        { & "$samples/Get-BatchReport.ps1" $other } | Should -Throw '*Report_CSV_20990101*'
    }
}

Describe 'template.yaml' {
    BeforeAll { $template = Get-Content -Raw "$samples/template.yaml" }

    It 'sets variables that the function knows' {
        $names = [regex]::Matches((Get-Content -Raw "$samples/../../src/RedshiftEncryption.Lambda/Actions/SettingName.cs"), 'Prefix \+ "(?<name>\w+)"') | ForEach-Object { "REDSHIFT_ENCRYPTION_$($_.Groups['name'].Value)" }
        $set = [regex]::Matches($template, '(?m)^ +(?<name>REDSHIFT_ENCRYPTION_\w+):') | ForEach-Object { $_.Groups['name'].Value }
        $set.Count | Should -BeGreaterThan 8
        $set | Where-Object { $_ -cnotin $names } | Should -BeNullOrEmpty
    }

    It 'gives no role access to everything, and the role of jobs to this account alone' {
        $template | Should -Not -Match '(Resource|Action): *[''"]?\*'
        $template | Should -Not -Match '(s3|kms|logs|lambda):\*'
        ($template -split '(?m)^  JobRole:')[1] | Should -Match "'aws:SourceAccount': !Ref AWS::AccountId"
    }
}
