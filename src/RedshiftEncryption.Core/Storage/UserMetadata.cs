using System.Globalization;
using System.Text;

namespace RedshiftEncryption.Storage;

/// <summary>Checks user metadata against the rules of S3, before it is sent.</summary>
internal static class UserMetadata
{
    /// <summary>The largest length in bytes, of all names without <c>x-amz-meta-</c> and all values together.</summary>
    public const int MaximumLength = 2048;

    /// <summary>The characters of a header's name besides letters and digits (RFC 9110).</summary>
    static readonly HashSet<char> NameCharacters = [.. "!#$%&'*+-.^_`|~"];

    /// <summary>The beginnings of the names that S3, encryption clients and this module set themselves.</summary>
    static readonly string[] ReservedPrefixes = ["x-amz-", "redshift-encryption-"];

    /// <summary>The name of the entry with the last write time of the object's source file.</summary>
    public const string TimeOfSource = "mtime";

    /// <summary>Returns why an entry cannot be stored; null if it can. Names are in lower case, as S3 stores them.</summary>
    public static string? Problem(string name, string value)
    {
        if (name.Length == 0)
            return "a name is empty";
        if (!name.All(IsNameCharacter))
            return $"the name '{name}' contains a character that a header's name cannot contain";
        if (
            Array.Exists(ReservedPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal))
            || string.Equals(name, TimeOfSource, StringComparison.Ordinal)
        )
            return $"the name '{name}' is reserved: S3, the envelope of client-side encryption or this module uses it";
        // Not the value, which is the user's and can be confidential.
        if (!value.All(static character => character is >= ' ' and <= '~'))
            return $"the value of '{name}' contains a character that is not printable ASCII, which S3 does not store unchanged";
        return value.Length > 0 && (value[0] == ' ' || value[value.Length - 1] == ' ')
            ? $"the value of '{name}' begins or ends with a space, which headers do not preserve"
            : null;
    }

    /// <summary>Returns the length that S3 counts, in bytes.</summary>
    public static int Length(IEnumerable<KeyValuePair<string, string>> metadata) =>
        metadata.Sum(static field => Encoding.UTF8.GetByteCount(field.Key) + Encoding.UTF8.GetByteCount(field.Value));

    /// <summary>Rejects an object whose user metadata is longer than its limit.</summary>
    /// <exception cref="ObjectStoreException">The metadata is too long.</exception>
    public static void ThrowIfTooLarge(ObjectWrite write)
    {
        if (write.MetadataLimit is { } limit && Length(write.Metadata) is var length && length > limit)
            throw new ObjectStoreException(
                ObjectStoreFault.MetadataTooLarge,
                string.Format(
                    CultureInfo.InvariantCulture,
                    "The user metadata of {0} would have {1:N0} bytes, with the entries of this module. S3 stores at most {2:N0}. "
                        + "Nothing was sent.",
                    write.Address,
                    length,
                    limit
                )
            );
    }

    static bool IsNameCharacter(char character) =>
        character is (>= 'a' and <= 'z') or (>= '0' and <= '9') || NameCharacters.Contains(character);
}
