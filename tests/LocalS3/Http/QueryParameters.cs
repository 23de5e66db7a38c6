namespace LocalS3;

/// <summary>The parameters of a request's query, decoded, in their order. Names are case-sensitive, as in S3.</summary>
sealed class QueryParameters
{
    readonly List<KeyValuePair<string, string>> parameters = [];

    /// <exception cref="S3Exception">An escape is malformed.</exception>
    public QueryParameters(ReadOnlySpan<char> query)
    {
        foreach (var range in query.Split('&'))
        {
            var parameter = query[range];
            if (parameter.IsEmpty)
                continue;
            var equals = parameter.IndexOf('=');
            var name = equals < 0 ? parameter : parameter[..equals];
            var value = equals < 0 ? [] : parameter[(equals + 1)..];
            parameters.Add(new(PercentEncoding.Decode(name, plusIsSpace: true), PercentEncoding.Decode(value, plusIsSpace: true)));
        }
    }

    public IEnumerable<string> Names => parameters.Select(parameter => parameter.Key);

    /// <summary>Gets the query as Signature Version 4 signs it: escaped again, then sorted by the escaped text.</summary>
    public string Canonical =>
        string.Join(
            '&',
            parameters
                .Select(parameter =>
                    (
                        Name: PercentEncoding.Encode(parameter.Key, keepSlash: false),
                        Value: PercentEncoding.Encode(parameter.Value, keepSlash: false)
                    )
                )
                .OrderBy(parameter => parameter.Name, StringComparer.Ordinal)
                .ThenBy(parameter => parameter.Value, StringComparer.Ordinal)
                .Select(parameter => $"{parameter.Name}={parameter.Value}")
        );

    public bool Contains(string name) => Find(name) is not null;

    /// <summary>Returns the value of a parameter; empty if it has none, null if the parameter is missing.</summary>
    public string? Find(string name)
    {
        foreach (var parameter in parameters)
        {
            if (string.Equals(parameter.Key, name, StringComparison.Ordinal))
                return parameter.Value;
        }
        return null;
    }
}
