using System.Globalization;

namespace LocalS3;

/// <summary>The two ways in which S3 writes a time.</summary>
static class Timestamp
{
    /// <summary>As in headers, to the second.</summary>
    public static string ForHeader(DateTimeOffset time) => time.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>As in documents, to the millisecond.</summary>
    public static string ForXml(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static bool TryParseHeader(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
