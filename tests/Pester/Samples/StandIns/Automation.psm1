# In Azure Automation's place.

function Get-AutomationPSCredential {
    param([string] $Name)
    if ($Name -ne 'aws-load') { throw "There is no credential asset '$Name'." }
    # The test leaves the key pair in a file, for the runbook must not find it in the environment.
    $pair = Get-Content "$env:RECORD.asset" | ConvertFrom-Json
    [pscredential]::new($pair.Id, (ConvertTo-SecureString $pair.Secret -AsPlainText))
}
