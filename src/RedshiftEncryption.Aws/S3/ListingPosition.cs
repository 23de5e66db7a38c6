using System.Globalization;

namespace RedshiftEncryption.Aws.S3;

/// <summary>
/// Represents the position in a listing, as a text that only the store reads: the server's token and the token of an
/// earlier page. A server that repeats its tokens would otherwise be listed forever. The earlier token is replaced
/// after 1, 2, 4, ... pages, so that a cycle of any length is detected without storing all tokens.
/// </summary>
/// <param name="Token">The server's token for the next page.</param>
/// <param name="Milestone">The token of an earlier page.</param>
/// <param name="Age">The number of pages since the milestone.</param>
/// <param name="Span">The number of pages after which the milestone is replaced.</param>
internal sealed record ListingPosition(string Token, string Milestone, int Age, int Span)
{
    const char Separator = '\n';

    public static ListingPosition? Parse(string? continuation)
    {
        if (continuation is null)
            return null;
        var parts = continuation.Split([Separator], 4);
        return new ListingPosition(parts[3], Uri.UnescapeDataString(parts[2]), Number(parts[0]), Number(parts[1]));
    }

    /// <summary>Gets the position of the next page.</summary>
    /// <param name="current">The position of this page; null for the first page.</param>
    /// <param name="token">The server's token for the next page.</param>
    /// <returns>Null if the token is a repeated one.</returns>
    public static ListingPosition? Next(ListingPosition? current, string token)
    {
        if (current is null)
            return new ListingPosition(token, token, 0, 1);
        if (
            string.Equals(token, current.Token, StringComparison.Ordinal)
            || string.Equals(token, current.Milestone, StringComparison.Ordinal)
        )
            return null;
        return current.Age + 1 < current.Span
            ? current with
            {
                Token = token,
                Age = current.Age + 1,
            }
            : new ListingPosition(token, token, 0, current.Span * 2);
    }

    public override string ToString() => string.Join("\n", Text(Age), Text(Span), Uri.EscapeDataString(Milestone), Token);

    static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
