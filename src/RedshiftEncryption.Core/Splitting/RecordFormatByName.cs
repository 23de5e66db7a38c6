namespace RedshiftEncryption.Splitting;

/// <summary>Determines where the records of a file end by the file's name.</summary>
internal static class RecordFormatByName
{
    public static RecordFormat Of(string path) =>
        Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".CSV" or ".TSV" => RecordFormat.Csv,
            ".JSON" or ".JSONL" or ".NDJSON" => RecordFormat.Json,
            _ => RecordFormat.Line,
        };
}
