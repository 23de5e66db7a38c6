BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1", "$PSScriptRoot/../TestPipeline.psm1"
    Start-TestServer
    New-TestFile "$TestDrive/a.csv" > $null
}

AfterAll {
    Stop-TestServer
}

Describe 'Remove-Module' {
    # In new processes: once the AWS assembly is loaded, it is not requested again.
    It 'in one runspace leaves the module working in another' {
        $run = Invoke-TestProcess -ArgumentList (Get-TestPath Module), "$TestDrive/a.csv" {
            param($Module, $File)
            $first, $second = [powershell]::Create(), [powershell]::Create()
            $first, $second | ForEach-Object { [void]$_.AddCommand('Import-Module').AddArgument($Module).Invoke(); $_.Commands.Clear() }
            [void]$first.AddScript('Remove-Module RedshiftEncryption').Invoke()
            $second.AddScript('param($File) $key = New-RootKey -AsSecureString; Send-EncryptedS3Object $File -BucketName test -RootKey $key | Test-EncryptedRoundTrip -RootKey $key -Quiet').AddArgument($File).Invoke()
            $second.Streams.Error
        }
        $run.Output.Trim() | Should -Be 'True' -Because $run.Error
    }

    It 'in the last runspace leaves no handler in the default load context' {
        $run = Invoke-TestProcess -ArgumentList (Get-TestPath Module), (Get-TestAwsAssembly) {
            param($Module, $Aws)
            function Test-Handler { try { [void][Reflection.Assembly]::Load($Aws); $true } catch { $_.Exception.InnerException.GetType().Name } }
            Import-Module $Module
            Import-Module $Module -Force
            Remove-Module RedshiftEncryption
            Test-Handler
            Import-Module $Module
            Test-Handler
        }
        $run.Output.Trim() -split '\r?\n' | Should -Be 'FileNotFoundException', 'True' -Because $run.Error
    }
}
