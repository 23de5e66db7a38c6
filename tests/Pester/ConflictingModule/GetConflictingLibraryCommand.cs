using System.IO.Hashing;
using System.Management.Automation;
using System.Reflection;
using System.Text.Json;
using ZstdSharp;

namespace ConflictingModule;

/// <summary>
/// Uses this module's libraries, of other versions than RedshiftEncryption's, and returns their versions.
/// </summary>
[Cmdlet(VerbsCommon.Get, "ConflictingLibrary")]
[OutputType(typeof(string))]
public sealed class GetConflictingLibraryCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(new[] { "one", "two" });
        using var compressor = new Compressor();
        using var decompressor = new Decompressor();
        var unpacked = decompressor.Unwrap(compressor.Wrap(text));
        if (
            !unpacked.SequenceEqual(text)
            || Crc32.HashToUInt32(unpacked) != Crc32.HashToUInt32(text)
            || JsonSerializer.Deserialize<string[]>(unpacked) is not ["one", "two"]
        )
            throw new InvalidOperationException("A library does not work.");
        foreach (var assembly in new[] { typeof(Crc32).Assembly, typeof(Compressor).Assembly })
            WriteObject($"{assembly.GetName().Name} {assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()!.Version}");
    }
}
