using System.Globalization;
using RedshiftEncryption.Text;

namespace RedshiftEncryption;

/// <summary>Represents a row of a file that COPY could not load, as Redshift's system views describe it.</summary>
public sealed class CopyLoadError
{
    internal CopyLoadError() { }

    /// <summary>Gets the S3 URI of the file.</summary>
    public string FileName { get; internal init; } = "";

    /// <summary>
    /// Gets the number of the line in the file, from 1; null if it is not known. For JSON, it is that of the record's last line.
    /// </summary>
    public long? LineNumber { get; internal init; }

    /// <summary>Gets the column; null if the error is not of a column.</summary>
    public string? ColumnName { get; internal init; }

    /// <summary>Gets the column's data type; null if it is not known.</summary>
    public string? ColumnType { get; internal init; }

    /// <summary>Gets the position of the error in the field; null if it is not known.</summary>
    public long? Position { get; internal init; }

    /// <summary>Gets Redshift's code of the error; null if it is not known.</summary>
    public int? ErrorCode { get; internal init; }

    /// <summary>Gets Redshift's message.</summary>
    public string Message { get; internal init; } = "";

    /// <summary>Gets the row's text as it is in the file; null unless it was requested.</summary>
    public string? RowText { get; internal init; }

    /// <summary>Returns file, line, column and message for display, with control characters escaped. It has no text of the row.</summary>
    public override string ToString()
    {
        var place = LineNumber is { } line ? $"{FileName}, line {line.ToString(CultureInfo.InvariantCulture)}" : FileName;
        if (ColumnName is not null)
            place += ColumnType is null ? $", column '{ColumnName}'" : $", column '{ColumnName}' ({ColumnType})";
        var code = ErrorCode is { } number ? $" (code {number.ToString(CultureInfo.InvariantCulture)})" : "";
        return VisibleText.Of($"{place}: {Message}{code}");
    }
}
