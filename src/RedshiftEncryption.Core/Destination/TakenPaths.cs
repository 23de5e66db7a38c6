using RedshiftEncryption.Files;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Destination;

/// <summary>Tracks the files of one command, so that two objects never have the same file. Thread-safe.</summary>
internal sealed class TakenPaths
{
    readonly Dictionary<string, S3Address> exact = new(FilePaths.Comparer);
    readonly Dictionary<string, S3Address> folded = new(new FoldedComparer());

    /// <summary>Reserves a path for an object.</summary>
    /// <returns>
    /// An object whose path differs only in case or Unicode normalization, so that some file systems treat the two paths as
    /// the same file; null if there is none.
    /// </returns>
    /// <exception cref="DestinationException">Another object has the path.</exception>
    public S3Address? Take(string path, S3Address address)
    {
        lock (exact)
        {
            if (exact.TryGetValue(path, out var first))
                throw Duplicate(path, address, first);
            exact.Add(path, address);
            if (folded.TryGetValue(path, out var similar))
                return similar;
            folded.Add(path, address);
            return null;
        }
    }

    public static DestinationException Duplicate(string path, S3Address address, S3Address first) =>
        new(DestinationFault.DuplicatePath, $"{address} was not received: its file would be '{path}', which is the file of {first}.");

    sealed class FoldedComparer : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => string.Equals(Normalized(x), Normalized(y), StringComparison.OrdinalIgnoreCase);

        public int GetHashCode(string obj) => StringComparer.OrdinalIgnoreCase.GetHashCode(Normalized(obj)!);

        /// <summary>Normalizes a path. Text that is not valid Unicode, such as U+FFFE, is unchanged.</summary>
        static string? Normalized(string? path)
        {
            try
            {
                return path?.Normalize();
            }
            catch (ArgumentException)
            {
                return path;
            }
        }
    }
}
