using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace LocalS3;

/// <summary>Runs Kestrel on 127.0.0.1, with S3 at its root and the control surface next to it.</summary>
static class LoopbackServer
{
    /// <summary>Three parameters that each repeat an escaped 1,024-byte key must fit into a request line.</summary>
    const int MaxRequestLineLength = 32 * 1024;

    /// <summary>The time that requests in progress have after a signal: their client has usually ended too.</summary>
    static readonly TimeSpan ShutdownTimeout = TimeSpan.FromMilliseconds(100);

    public static WebApplication Build(CommandLine commandLine)
    {
        // The empty builder reads no settings file and no ASPNETCORE_* variable: nothing can add an address or a logger.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, commandLine)).UseSockets(Configure);
        // Behind Kestrel's own registration, which it replaces.
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, WideBlockPoolFactory>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        var server = builder.Build();

        var buckets = new Buckets();
        foreach (var name in commandLine.Buckets)
            buckets.Create(name, location: "");
        var requests = new RequestLog();
        var faults = new FaultList();
        var control = new ControlSurface(requests, faults, buckets);
        var authenticator = new RequestAuthenticator(commandLine.AccessKey, TimeProvider.System);
        var bandwidth = commandLine.BytesPerSecond is { } rate ? new Bandwidth(rate, TimeProvider.System) : null;
        var receiver = new BodyReceiver(commandLine.Sink, bandwidth, commandLine.ConnectionBytesPerSecond);
        var kmsAnswers = commandLine.KmsAnswersPath is { } path ? KmsAnswers.Read(path) : KmsAnswers.None;
        var stopping = server.Lifetime.ApplicationStopping;
        var exchange = new Exchange(authenticator, buckets, requests, faults, receiver, kmsAnswers, stopping);
        server.Run(context =>
        {
            // Kestrel's Path is decoded and normalized. Only the raw target distinguishes "%2B" from "+" and keeps "//".
            var rawTarget = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            return rawTarget.StartsWith(ControlSurface.Root, StringComparison.Ordinal)
                ? control.HandleAsync(context, rawTarget[ControlSurface.Root.Length..])
                : ExchangeAsync(context, rawTarget);
        });
        return server;

        async Task ExchangeAsync(HttpContext context, string rawTarget)
        {
            if (commandLine.Latency > TimeSpan.Zero)
                await Task.Delay(commandLine.Latency, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await exchange.HandleAsync(context, rawTarget);
        }
    }

    static void Configure(KestrelServerOptions kestrel, CommandLine commandLine)
    {
        kestrel.Listen(
            IPAddress.Loopback,
            commandLine.Port,
            listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (commandLine.CertificateFolder is { } folder)
                    listen.UseHttps(LoopbackCertificate.Create(folder));
            }
        );
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestLineSize = MaxRequestLineLength;
        // S3's own limit applies instead, and a test may let its source drip.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
    }

    /// <summary>A buffer that waits with its connection is cheaper than asking before each read whether one is needed.</summary>
    static void Configure(SocketTransportOptions sockets) => sockets.WaitForDataBeforeAllocatingBuffer = false;
}
