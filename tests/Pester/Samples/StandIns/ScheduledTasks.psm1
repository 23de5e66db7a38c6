# In Task Scheduler's place, by the parameters that Windows' module has: records the task.

function New-ScheduledTaskAction { [CmdletBinding()] param([string] $Execute, [string] $Argument, [string] $WorkingDirectory) $PSBoundParameters }
function New-ScheduledTaskTrigger { [CmdletBinding()] param([switch] $Daily, [DateTime] $At) $PSBoundParameters }
function New-ScheduledTaskSettingsSet { [CmdletBinding()] param([string] $MultipleInstances, [TimeSpan] $ExecutionTimeLimit, [switch] $StartWhenAvailable) $PSBoundParameters }
function New-ScheduledTaskPrincipal { [CmdletBinding()] param([string] $UserId, [string] $LogonType, [string] $RunLevel) $PSBoundParameters }

function Register-ScheduledTask {
    [CmdletBinding()]
    param([string] $TaskName, $Action, $Trigger, $Settings, $Principal)
    $PSBoundParameters | ConvertTo-Json -Depth 4 | Set-Content "$env:RECORD.task"
}
