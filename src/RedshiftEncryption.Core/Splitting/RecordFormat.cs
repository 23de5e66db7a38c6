namespace RedshiftEncryption;

/// <summary>Specifies where the records of a text file end.</summary>
public enum RecordFormat
{
    /// <summary>At a line feed. A line feed after a backslash is data, as with COPY's ESCAPE.</summary>
    Line,

    /// <summary>At a line feed outside quotation marks.</summary>
    Csv,

    /// <summary>At the end of a top-level JSON value, including the line feed after it.</summary>
    Json,
}
