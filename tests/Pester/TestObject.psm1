# Requests to the test server that do not go through the module under test: the second opinion on what is stored,
# and the way to store what the module would not.

Import-Module "$PSScriptRoot/TestServer.psm1"

function Get-Sha256([byte[]] $Bytes) { [Convert]::ToHexStringLower([Security.Cryptography.SHA256]::HashData($Bytes)) }

function Get-Hmac([byte[]] $Key, [string] $Text) {
    , [Security.Cryptography.HMACSHA256]::HashData($Key, [Text.Encoding]::UTF8.GetBytes($Text))
}

function Get-EscapedKey([string] $Key) { ($Key -split '/' | ForEach-Object { [uri]::EscapeDataString($_) }) -join '/' }

function Invoke-TestS3 {
    <# .SYNOPSIS Sends one request, signed with Signature Version 4. Returns the HttpResponseMessage. #>
    param([string] $Method, [string] $BucketName, [string] $Key, [string] $Query = '', [byte[]] $Body = @(), [hashtable] $Header = @{})

    $server = Get-TestServer
    $path = "/$BucketName" + ($Key ? "/$(Get-EscapedKey $Key)" : '')
    $time = [DateTime]::UtcNow.ToString('yyyyMMddTHHmmssZ')
    $scope = "$($time.Substring(0, 8))/us-east-1/s3/aws4_request"
    $headers = [Collections.Generic.SortedDictionary[string, string]]::new([StringComparer]::Ordinal)
    $Header.Keys | ForEach-Object { $headers[$_.ToLowerInvariant()] = $Header[$_] }
    $headers['host'] = ([uri]$server.endpoint).Authority
    $headers['x-amz-content-sha256'] = Get-Sha256 $Body
    $headers['x-amz-date'] = $time

    $signed = $headers.Keys -join ';'
    $lines = ($headers.Keys | ForEach-Object { "${_}:$($headers[$_])" }) -join "`n"
    $canonical = "$Method`n$path`n$Query`n$lines`n`n$signed`n$($headers['x-amz-content-sha256'])"
    $toSign = "AWS4-HMAC-SHA256`n$time`n$scope`n$(Get-Sha256 ([Text.Encoding]::UTF8.GetBytes($canonical)))"
    $signingKey = [Text.Encoding]::UTF8.GetBytes("AWS4$($server.secretAccessKey)")
    $scope -split '/' | ForEach-Object { $signingKey = Get-Hmac $signingKey $_ }
    $signature = [Convert]::ToHexStringLower((Get-Hmac $signingKey $toSign))

    $request = [Net.Http.HttpRequestMessage]::new($Method, "$($server.endpoint)$path" + ($Query ? "?$Query" : ''))
    $request.Content = [Net.Http.ByteArrayContent]::new($Body)
    $headers.Keys | Where-Object { $_ -ne 'host' } | ForEach-Object {
        # .NET keeps those of the content apart.
        if (-not $request.Headers.TryAddWithoutValidation($_, $headers[$_])) { [void]$request.Content.Headers.TryAddWithoutValidation($_, $headers[$_]) }
    }
    $authorization = "AWS4-HMAC-SHA256 Credential=$($server.accessKeyId)/$scope, SignedHeaders=$signed, Signature=$signature"
    [void]$request.Headers.TryAddWithoutValidation('Authorization', $authorization)
    $script:Client ??= [Net.Http.HttpClient]::new()
    $script:Client.Send($request)
}

function Get-TestObjectKey {
    <# .SYNOPSIS The keys in a bucket that begin with a prefix, in S3's order. #>
    param([string] $Prefix = '', [string] $BucketName = 'test')
    $response = Invoke-TestS3 GET $BucketName -Query "encoding-type=url&list-type=2&prefix=$([uri]::EscapeDataString($Prefix))"
    $list = [xml]$response.EnsureSuccessStatusCode().Content.ReadAsStringAsync().Result
    $list.ListBucketResult.Contents | Where-Object { $_ } | ForEach-Object { [uri]::UnescapeDataString($_.Key.Replace('+', ' ')) }
}

function Get-TestObject {
    <# .SYNOPSIS An object's bytes, and its headers by lower-case name. #>
    param([string] $Key, [string] $BucketName = 'test')
    $response = (Invoke-TestS3 GET $BucketName $Key).EnsureSuccessStatusCode()
    $headers = @{}
    foreach ($header in @($response.Headers) + @($response.Content.Headers)) { $headers[$header.Key.ToLowerInvariant()] = $header.Value -join ',' }
    [pscustomobject]@{ Bytes = $response.Content.ReadAsByteArrayAsync().Result; Header = $headers }
}

function Set-TestObject {
    <# .SYNOPSIS Stores bytes with these headers. #>
    param([string] $Key, [byte[]] $Bytes, [hashtable] $Header = @{}, [string] $BucketName = 'test')
    [void](Invoke-TestS3 PUT $BucketName $Key -Body $Bytes -Header $Header).EnsureSuccessStatusCode()
}

Export-ModuleMember -Function *-TestObject*, Invoke-TestS3
