using System.Runtime.InteropServices;

namespace RedshiftEncryption.Bench.Measuring;

/// <summary>Contains the cost of a piece of work.</summary>
/// <param name="Wall">The elapsed time in seconds.</param>
/// <param name="Processor">The processor time of this process in seconds: all threads, including the kernel's part.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Cost(double Wall, double Processor)
{
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Wall:0.000} s, processor {Processor:0.000} s");
}
