namespace RedshiftEncryption.Redshift.Copy;

/// <summary>Finds the value that all objects of one statement share.</summary>
internal static class Agreement
{
    /// <param name="what">The name of the property, for messages.</param>
    /// <param name="objects">Each object's URI and its value; at least one.</param>
    /// <param name="remedy">An alternative to loading the objects with separate statements.</param>
    /// <exception cref="InvalidCopyOptionException">The objects differ. The message lists the values.</exception>
    public static T Of<T>(string what, IEnumerable<(string Uri, T Kind)> objects, string remedy = "")
        where T : notnull
    {
        var kinds = objects.GroupBy(static known => known.Kind, static known => known.Uri).ToList();
        return kinds.Count == 1
            ? kinds[0].Key
            : throw new InvalidCopyOptionException(
                $"The objects differ in their {what}, but one COPY supports only one: "
                    + $"{string.Join("; ", kinds.Select(Describe))}. Load each kind with a separate statement{remedy}."
            );
    }

    static string Describe<T>(IGrouping<T, string> kind)
    {
        var count = kind.Count();
        return count == 1 ? $"{kind.Key}: '{kind.First()}'" : $"{kind.Key}: '{kind.First()}' and {count - 1} more";
    }
}
