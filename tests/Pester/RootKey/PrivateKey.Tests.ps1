# Wine's NCryptExportKey does not export the private part of an RSA key, with which these tests begin.
BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1"
    Import-Module (Get-TestPath Module)
    $rsa = [Security.Cryptography.RSA]::Create(1024)
    $pem = $rsa.ExportPkcs8PrivateKeyPem()
    [IO.File]::WriteAllText("$TestDrive/a.pem", $pem)

    function Get-One { param([RedshiftEncryption.Binding.PrivateKeyTransformation()] [RedshiftEncryption.RsaPrivateKey] $Key) $Key }
    function Get-Several { param([RedshiftEncryption.Binding.PrivateKeyTransformation(Several)] [RedshiftEncryption.RsaPrivateKey[]] $Key) $Key }
}

AfterAll {
    $rsa.Dispose()
}

Describe 'What -PrivateKey binds' -Tag NotOnWine {
    It 'is <Name>' -ForEach @(
        @{ Name = 'a path'; Value = { "$TestDrive/a.pem" } }
        @{ Name = 'a FileInfo'; Value = { Get-Item "$TestDrive/a.pem" } }
        @{ Name = 'an RSA object'; Value = { $rsa } }
        @{ Name = 'an RSA object that a pipeline wrapped'; Value = { Write-Output $rsa } }
        @{ Name = 'a path that does not exist, which the command reports'; Value = { "$TestDrive/none.pem" } }
        @{ Name = 'what was bound before'; Value = { Get-One $rsa } }
    ) {
        $given = & $Value
        foreach ($bound in (Get-One $given), (Get-Several $given), (Get-Several $given, $given)[1]) {
            $bound | Should -BeOfType RedshiftEncryption.RsaPrivateKey
            "$bound" | Should -Be 'RsaPrivateKey (not read yet)'
            # Module logging records parameters.
            "$($bound | ConvertTo-Json)$($bound | Format-List * -Force | Out-String)" | Should -Not -BeLike '*.pem*'
        }
    }

    It 'is not <Name>' -ForEach @(
        @{ Name = 'null'; Value = { $null }; Says = 'is null' }
        @{ Name = 'an empty string'; Value = { '' }; Says = 'empty string' }
        @{ Name = 'PEM text'; Value = { $pem }; Says = 'remains in the history' }
        @{ Name = 'the lines of PEM text'; Value = { , ($pem -split "`n") }; Says = 'remains in the history'; OnlySeveral = $true }
        @{ Name = 'an empty list'; Value = { , @() }; Says = 'does not contain'; OnlySeveral = $true }
        @{ Name = 'bytes'; Value = { , [byte[]](1..32) }; Says = 'cannot be created from System.Byte' }
        @{ Name = 'a number'; Value = { 1 }; Says = 'cannot be created from System.Int32' }
        @{ Name = 'an elliptic-curve key'; Value = { [Security.Cryptography.ECDsa]::Create() }; Says = 'cannot be created from' }
    ) {
        $given = & $Value
        foreach ($function in @('Get-Several'; if (-not $OnlySeveral) { 'Get-One' })) {
            $failed = { & $function $given } | Should -Throw -PassThru
            $failed.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
            "$failed" | Should -BeLike "*$Says*Specify the path of a PEM file*"
            $failed | Format-List * -Force | Out-String -Width 4096 | Should -Not -BeLike "*$($pem.Substring(60, 20))*"
        }
    }
}
