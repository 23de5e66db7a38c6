namespace RedshiftEncryption.Storage;

/// <summary>Compares keys as S3 lists them: by their bytes in UTF-8, which is also the order of their code points.</summary>
internal sealed class KeyOrder : IComparer<string>
{
    public static KeyOrder Comparer { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (left, right) = (x ?? "", y ?? "");
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            if (left[i] != right[i])
                return Rank(left[i]) - Rank(right[i]);
        }
        return left.Length - right.Length;
    }

    /// <summary>Ranks surrogates, which encode code points from U+10000, above all other UTF-16 characters.</summary>
    static int Rank(char character) => char.IsSurrogate(character) ? character + char.MaxValue : character;
}
