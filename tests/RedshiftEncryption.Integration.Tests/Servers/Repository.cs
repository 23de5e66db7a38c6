using System.Reflection;

namespace RedshiftEncryption.Integration.Servers;

internal static class Repository
{
    public static string Root { get; } = BuiltWith("RepositoryRoot");

    public static string Configuration { get; } = BuiltWith("Configuration");

    /// <summary>Where a missing server, Ruby or PowerShell is a failure and no reason to skip.</summary>
    public static bool IsCi => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    static string BuiltWith(string key) =>
        Assembly
            .GetExecutingAssembly()
            .GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => string.Equals(attribute.Key, key, StringComparison.Ordinal))
            .Value!;

    /// <summary>Skips a test for want of something; in CI nothing may be wanting.</summary>
    public static void Lack(string what)
    {
        if (IsCi)
            Assert.Fail(what);
        Assert.Skip(what);
    }
}
