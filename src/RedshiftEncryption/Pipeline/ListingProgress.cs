namespace RedshiftEncryption.Pipeline;

/// <summary>How many objects a listing has found.</summary>
internal sealed class ListingProgress(CommandProgress command) : IProgress<int>
{
    /// <param name="value">How many a page had.</param>
    public void Report(int value)
    {
        for (var i = 0; i < value; i++)
            command.Begin("", length: 0).Dispose();
    }
}
