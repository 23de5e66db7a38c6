using System.Diagnostics;
using System.Security.Cryptography;
using RedshiftEncryption.Bench.Inputs;
using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Source;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Measures reading and encryption alone, against the program of OpenSSL.</summary>
internal sealed class Reader : IRow
{
    const long Length = 1024 * InputFiles.MiB;
    const double Limit = 0.9;

    readonly byte[] buffer = new byte[PartSize.Default];

    public string Name => "reader";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        var path = InputFiles.Noise(settings.Inputs, Length);
        var costs = await AlternatingRuns.RunAsync(
            settings.Pairs,
            new Contender<Cost>("ours", () => Meter.MeasureAsync(() => ReadAsync(path, checksum: false))),
            new Contender<Cost>("openssl", () => Meter.MeasureAsync(() => EncryptByOpenSslAsync(path))),
            new Contender<Cost>("ours, checksum", () => Meter.MeasureAsync(() => ReadAsync(path, checksum: true)))
        );
        return
        [
            Finding.AtMost(
                Name,
                Spread.OfRatios(costs[0], costs[1], static cost => cost.Wall),
                Limit,
                settings.Pairs,
                "1 GiB; plain is `openssl enc -aes-256-cbc`"
            ),
            Finding.Reported(
                $"{Name}, with CRC-32C",
                Spread.OfRatios(costs[2], costs[1], static cost => cost.Wall),
                settings.Pairs,
                "the same runs of openssl"
            ),
        ];
    }

    async Task ReadAsync(string path, bool checksum)
    {
        using var file = await SourceFile.OpenAsync(path, CancellationToken.None);
        await using var content = new SourceContent(file).OpenStream();
        using var dataKey = DataKey.Create();
        using var encryptor = new CbcEncryptor(dataKey, RandomNumberGenerator.GetBytes(CbcContent.BlockLength));
        var reader = new PartReader(content, file.Length, encryptor, checksum);
        while (!reader.IsAtEnd)
            await reader.ReadAsync(buffer, buffer.Length, CancellationToken.None);
    }

    static async Task EncryptByOpenSslAsync(string path)
    {
        var key = Convert.ToHexString(RandomNumberGenerator.GetBytes(DataKey.LengthInBytes));
        var vector = Convert.ToHexString(RandomNumberGenerator.GetBytes(CbcContent.BlockLength));
        using var openSsl = Process.Start(
            new ProcessStartInfo("openssl", ["enc", "-aes-256-cbc", "-K", key, "-iv", vector, "-in", path, "-out", "/dev/null"])
            {
                UseShellExecute = false,
            }
        )!;
        await openSsl.WaitForExitAsync();
        if (openSsl.ExitCode != 0)
            throw new InvalidOperationException("openssl failed.");
    }
}
