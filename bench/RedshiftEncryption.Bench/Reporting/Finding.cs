using System.Globalization;
using RedshiftEncryption.Bench.Measuring;

namespace RedshiftEncryption.Bench.Reporting;

/// <summary>Represents one line of the table.</summary>
/// <param name="Row">The row and the measured quantity.</param>
/// <param name="Measured">The median and its spread.</param>
/// <param name="Limit">The limit, or "reported" if there is none.</param>
/// <param name="IsMet">Whether the limit is met; null if there is none.</param>
/// <param name="Pairs">The number of counted pairs.</param>
/// <param name="Remark">A remark that helps to judge the result.</param>
internal sealed record Finding(string Row, string Measured, string Limit, bool? IsMet, int Pairs, string Remark)
{
    const string NoLimit = "reported";

    /// <param name="row">The row and the measured quantity.</param>
    /// <param name="ratio">The ratio of this module to the other side.</param>
    /// <param name="limit">The maximum of the median.</param>
    /// <param name="pairs">The number of counted pairs.</param>
    /// <param name="remark">A remark for the reader.</param>
    public static Finding AtMost(string row, Spread ratio, double limit, int pairs, string remark) =>
        new(
            row,
            ratio.ToString("0.00"),
            string.Create(CultureInfo.InvariantCulture, $"≤ {limit:0.00}"),
            Math.Round(ratio.Median, 2) <= limit,
            pairs,
            remark
        );

    /// <param name="row">The row and the measured quantity.</param>
    /// <param name="value">The value with its unit.</param>
    /// <param name="median">The number to compare with the limit.</param>
    /// <param name="limit">The limit, which the median must not reach.</param>
    /// <param name="unit">The unit of the limit.</param>
    /// <param name="pairs">The number of counted pairs.</param>
    /// <param name="remark">A remark for the reader.</param>
    public static Finding Under(string row, string value, double median, double limit, string unit, int pairs, string remark) =>
        new(row, value, string.Create(CultureInfo.InvariantCulture, $"< {limit:0} {unit}"), median < limit, pairs, remark);

    public static Finding Reported(string row, Spread ratio, int pairs, string remark) =>
        new(row, ratio.ToString("0.00"), NoLimit, IsMet: null, pairs, remark);

    /// <param name="row">The row and the measured quantity.</param>
    /// <param name="measured">The value with its unit.</param>
    /// <param name="pairs">The number of measurements.</param>
    /// <param name="remark">A remark for the reader.</param>
    public static Finding Reported(string row, string measured, int pairs, string remark) =>
        new(row, measured, NoLimit, IsMet: null, pairs, remark);

    /// <summary>Adds a warning if other processes used so much of the processors that the numbers are doubtful.</summary>
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
