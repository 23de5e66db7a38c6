using RedshiftEncryption.Files;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Destination;

/// <summary>The files that the objects of one command become, each the file of one object. Thread-safe.</summary>
internal sealed class TakenPaths
{
    readonly Dictionary<string, S3Address> exact = new(FilePaths.Comparer);
    readonly Dictionary<string, S3Address> folded = new(new FoldedComparer());

    /// <summary>Takes a path for an object.</summary>
    /// <returns>
    /// An object that took a path which differs in case or in Unicode's form alone: some file systems take the two for the
    /// same. Null for none.
    /// </returns>
    /// <exception cref="DestinationException">Another object has it.</exception>
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
        new(
            DestinationFault.DuplicatePath,
            $"{address} would become '{path}', as {first} does; it was not received. Receive them into different directories."
        );

    sealed class FoldedComparer : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => string.Equals(Normalized(x), Normalized(y), StringComparison.OrdinalIgnoreCase);

        public int GetHashCode(string obj) => StringComparer.OrdinalIgnoreCase.GetHashCode(Normalized(obj)!);

        /// <summary>What is not Unicode's, U+FFFE for example, has no other form.</summary>
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
