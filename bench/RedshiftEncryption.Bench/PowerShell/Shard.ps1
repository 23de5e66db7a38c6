# Processes one shard of an inventory for each input line, which contains the operation, the name of the run, the old and the
# new root key, the index and the number of the shards. Writes the number of objects and the seconds of processor time.
# "send" uploads the files of a folder under the old key and writes the inventory to a file.
param([string] $Module, [string] $EndpointUrl, [string] $BucketName, [string] $Folder, [string] $InventoryPath)
$ErrorActionPreference = 'Stop'
Import-Module $Module
$common = @{ EndpointUrl = $EndpointUrl }
$process = [Diagnostics.Process]::GetCurrentProcess()
while ($line = [Console]::In.ReadLine()) {
    $operation, $run, $oldKey, $newKey, $index, $count = $line.Split(' ')
    $process.Refresh()
    $processor = $process.TotalProcessorTime
    $shard = @{
        InventoryUri = "s3://$BucketName/inventory.csv"; KeyPrefix = 'in/'; RootKey = $oldKey; RunUri = "s3://$BucketName/runs/$run/"
        ShardIndex = [int]$index; ShardCount = [int]$count
    }
    $processed = switch ($operation) {
        'send' {
            $records = @(Send-EncryptedS3Object $Folder -Recurse -BucketName $BucketName -KeyPrefix in -RootKey $oldKey @common)
            @('bucket,key,size,e_tag') + @($records | ForEach-Object { "$($_.BucketName),$($_.Key),$($_.Length),$($_.ETag)" }) | Set-Content -LiteralPath $InventoryPath
            $records.Count
        }
        'inventory' { @(Get-EncryptedS3Object @shard @common).Count }
        'convert' { @(Convert-EncryptedS3Object @shard @common -DestinationKeyPrefix "$run/" -ServerSideEncryption AES256).Count }
        'rekey' { @(Update-EncryptedS3Object @shard @common -NewRootKey $newKey).Count }
    }
    $process.Refresh()
    [Console]::Out.WriteLine([string]::Format([cultureinfo]::InvariantCulture, '{0} {1}', $processed, ($process.TotalProcessorTime - $processor).TotalSeconds))
}
