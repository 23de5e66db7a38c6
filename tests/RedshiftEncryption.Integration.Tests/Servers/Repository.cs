using System.Reflection;

namespace RedshiftEncryption.Integration.Servers;

internal static class Repository
{
    public static string Root { get; } = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static attribute => string.Equals(attribute.Key, "RepositoryRoot", StringComparison.Ordinal)).Value!;

    /// <summary>Where a missing server, Ruby or PowerShell is a failure and no reason to skip.</summary>
    public static bool IsCi => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Skips a test for want of something; in CI nothing may be wanting.</summary>
    public static void Lack(string what)
    {
        if (IsCi)
            Assert.Fail(what);
        Assert.Skip(what);
    }
}
