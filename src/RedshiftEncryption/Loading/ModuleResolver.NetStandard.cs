using System.Collections.Concurrent;
using System.Reflection;

namespace RedshiftEncryption.Loading;

/// <summary>
/// Resolves the module's assemblies in Windows PowerShell, which has one application domain and no load contexts. It handles
/// requests of the module's own assemblies and for its entry assemblies, only in the module's two folders. It ignores other
/// requests, so that no other module receives this one's AWS SDK.
/// </summary>
internal static class ModuleResolver
{
    /// <summary>The assemblies that the cmdlets request. Any other request for these names means the same assemblies.</summary>
    static readonly string[] EntryAssemblies = ["RedshiftEncryption.Aws", "RedshiftEncryption.Compression"];

    static readonly string Folder = Path.GetDirectoryName(typeof(ModuleResolver).Assembly.Location)!;

    static readonly string Library = Path.Combine(Folder, "lib");

    /// <summary>The loaded assemblies, by path. Each is loaded once for all callers and versions: its types must exist once.</summary>
    static readonly ConcurrentDictionary<string, Lazy<Assembly>> Loaded = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Resolves only the module's own requests.</summary>
    public static Assembly? Resolve(object? sender, ResolveEventArgs args)
    {
        var name = new AssemblyName(args.Name).Name!;
        if (!IsOwn(args.RequestingAssembly) && !EntryAssemblies.Contains(name, StringComparer.Ordinal))
            return null;
        // LoadFrom returns any loaded assembly of the same name and version, and the AWS SDK keeps its assembly version for
        // years: only LoadFile is sure to load this file. PowerShell has loaded the cmdlets' folder with LoadFrom.
        return Find(Library, name, Assembly.LoadFile) ?? Find(Folder, name, Assembly.LoadFrom);
    }

    static Assembly? Find(string folder, string name, Func<string, Assembly> load)
    {
        var path = Path.Combine(folder, name + ".dll");
        return File.Exists(path) ? Loaded.GetOrAdd(path, key => new Lazy<Assembly>(() => load(key))).Value : null;
    }

    static bool IsOwn(Assembly? assembly) =>
        assembly is { IsDynamic: false }
        && Path.GetDirectoryName(assembly.Location) is { } folder
        && (IsSame(folder, Folder) || IsSame(folder, Library));

    static bool IsSame(string folder, string other) => string.Equals(folder, other, StringComparison.OrdinalIgnoreCase);
}
