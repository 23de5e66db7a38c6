using System.Reflection;

namespace RedshiftEncryption.Tests.Layout;

internal static class Repository
{
    /// <summary>Where the sources are that this assembly was built from.</summary>
    public static string Root { get; } =
        Assembly
            .GetExecutingAssembly()
            .GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(static attribute => string.Equals(attribute.Key, "RepositoryRoot", StringComparison.Ordinal))
            .Value!;
}
