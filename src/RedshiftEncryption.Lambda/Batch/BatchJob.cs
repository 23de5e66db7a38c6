namespace RedshiftEncryption.Lambda.Batch;

/// <summary>Represents the job of an event.</summary>
internal sealed record BatchJob
{
    public string? Id { get; init; }

    /// <summary>Gets the arguments that the job's creator has specified; schema 2.0 only.</summary>
    public IReadOnlyDictionary<string, string?>? UserArguments { get; init; }
}
