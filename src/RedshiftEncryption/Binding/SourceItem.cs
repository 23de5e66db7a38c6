namespace RedshiftEncryption.Binding;

/// <summary>A file to send.</summary>
/// <param name="Path">The absolute file system path.</param>
/// <param name="FoundBy">The directory argument below which it was found, or null.</param>
internal sealed record SourceItem(string Path, string? FoundBy);
