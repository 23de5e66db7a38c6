using System.Text;
using Microsoft.Extensions.Primitives;

namespace LocalS3;

/// <summary>The text of a request that Signature Version 4 signs.</summary>
static class CanonicalRequest
{
    public static string Build(HttpRequest request, RequestTarget target, IReadOnlyList<string> signedHeaders, string payloadHash)
    {
        var text = new StringBuilder(1024);
        text.Append(request.Method).Append('\n').Append(target.CanonicalPath).Append('\n').Append(target.Query.Canonical).Append('\n');
        foreach (var name in signedHeaders)
        {
            text.Append(name).Append(':');
            AppendValues(text, request.Headers[name]);
            text.Append('\n');
        }
        return text.Append('\n').AppendJoin(';', signedHeaders).Append('\n').Append(payloadHash).ToString();
    }

    /// <summary>Values are trimmed and their runs of spaces made one, as the signer did before it hashed them.</summary>
    static void AppendValues(StringBuilder text, StringValues values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0)
                text.Append(',');
            var previous = ' ';
            foreach (var character in values[i].AsSpan().Trim())
            {
                if (character != ' ' || previous != ' ')
                    text.Append(character);
                previous = character;
            }
        }
    }
}
