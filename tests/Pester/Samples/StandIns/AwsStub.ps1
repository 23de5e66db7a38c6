<#
.SYNOPSIS
Answers what the samples ask of AWS Batch, of CloudFormation and of a container's credentials, until the listener is stopped.
.DESCRIPTION
The responses have the form of the services. Every request is recorded, so that a test can look at it.
.PARAMETER Listener
A listener that is started.
.PARAMETER Requests
Receives the path, the body and the Authorization header of each request.
.PARAMETER Credential
AccessKeyId and SecretAccessKey, for /credentials.
#>
param([Net.HttpListener] $Listener, [Collections.Concurrent.ConcurrentQueue[hashtable]] $Requests, [hashtable] $Credential)
$ErrorActionPreference = 'Stop'

function Get-Response([string] $Path, [string] $Body) {
    switch ($Path) {
        '/credentials' { $Credential + @{ Expiration = [DateTime]::UtcNow.AddHours(1).ToString('o') } | ConvertTo-Json }
        '/v1/submitjob' {
            $name = ($Body | ConvertFrom-Json).jobName
            @{ jobName = $name; jobId = "id-of-$name"; jobArn = 'arn' } | ConvertTo-Json
        }
        default {
            $outputs = foreach ($name in 'Queue', 'Shard', 'Report', 'ShardCount') {
                "<member><OutputKey>$name</OutputKey><OutputValue>$($name -eq 'ShardCount' ? 64 : "arn-of-$name")</OutputValue></member>"
            }
            '<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>' +
            '<StackName>load</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>' +
            "<Outputs>$(-join $outputs)</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>"
        }
    }
}

while ($true) {
    # Stopping the listener is the end.
    try { $context = $Listener.GetContext() } catch [Net.HttpListenerException], [ObjectDisposedException] { return }
    $path, $body = $context.Request.Url.AbsolutePath, [IO.StreamReader]::new($context.Request.InputStream).ReadToEnd()
    $Requests.Enqueue(@{ Path = $path; Body = $body; Authorization = $context.Request.Headers['Authorization'] })
    $context.Response.ContentType = $path -eq '/' ? 'text/xml' : 'application/json'
    $context.Response.OutputStream.Write([Text.Encoding]::UTF8.GetBytes((Get-Response $path $body)))
    $context.Response.Close()
}
