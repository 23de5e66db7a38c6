namespace LocalS3;

/// <summary>
/// The order of keys in listings: by their UTF-8 bytes. It differs from the order of UTF-16 units only where surrogates
/// meet U+E000 and above.
/// </summary>
sealed class KeyOrder : IComparer<string>
{
    public static KeyOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var first = x.AsSpan();
        var second = y.AsSpan();
        var common = first.CommonPrefixLength(second);
        if (common == first.Length || common == second.Length)
            return first.Length - second.Length;
        var (a, b) = (first[common], second[common]);
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a - b
            : char.IsSurrogate(a) ? 1
            : -1;
    }
}
