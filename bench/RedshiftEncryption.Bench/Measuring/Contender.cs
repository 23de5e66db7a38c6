namespace RedshiftEncryption.Bench.Measuring;

/// <summary>Represents one of the implementations that are measured against each other.</summary>
/// <typeparam name="T">The result of one run.</typeparam>
/// <param name="Name">The name in the log.</param>
/// <param name="RunAsync">Does the work once and measures it.</param>
internal sealed record Contender<T>(string Name, Func<Task<T>> RunAsync);
