namespace RedshiftEncryption.Bench.Simulation;

/// <summary>Makes the attempts at the requests of one object.</summary>
internal interface IRequestPolicy
{
    /// <param name="attempt">Makes an attempt. Returns false if it was refused.</param>
    /// <returns>False if the request was given up.</returns>
    Task<bool> RunAsync(Func<Task<bool>> attempt);
}
