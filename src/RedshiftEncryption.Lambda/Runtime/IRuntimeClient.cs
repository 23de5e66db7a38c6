namespace RedshiftEncryption.Lambda.Runtime;

/// <summary>Receives events from AWS Lambda and returns responses. One event is in progress at a time.</summary>
internal interface IRuntimeClient
{
    /// <summary>Waits for the next event, without a time limit.</summary>
    /// <exception cref="RuntimeException">The Runtime API did not respond as documented.</exception>
    Task<Invocation> NextAsync(CancellationToken cancellationToken);

    /// <summary>Returns the response to an event.</summary>
    /// <param name="invocation">The event.</param>
    /// <param name="response">The response: JSON in UTF-8.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="RuntimeException">The Runtime API did not accept it.</exception>
    Task RespondAsync(Invocation invocation, ReadOnlyMemory<byte> response, CancellationToken cancellationToken);

    /// <summary>Reports that an event could not be processed.</summary>
    /// <exception cref="RuntimeException">The Runtime API did not accept it.</exception>
    Task FailAsync(Invocation invocation, RuntimeError error, CancellationToken cancellationToken);

    /// <summary>Reports that the function cannot start. The process must then end.</summary>
    /// <exception cref="RuntimeException">The Runtime API did not accept it.</exception>
    Task FailInitializationAsync(RuntimeError error, CancellationToken cancellationToken);
}
