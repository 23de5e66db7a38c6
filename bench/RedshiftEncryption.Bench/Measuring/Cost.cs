using System.Runtime.InteropServices;

namespace RedshiftEncryption.Bench.Measuring;

/// <summary>What a piece of work took.</summary>
/// <param name="Wall">From beginning to end, in seconds.</param>
/// <param name="Processor">Of this process, all threads and the kernel's part for it, in seconds.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Cost(double Wall, double Processor)
{
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Wall:0.000} s, processor {Processor:0.000} s");
}
