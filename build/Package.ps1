# Packs the module, under artifacts/: its folder, as PowerShell finds it on a module path; the .nupkg that
# Publish-PSResource creates from it, with bytes that depend only on the commit; its symbols; its bill of materials.
param(
    [string] $Configuration = 'Release',
    # The web address of the repository, in GitHub's layout. Without it, the package has no ProjectUri and no IconUri.
    [uri] $ProjectUri,
    [string] $OutputPath = (Join-Path (Split-Path $PSScriptRoot) 'artifacts'),
    # Uses the existing binaries.
    [switch] $NoBuild
)
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
# Lists are sorted the same way everywhere.
[cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture

$root = Split-Path $PSScriptRoot
Import-Module (Get-ChildItem "$PSScriptRoot/Package/*.psm1")
if (-not $NoBuild) { & (Join-Path $PSScriptRoot 'Build.ps1') -Configuration $Configuration }

$text = Get-Content -Raw (Join-Path $root 'RedshiftEncryption.psd1')
# It reads $PSEdition, which Import-PowerShellDataFile refuses.
$manifest = & ([scriptblock]::Create($text))
$data = $manifest.PrivateData.PSData
$version = $manifest.ModuleVersion + ($data.Prerelease ? "-$($data.Prerelease)" : '')

# Deletes the results of earlier runs, of any version.
$null = New-Item -ItemType Directory -Force -Path $OutputPath
Get-ChildItem $OutputPath | Where-Object Name -Match '^RedshiftEncryption($|\.\d.*\.(nupkg|cdx\.json|symbols\.zip)$)' | Remove-Item -Recurse
$module = (New-Item -ItemType Directory -Path (Join-Path $OutputPath 'RedshiftEncryption' $manifest.ModuleVersion)).FullName

# The assemblies of the editions that the manifest names: neither symbols nor what only a build reads (.xml, .deps.json).
$symbols = @{}
$frameworks = $manifest.CompatiblePSEditions | ForEach-Object { @{ Core = 'net8.0'; Desktop = 'netstandard2.0' }[$_] }
foreach ($file in $frameworks | ForEach-Object { Get-ChildItem (Join-Path $root 'bin' $_) -Recurse -File -Include *.dll, *.pdb }) {
    $name = [IO.Path]::GetRelativePath($root, $file.FullName).Replace('\', '/')
    if ($file.Extension -eq '.pdb') { $symbols[$name] = [IO.File]::ReadAllBytes($file.FullName); continue }
    $null = New-Item -ItemType Directory -Force -Path (Split-Path (Join-Path $module $name))
    Copy-Item -LiteralPath $file.FullName -Destination (Join-Path $module $name)
}
$manifest.FormatsToProcess + 'LICENSE', 'README.md' | ForEach-Object { Copy-Item -LiteralPath (Join-Path $root $_) -Destination $module }
# The help. Where its pages are published, Get-Help -Online opens them; the build's help does not offer it.
$base = $ProjectUri ? $ProjectUri.AbsoluteUri.TrimEnd('/') : $null
if ($base) { & (Join-Path $PSScriptRoot 'Help.ps1') -Configuration $Configuration -OutputPath (Join-Path $module 'en-US') -OnlineVersion "$base/blob/HEAD/docs/cmdlets" }
elseif (Test-Path (Join-Path $root 'en-US')) { Copy-Item -LiteralPath (Join-Path $root 'en-US') -Destination $module -Recurse }

# The manifest, with the entries that only a package has.
$changes = (Get-Content -Raw (Join-Path $root 'CHANGELOG.md')) -split '(?m)^(?=## )'
$section = ($changes | Where-Object { $_.StartsWith("## [$version]") }) ?? ($changes | Where-Object { $_.StartsWith('## [Unreleased]') })
if (-not $section) { throw "CHANGELOG.md has no section for $version." }
$notes = ($section -replace '^## .*').Trim()
$lines = @("ReleaseNotes = '$([Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($notes))'")
if ($base) {
    $lines += "ProjectUri   = '$base'", "IconUri      = '$base/raw/HEAD/docs/icon.png'"
}
$packed = $text -replace '(?m)^(\s*)ReleaseNotes\s*=.*$', { $indent = $_.Groups[1].Value; ($lines | ForEach-Object { $indent + $_ }) -join "`n" }
if ($packed -eq $text) { throw 'RedshiftEncryption.psd1 has no line for the release notes.' }
Set-Content -LiteralPath (Join-Path $module 'RedshiftEncryption.psd1') -Value $packed -NoNewline

$packages = Get-ShippedPackage -ModulePath $module -SourcePath (Join-Path $root 'src')
Get-ThirdPartyNotice -Package $packages -LicensePath (Join-Path $PSScriptRoot 'licenses') | Join-String -Separator "`n" -OutputSuffix "`n" |
    Set-Content -LiteralPath (Join-Path $module 'THIRD-PARTY-NOTICES.txt') -NoNewline

$stem = Join-Path $OutputPath "RedshiftEncryption.$version"
Get-BillOfMaterials -Package $packages -ModulePath $module -Manifest $manifest -Version $version | Join-String -OutputSuffix "`n" |
    Set-Content -LiteralPath "$stem.cdx.json" -NoNewline
Write-Archive "$stem.symbols.zip" $symbols

# PSResourceGet uses random part names, the time of day and the order of the file system. The part that contains when and
# with what it was packed (.psmdcp) is not needed.
$temporary = New-Item -ItemType Directory -Path ([IO.Path]::Combine([IO.Path]::GetTempPath(), 'RedshiftEncryption-' + [IO.Path]::GetRandomFileName()))
try {
    Compress-PSResource -Path $module -DestinationPath $temporary.FullName
    $content = Read-Archive (Join-Path $temporary.FullName "RedshiftEncryption.$version.nupkg")
}
finally {
    Remove-Item -LiteralPath $temporary -Recurse
}
@($content.Keys) -like '*.psmdcp' | ForEach-Object { $content.Remove($_) }
$content['_rels/.rels'] = [Text.Encoding]::UTF8.GetBytes(@'
<?xml version="1.0" encoding="utf-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/RedshiftEncryption.nuspec" Id="R1" />
</Relationships>
'@)
$types = [xml][Text.Encoding]::UTF8.GetString($content['[Content_Types].xml']).TrimStart([char]0xFEFF)
$parts = $types.Types.ChildNodes | Where-Object Extension -NE 'psmdcp' | ForEach-Object OuterXml | Sort-Object
$types.Types.InnerXml = -join $parts
$content['[Content_Types].xml'] = [Text.Encoding]::UTF8.GetBytes($types.OuterXml)
Write-Archive "$stem.nupkg" $content
Write-Host "Packed $module`n       $stem.nupkg, .symbols.zip, .cdx.json"
