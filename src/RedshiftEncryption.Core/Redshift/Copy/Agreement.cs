namespace RedshiftEncryption.Redshift.Copy;

/// <summary>What all objects of one statement agree on.</summary>
internal static class Agreement
{
    /// <param name="what">What they should agree on.</param>
    /// <param name="objects">Each object's URI and its kind; at least one.</param>
    /// <param name="remedy">What else the user can do than load them by a statement each.</param>
    /// <exception cref="InvalidCopyOptionException">They do not agree; the message says which is which.</exception>
    public static T Of<T>(string what, IEnumerable<(string Uri, T Kind)> objects, string remedy = "")
        where T : notnull
    {
        var kinds = objects.GroupBy(static known => known.Kind, static known => known.Uri).ToList();
        return kinds.Count == 1
            ? kinds[0].Key
            : throw new InvalidCopyOptionException(
                $"The objects differ in their {what}, and one COPY takes one: {string.Join("; ", kinds.Select(Describe))}. Load them by a statement each{remedy}."
            );
    }

    static string Describe<T>(IGrouping<T, string> kind)
    {
        var count = kind.Count();
        return count == 1 ? $"{kind.Key}: '{kind.First()}'" : $"{kind.Key}: '{kind.First()}' and {count - 1} more";
    }
}
