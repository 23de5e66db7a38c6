@{
    # The build puts the binaries below bin/, those for Windows PowerShell in a folder of their own.
    RootModule           = if ($PSEdition -eq 'Desktop') { 'bin/netstandard2.0/RedshiftEncryption.dll' } else { 'bin/net8.0/RedshiftEncryption.dll' }
    # Named here so that [RedshiftEncryption.RootKey] can be written before the first cmdlet has run.
    RequiredAssemblies   = if ($PSEdition -eq 'Desktop') { 'bin/netstandard2.0/RedshiftEncryption.Core.dll' } else { 'bin/net8.0/RedshiftEncryption.Core.dll' }
    # The one place where the version stands; the assemblies get it from here (Directory.Build.props).
    ModuleVersion        = '0.1.0'
    GUID                 = '9f1c7a52-6b0e-4d0b-9e2b-3a8d2c51e7f4'
    Author               = 'RedshiftEncryption developers'
    CompanyName          = 'RedshiftEncryption developers'
    Copyright            = '(c) RedshiftEncryption developers'
    Description          = 'Encrypts files on the client, uploads them to Amazon S3, proves the round trip and writes the COPY statement for Amazon Redshift.'
    # PowerShell refuses an older one in its own words, before it meets assemblies for a .NET that it does not have.
    PowerShellVersion    = if ($PSEdition -eq 'Desktop') { '5.1' } else { '7.4' }
    # The first .NET Framework that has .NET Standard 2.0 whole.
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions = @('Desktop', 'Core')
    FormatsToProcess     = @('RedshiftEncryption.Format.ps1xml')
    CmdletsToExport      = @('Convert-EncryptedS3Object', 'Get-ConversionReport', 'Get-CopyStatement', 'Get-EncryptedS3Object', 'Get-RootKey', 'Get-UnloadStatement', 'Invoke-CopyStatement', 'New-CopyManifest', 'New-RootKey', 'New-S3BatchManifest', 'Receive-EncryptedS3Object', 'Remove-IncompleteS3Upload', 'Send-EncryptedS3Object', 'Test-EncryptedRoundTrip', 'Update-EncryptedS3Object')
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Prerelease   = ''
            Tags         = @('AWS', 'S3', 'Redshift', 'Encryption', 'COPY')
            LicenseUri   = 'https://spdx.org/licenses/MIT.html'
            # build/Package.ps1 puts the changelog's section here, and the project's URIs.
            ReleaseNotes = 'CHANGELOG.md'
        }
    }
}
