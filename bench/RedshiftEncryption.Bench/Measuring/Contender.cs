namespace RedshiftEncryption.Bench.Measuring;

/// <summary>One of the sides that are measured against each other.</summary>
/// <typeparam name="T">What one run of it gives.</typeparam>
/// <param name="Name">For the log.</param>
/// <param name="RunAsync">Does the work once and measures it.</param>
internal sealed record Contender<T>(string Name, Func<Task<T>> RunAsync);
