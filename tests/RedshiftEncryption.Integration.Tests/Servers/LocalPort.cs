using System.Net;
using System.Net.Sockets;

namespace RedshiftEncryption.Integration.Servers;

/// <summary>Ports of this machine for servers that cannot choose one themselves.</summary>
internal static class LocalPort
{
    /// <summary>Gets a port that nothing listens on at the moment.</summary>
    public static int Free()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
