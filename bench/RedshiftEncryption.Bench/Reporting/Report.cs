using System.Globalization;
using System.Text;

namespace RedshiftEncryption.Bench.Reporting;

/// <summary>Writes the table and describes the machine: numbers of two machines must not be compared.</summary>
internal sealed class Report(string machine, string commit, IReadOnlyList<Finding> findings)
{
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Measured {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC at commit {commit} on {machine}.");
        text.AppendLine();
        text.AppendLine("| row | ours / plain: median (least–most) | limit | met | pairs | remark |");
        text.AppendLine("|---|---|---|---|---|---|");
        foreach (var finding in findings)
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {finding.Row} | {finding.Measured} | {finding.Limit} | {Met(finding)} | {finding.Pairs} | {finding.Remark} |"
            );
        return text.ToString();
    }

    static string Met(Finding finding) =>
        finding.IsMet switch
        {
            true => "yes",
            false => "**no**",
            null => "–",
        };
}
