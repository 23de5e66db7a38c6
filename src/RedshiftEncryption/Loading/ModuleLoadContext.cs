using System.Reflection;
using System.Runtime.Loader;

namespace RedshiftEncryption.Loading;

/// <summary>
/// Holds the AWS SDK, the compression library and all that they need, so that they meet no other module's versions. What is
/// not in the module's
/// <c>lib</c> folder comes from the default context, Core among it: its types must exist once.
/// </summary>
internal sealed class ModuleLoadContext : AssemblyLoadContext
{
    /// <summary>The assemblies that the cmdlets ask the default context for and that only this one has.</summary>
    static readonly string[] EntryAssemblies = ["RedshiftEncryption.Aws", "RedshiftEncryption.Compression"];

    static readonly string Folder = Path.Combine(Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!, "lib");

    static readonly Lazy<ModuleLoadContext> Instance = new(static () => new ModuleLoadContext());

    ModuleLoadContext()
        : base("RedshiftEncryption") { }

    /// <summary>Answers for the module's own assemblies alone.</summary>
    public static Assembly? ResolveOwn(AssemblyLoadContext context, AssemblyName name) =>
        EntryAssemblies.Contains(name.Name, StringComparer.Ordinal) ? Instance.Value.LoadFromAssemblyName(name) : null;

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(Folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
