using System.Globalization;

namespace RedshiftEncryption.Aws.S3;

/// <summary>
/// Where a listing goes on, as one text that only the store reads: the server's token, and a token of an earlier page. A server whose
/// tokens come round again would be listed for ever; the earlier token moves on after 1, 2, 4, ... pages, so that a round of any
/// length is noticed without keeping all tokens.
/// </summary>
/// <param name="Token">The server's.</param>
/// <param name="Milestone">An earlier page's.</param>
/// <param name="Age">How many pages ago that was.</param>
/// <param name="Span">After how many it moves on.</param>
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

    /// <summary>The next page's position.</summary>
    /// <param name="current">This page's; null for the first one.</param>
    /// <param name="token">What the server says of the next.</param>
    /// <returns>Null where the token has been there before.</returns>
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
