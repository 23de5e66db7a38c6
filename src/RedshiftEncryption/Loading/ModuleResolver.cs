using System.Collections.Concurrent;
using System.Reflection;

namespace RedshiftEncryption.Loading;

/// <summary>
/// Finds the module's assemblies in Windows PowerShell, which has one application domain and no load contexts: for requests
/// of the module's own assemblies, and for its entry assemblies, in its own two folders alone. Everybody else's requests are
/// none of its business, so no other module gets this one's AWS SDK.
/// </summary>
internal static class ModuleResolver
{
    /// <summary>Asked for by the cmdlets; whoever else names them can mean no others.</summary>
    static readonly string[] EntryAssemblies = ["RedshiftEncryption.Aws", "RedshiftEncryption.Compression"];

    static readonly string Folder = Path.GetDirectoryName(typeof(ModuleResolver).Assembly.Location)!;

    static readonly string Library = Path.Combine(Folder, "lib");

    /// <summary>By path. An assembly is loaded once, whoever asks for it and for which version: its types must exist once.</summary>
    static readonly ConcurrentDictionary<string, Lazy<Assembly>> Loaded = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Answers for the module's own requests alone.</summary>
    public static Assembly? Resolve(object? sender, ResolveEventArgs args)
    {
        var name = new AssemblyName(args.Name).Name!;
        if (!IsOwn(args.RequestingAssembly) && !EntryAssemblies.Contains(name, StringComparer.Ordinal))
            return null;
        // LoadFrom gives what anybody has loaded by the same name and version, and the AWS SDK keeps its assembly version
        // for years: only LoadFile is sure to give this very file. What lies beside the cmdlets PowerShell has loaded by LoadFrom.
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
