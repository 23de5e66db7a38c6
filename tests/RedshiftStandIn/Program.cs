using System.Net;
using System.Text.Json;
using LocalS3;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using RedshiftStandIn;

// The credentials are those of the store too, as one account has.
if (args is not ["--postgres", { } folder, "--access-key-id", { } accessKeyId, "--secret-access-key", { } secret])
{
    await Console.Error.WriteLineAsync(
        "Usage: RedshiftStandIn --postgres FOLDER --access-key-id ID --secret-access-key SECRET (it ends with its standard input)"
    );
    return 2;
}

var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder
    .WebHost.UseKestrelCore()
    .ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http1));
await using var server = builder.Build();
var database = new Database(folder);
await database.CreateSystemViewsAsync();
using var objects = new ObjectReader();
var runs = new Runs(database, objects);
var faults = new Faults();
var api = new DataApi(new RequestAuthenticator(new AccessKey(accessKeyId, secret), TimeProvider.System), runs, faults);
server.Run(api.HandleAsync);
await server.StartAsync();

// The only line on standard output: a parent process reads it to know that the server listens, and where.
Console.WriteLine(JsonSerializer.Serialize(new { endpoint = server.Urls.Single() }));
_ = Task.Run(() =>
{
    using var input = Console.OpenStandardInput();
    input.CopyTo(Stream.Null);
    server.Lifetime.StopApplication();
});
await server.WaitForShutdownAsync();
return 0;
