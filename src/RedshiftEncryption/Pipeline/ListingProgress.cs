namespace RedshiftEncryption.Pipeline;

/// <summary>Counts the objects that a listing has found.</summary>
internal sealed class ListingProgress(CommandProgress command) : IProgress<int>
{
    /// <param name="value">The number of objects in a page.</param>
    public void Report(int value)
    {
        for (var i = 0; i < value; i++)
            command.Begin("", length: 0).Dispose();
    }
}
