using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using RedshiftEncryption.Inventory;

namespace RedshiftEncryption.Csv;

/// <summary>Reads rows with CsvHelper.</summary>
internal sealed class CsvRows : ICsvRows
{
    /// <summary>The maximum length of a field in characters: far more than a key or a column of an inventory has.</summary>
    const int MaximumField = 64 * 1024;

    readonly CsvParser parser;

    /// <param name="text">The text, which this object disposes of.</param>
    public CsvRows(TextReader text)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture) { HasHeaderRecord = false, MaxFieldSize = MaximumField };
        parser = new CsvParser(text, configuration);
    }

    public long Number { get; private set; }

    public async Task<string[]?> ReadAsync()
    {
        try
        {
            if (!await parser.ReadAsync().ConfigureAwait(false))
                return null;
            Number++;
            // Fields are unescaped here, which finds quotation marks in the wrong places.
            return parser.Record;
        }
        catch (CsvHelperException exception)
        {
            // Its message quotes the text.
            throw new InvalidDataException($"Row {Number + 1} is not CSV.", exception);
        }
    }

    public void Dispose() => parser.Dispose();
}
