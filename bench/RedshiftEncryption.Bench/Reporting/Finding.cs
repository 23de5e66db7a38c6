using System.Globalization;
using RedshiftEncryption.Bench.Measuring;

namespace RedshiftEncryption.Bench.Reporting;

/// <summary>One line of the table.</summary>
/// <param name="Row">The row it belongs to and what of it.</param>
/// <param name="Measured">The median and its spread.</param>
/// <param name="Limit">What must be reached, or "reported".</param>
/// <param name="IsMet">Null where there is no limit.</param>
/// <param name="Pairs">How many counted.</param>
/// <param name="Remark">What a reader needs to judge it.</param>
internal sealed record Finding(string Row, string Measured, string Limit, bool? IsMet, int Pairs, string Remark)
{
    const string NoLimit = "reported";

    /// <param name="row">The row and what of it.</param>
    /// <param name="ratio">Of ours to theirs.</param>
    /// <param name="limit">The median may be at most this.</param>
    /// <param name="pairs">How many.</param>
    /// <param name="remark">For the reader.</param>
    public static Finding AtMost(string row, Spread ratio, double limit, int pairs, string remark) =>
        new(
            row,
            ratio.ToString("0.00"),
            string.Create(CultureInfo.InvariantCulture, $"≤ {limit:0.00}"),
            Math.Round(ratio.Median, 2) <= limit,
            pairs,
            remark
        );

    /// <param name="row">The row and what of it.</param>
    /// <param name="value">With its unit.</param>
    /// <param name="median">The number that the limit is for.</param>
    /// <param name="limit">It must be below this.</param>
    /// <param name="unit">The limit's.</param>
    /// <param name="pairs">How many.</param>
    /// <param name="remark">For the reader.</param>
    public static Finding Under(string row, string value, double median, double limit, string unit, int pairs, string remark) =>
        new(row, value, string.Create(CultureInfo.InvariantCulture, $"< {limit:0} {unit}"), median < limit, pairs, remark);

    public static Finding Reported(string row, Spread ratio, int pairs, string remark) =>
        new(row, ratio.ToString("0.00"), NoLimit, IsMet: null, pairs, remark);

    /// <summary>With a warning where others took so much of the processors that the numbers are in doubt.</summary>
    public Finding With(double shareOfOthers)
    {
        const double Quiet = 0.02;
        return shareOfOthers <= Quiet
            ? this
            : this with
            {
                Remark = $"{Remark}; other processes took {shareOfOthers.ToString("P0", CultureInfo.InvariantCulture)} of the processors",
            };
    }
}
