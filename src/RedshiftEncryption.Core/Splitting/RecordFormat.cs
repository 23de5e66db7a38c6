namespace RedshiftEncryption;

/// <summary>Where the records of a text file end.</summary>
public enum RecordFormat
{
    /// <summary>At a line feed, unless a backslash stands before it: with COPY's ESCAPE that is data.</summary>
    Line,

    /// <summary>At a line feed outside quotation marks.</summary>
    Csv,

    /// <summary>At the end of an outermost JSON value, the line feed after it included.</summary>
    Json,
}
