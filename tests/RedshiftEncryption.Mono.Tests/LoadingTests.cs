using System.Reflection;
using RedshiftEncryption.Loading;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Mono;

/// <summary>Tests which requests the module's resolver handles, from which assemblies, and for how long.</summary>
internal static class LoadingTests
{
    /// <summary>The assembly that references the AWS SDK.</summary>
    const string AwsAssembly = "RedshiftEncryption.Aws";

    static readonly ModuleInitializer Module = new();

    /// <summary>In this order; afterwards the module is imported.</summary>
    public static IEnumerable<(string Name, Func<Task> Test)> All =>
        [
            // PowerShell looks through all types before it runs OnImport.
            (
                "every type of the cmdlets loads before OnImport",
                () =>
                {
                    Suite.Equal(true, typeof(ModuleInitializer).Assembly.GetTypes().Length > 50);
                    return Task.CompletedTask;
                }
            ),
            ("nothing is found before OnImport, although it is there", NotFoundBeforeAsync),
            (
                "OnImport loads nothing",
                () =>
                {
                    var before = AppDomain.CurrentDomain.GetAssemblies().Length;
                    Module.OnImport();
                    Suite.Equal(before, AppDomain.CurrentDomain.GetAssemblies().Length);
                    return Task.CompletedTask;
                }
            ),
            (
                "the entry assemblies are found in lib, once",
                () =>
                {
                    foreach (var name in new[] { AwsAssembly, "RedshiftEncryption.Compression" })
                    {
                        var found = Assembly.Load(name);
                        Suite.Equal(Path.Combine(Folder, "lib", name + ".dll"), found.Location);
                        Suite.Equal(found, Assembly.Load(name));
                    }
                    return Task.CompletedTask;
                }
            ),
            (
                "the cmdlets find the AWS SDK and the compression library",
                async () =>
                {
                    using var store = await ObjectStoreOpener.OpenAsync(new ConnectionRequest(), CancellationToken.None);
                    using var sink = new MemoryStream();
                    using (CompressionOpener.Open().Compress(sink, CopyCompression.Zstd, CompressionLevel.Fastest)) { }
                    foreach (var name in new[] { "AWSSDK.S3", "AWSSDK.Core", "ZstdSharp", "System.Memory" })
                        Suite.Equal(Path.Combine(Folder, "lib", name + ".dll"), Loaded(name).Single().Location);
                }
            ),
            (
                "Core is loaded once",
                () =>
                {
                    Suite.Equal(1, Loaded("RedshiftEncryption.Core").Count());
                    return Task.CompletedTask;
                }
            ),
            (
                "others get nothing of the module's",
                async () =>
                {
                    // Mono returns loaded assemblies to every requester; .NET Framework does not.
                    foreach (var name in Unloaded)
                        await NotFoundAsync(name);
                    Suite.Equal(null, Resolve("AWSSDK.SSO", typeof(LoadingTests).Assembly));
                    Suite.Equal(null, Resolve("AWSSDK.SSO", requesting: null));
                    Suite.Equal(null, Resolve("RedshiftEncryption.Core", typeof(object).Assembly));
                }
            ),
            (
                "the module's own assemblies get what lies in its folder, in whatever version",
                () =>
                {
                    foreach (
                        var requesting in new[]
                        {
                            typeof(ModuleInitializer).Assembly,
                            typeof(RootKey).Assembly,
                            Loaded(AwsAssembly).Single(),
                            Loaded("AWSSDK.Core").Single(),
                        }
                    )
                    {
                        Suite.Equal(
                            Path.Combine(Folder, "lib", "AWSSDK.SSO.dll"),
                            Resolve("AWSSDK.SSO, Version=3.3.0.0, Culture=neutral, PublicKeyToken=885c28607f98e604", requesting)?.Location
                        );
                        Suite.Equal(typeof(RootKey).Assembly, Resolve("RedshiftEncryption.Core", requesting));
                        Suite.Equal(null, Resolve("Newtonsoft.Json", requesting));
                    }
                    return Task.CompletedTask;
                }
            ),
        ];

    /// <summary>With two imports, as of two runspaces.</summary>
    public static IEnumerable<(string Name, Func<Task> Test)> AfterRemoval =>
        [
            (
                "of one import leaves the other working",
                () =>
                {
                    new ModuleInitializer().OnImport();
                    new ModuleInitializer().OnRemove(null!);
                    Suite.Equal(Loaded(AwsAssembly).Single(), Assembly.Load(AwsAssembly));
                    return Task.CompletedTask;
                }
            ),
            (
                "of the last leaves no handler",
                () =>
                {
                    Suite.Equal(1, Handlers);
                    new ModuleInitializer().OnRemove(null!);
                    Suite.Equal(0, Handlers);
                    return Task.CompletedTask;
                }
            ),
            (
                "and import again give the same assemblies",
                () =>
                {
                    Module.OnImport();
                    Suite.Equal(Loaded(AwsAssembly).Single(), Assembly.Load(AwsAssembly));
                    return Task.CompletedTask;
                }
            ),
        ];

    static string Folder => Path.GetDirectoryName(typeof(ModuleInitializer).Assembly.Location)!;

    /// <summary>Gets how often the resolver is registered, from a field of Mono.</summary>
    static int Handlers =>
        (
            (Delegate)
                typeof(AppDomain)
                    .GetField("AssemblyResolve", BindingFlags.Instance | BindingFlags.NonPublic)!
                    .GetValue(AppDomain.CurrentDomain)
        )
            .GetInvocationList()
            .Count(static handler => handler.Method.DeclaringType == typeof(ModuleResolver));

    /// <summary>Assemblies that no test has loaded so far.</summary>
    static string[] Unloaded => ["AWSSDK.SSO", "AWSSDK.SSOOIDC", "AWSSDK.SecurityToken", "System.Security.Principal.Windows"];

    static Assembly? Resolve(string name, Assembly? requesting) =>
        ModuleResolver.Resolve(sender: null, new ResolveEventArgs(name, requesting));

    static IEnumerable<Assembly> Loaded(string name) =>
        AppDomain.CurrentDomain.GetAssemblies().Where(assembly => string.Equals(assembly.GetName().Name, name, StringComparison.Ordinal));

    static Task<FileNotFoundException> NotFoundBeforeAsync()
    {
        Suite.Equal(true, File.Exists(Path.Combine(Folder, "lib", AwsAssembly + ".dll")));
        return NotFoundAsync(AwsAssembly);
    }

    static Task<FileNotFoundException> NotFoundAsync(string name) =>
        Suite.ThrowsAsync<FileNotFoundException>(() => Task.FromResult(Assembly.Load(name)));
}
