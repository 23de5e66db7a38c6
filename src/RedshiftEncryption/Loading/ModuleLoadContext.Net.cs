using System.Reflection;
using System.Runtime.Loader;

namespace RedshiftEncryption.Loading;

/// <summary>
/// Loads the AWS SDK, the compression and CSV libraries and their dependencies, isolated from the versions of other modules. Assemblies
/// that are not in the module's <c>lib</c> folder come from the default context, including Core, whose types must exist once.
/// </summary>
internal sealed class ModuleLoadContext : AssemblyLoadContext
{
    /// <summary>The assemblies that the cmdlets request from the default context and that only this one contains.</summary>
    static readonly string[] EntryAssemblies = ["RedshiftEncryption.Aws", "RedshiftEncryption.Compression", "RedshiftEncryption.Csv"];

    static readonly string Folder = Path.Combine(Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!, "lib");

    static readonly Lazy<ModuleLoadContext> Instance = new(static () => new ModuleLoadContext());

    ModuleLoadContext()
        : base("RedshiftEncryption") { }

    /// <summary>Resolves only the module's own assemblies.</summary>
    public static Assembly? ResolveOwn(AssemblyLoadContext context, AssemblyName name) =>
        EntryAssemblies.Contains(name.Name, StringComparer.Ordinal) ? Instance.Value.LoadFromAssemblyName(name) : null;

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(Folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
