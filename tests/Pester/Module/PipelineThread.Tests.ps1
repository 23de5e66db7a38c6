BeforeAll {
    Import-Module "$PSScriptRoot/../TestServer.psm1"
    Import-Module (Get-TestPath Module)
    $type = [RedshiftEncryption.Commands.NewRootKeyCommand].Assembly.GetType('RedshiftEncryption.Pipeline.PipelineQueue', $true)
    $queue = [Activator]::CreateInstance($type)
}

AfterAll {
    $queue.Dispose()
}

Describe 'What is written to the pipeline' {
    It 'is written on the thread that runs the pipeline (<_>)' -ForEach 'Drain', 'VerifyThread' {
        [Delegate]::CreateDelegate([Action], $queue, $_).Invoke()
    }

    It 'is refused from another thread (<_>)' -ForEach 'Drain', 'VerifyThread' {
        $task = [Threading.Tasks.Task]::Run([Delegate]::CreateDelegate([Action], $queue, $_))
        $failure = { $task.Wait() } | Should -Throw -PassThru
        $failure.Exception.GetBaseException() | Should -BeOfType [InvalidOperationException]
        $failure.Exception.GetBaseException().Message | Should -BeLike "*pipeline's thread*"
    }
}
