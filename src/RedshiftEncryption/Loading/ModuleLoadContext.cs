using System.Reflection;
using System.Runtime.Loader;

namespace RedshiftEncryption.Loading;

/// <summary>
/// Holds the AWS SDK and all that it needs, so that they meet no other module's versions. What is not in the module's
/// <c>lib</c> folder comes from the default context, Core among it: its types must exist once.
/// </summary>
internal sealed class ModuleLoadContext : AssemblyLoadContext
{
    /// <summary>The one assembly that the cmdlets ask the default context for and that only this one has.</summary>
    const string EntryAssembly = "RedshiftEncryption.S3";

    static readonly string Folder = Path.Combine(Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!, "lib");

    static readonly Lazy<ModuleLoadContext> Instance = new(static () => new ModuleLoadContext());

    ModuleLoadContext()
        : base("RedshiftEncryption")
    {
    }

    /// <summary>Answers for the module's own assembly alone.</summary>
    public static Assembly? ResolveOwn(AssemblyLoadContext context, AssemblyName name) =>
        string.Equals(name.Name, EntryAssembly, StringComparison.Ordinal) ? Instance.Value.LoadFromAssemblyName(name) : null;

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(Folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
