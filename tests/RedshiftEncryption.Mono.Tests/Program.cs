using System.Reflection;
using RedshiftEncryption.Mono;

if (args.Length != 1)
{
    await Console.Error.WriteLineAsync(
        "Usage: RedshiftEncryption.Mono.Tests.exe <the module's bin/netstandard2.0>, with AWS_ENDPOINT_URL and credentials in the environment"
    );
    return 2;
}

// Loads what PowerShell loads on import: the cmdlets, and Core next to them. The module must find all other assemblies.
var folder = Path.GetFullPath(args[0]);
var facade = new Lazy<Assembly>(Facade.Load);
AppDomain.CurrentDomain.AssemblyResolve += (_, request) =>
    new AssemblyName(request.Name).Name switch
    {
        "netstandard" => facade.Value,
        "RedshiftEncryption" or "RedshiftEncryption.Core" when request.RequestingAssembly == typeof(Suite).Assembly => Assembly.LoadFrom(
            Path.Combine(folder, new AssemblyName(request.Name).Name + ".dll")
        ),
        // Of Core's signatures.
        "System.Threading.Tasks.Extensions" when request.RequestingAssembly == typeof(Suite).Assembly => Assembly.LoadFile(
            Path.Combine(folder, "lib", "System.Threading.Tasks.Extensions.dll")
        ),
        _ => null,
    };

// Apart, for this method is compiled before the handler is there.
return await Suite.RunAllAsync();
