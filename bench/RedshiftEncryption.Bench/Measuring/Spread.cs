using System.Globalization;
using System.Runtime.InteropServices;

namespace RedshiftEncryption.Bench.Measuring;

/// <summary>Describes the distribution of a series of numbers.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Spread(double Median, double Least, double Most)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        var median = sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }

    /// <summary>Computes the spread of the ratios of pairs.</summary>
    public static Spread OfRatios<T>(IReadOnlyList<T> ours, IReadOnlyList<T> theirs, Func<T, double> quantity) =>
        Of(ours.Zip(theirs, (our, their) => quantity(our) / quantity(their)));

    public string ToString(string format) =>
        string.Format(CultureInfo.InvariantCulture, $"{{0:{format}}} ({{1:{format}}}–{{2:{format}}})", Median, Least, Most);
}
