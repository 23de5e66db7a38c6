using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RedshiftEncryption.Integration.Servers;

/// <summary>A real sshd on a port of its own, with an RSA host key, and one key that runs one command.</summary>
internal sealed class SshServer : IAsyncDisposable
{
    readonly Process process;

    SshServer(Process process, string folder, int port)
    {
        this.process = process;
        Folder = folder;
        Port = port;
    }

    /// <summary>The folder of its keys and logs, which other users can enter.</summary>
    public string Folder { get; }

    public int Port { get; }

    public string HostKeyPath => Path.Combine(Folder, "host.pub");

    /// <summary>The private key of the client, which the user of PostgreSQL can read.</summary>
    public string IdentityPath => Path.Combine(Folder, "cluster");

    public string LogPath => Path.Combine(Folder, "sshd.log");

    /// <param name="folder">An existing folder.</param>
    /// <param name="command">The forced command, without quotation marks.</param>
    /// <param name="environment">The variables of the command.</param>
    public static async Task<SshServer> StartAsync(string folder, string command, IReadOnlyDictionary<string, string> environment)
    {
        var sshd = Array.Find(["/usr/sbin/sshd", "/usr/bin/sshd"], File.Exists);
        if (sshd is null)
            Repository.Lack("There is no sshd; run tests/install.sh.");
        Command.Require("ssh");
        await RunAsync("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", Path.Combine(folder, "host"));
        await RunAsync("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", Path.Combine(folder, "cluster"));
        var publicKey = await File.ReadAllTextAsync(Path.Combine(folder, "cluster.pub"));
        await File.WriteAllTextAsync(Path.Combine(folder, "authorized_keys"), $"restrict,command=\"{command}\" {publicKey}");
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "postgres:", Path.Combine(folder, "cluster"));
            // sshd refuses to start without it.
            Directory.CreateDirectory("/run/sshd");
        }
        var port = LocalPort.Free();
        await File.WriteAllTextAsync(
            Path.Combine(folder, "sshd_config"),
            $"""
            ListenAddress 127.0.0.1:{port}
            HostKey {Path.Combine(folder, "host")}
            PidFile {Path.Combine(folder, "sshd.pid")}
            AuthorizedKeysFile {Path.Combine(folder, "authorized_keys")}
            PermitRootLogin forced-commands-only
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            StrictModes no
            UsePAM no
            MaxStartups 50
            LogLevel VERBOSE
            SetEnv {string.Join(' ', environment.Select(static variable => $"{variable.Key}={variable.Value}"))}

            """
        );
        var sshdProcess = Process.Start(
            new ProcessStartInfo(sshd!, ["-D", "-f", Path.Combine(folder, "sshd_config"), "-E", Path.Combine(folder, "sshd.log")])
            {
                UseShellExecute = false,
            }
        )!;
        var server = new SshServer(sshdProcess, folder, port);
        await server.WaitAsync();
        return server;
    }

    /// <summary>Kills the processes of the forced command, as the system does that runs out of memory.</summary>
    /// <param name="mark">A text in their command lines that no other process has.</param>
    /// <returns>The number of processes.</returns>
    public static int KillCommands(string mark)
    {
        var killed = 0;
        foreach (var (id, _) in CommandLines().Where(line => line.Text.Contains(mark, StringComparison.Ordinal)))
        {
            using var found = Process.GetProcessById(id);
            if (!found.ProcessName.StartsWith("dotnet", StringComparison.Ordinal))
                continue;
            found.Kill();
            killed++;
        }
        return killed;
    }

    /// <summary>The command lines of all processes.</summary>
    public static IEnumerable<(int Id, string Text)> CommandLines()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id))
                continue;
            string text;
            try
            {
                text = File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
            }
            catch (IOException)
            {
                // It has ended.
                continue;
            }
            yield return (id, text);
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>Waits until the server accepts connections.</summary>
    async Task WaitAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (attempt < 200 && !process.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    static async Task RunAsync(string program, params string[] arguments)
    {
        var (exitCode, output, error) = await Command.RunAsync(program, arguments, "");
        Assert.True(exitCode == 0, output + error);
    }
}
