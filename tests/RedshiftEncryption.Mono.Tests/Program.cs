using System.Reflection;
using RedshiftEncryption.Mono;

if (args.Length != 1)
{
    await Console.Error.WriteLineAsync("Usage: RedshiftEncryption.Mono.Tests.exe <the module's bin/netstandard2.0>, with AWS_ENDPOINT_URL and credentials in the environment");
    return 2;
}

// What PowerShell does on import: the cmdlets, and Core beside them. All else is the module's own to find.
var folder = Path.GetFullPath(args[0]);
AppDomain.CurrentDomain.AssemblyResolve += (_, request) =>
    request.RequestingAssembly == typeof(Suite).Assembly && new AssemblyName(request.Name).Name is "RedshiftEncryption" or "RedshiftEncryption.Core"
        ? Assembly.LoadFrom(Path.Combine(folder, new AssemblyName(request.Name).Name + ".dll"))
        : null;

var suite = new Suite();
await suite.RunAsync("loading", LoadingTests.All);
await suite.RunAsync("root keys", RootKeyTests.All);
await suite.RunAsync("objects", ObjectTests.All);
await suite.RunAsync("removal", LoadingTests.AfterRemoval);
Console.WriteLine($"{suite.Passed} passed, {suite.Failed} failed");
return suite.Failed == 0 && suite.Passed > 0 ? 0 : 1;
