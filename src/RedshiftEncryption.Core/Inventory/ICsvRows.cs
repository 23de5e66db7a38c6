namespace RedshiftEncryption.Inventory;

/// <summary>Reads the rows of a CSV text (RFC 4180) from front to back. Not thread-safe.</summary>
internal interface ICsvRows : IDisposable
{
    /// <summary>Gets the number of the last row that was read, from 1.</summary>
    long Number { get; }

    /// <summary>Reads the next row. Empty lines are left out.</summary>
    /// <returns>The fields, unescaped; null at the end.</returns>
    /// <exception cref="InvalidDataException">The text is not CSV.</exception>
    Task<string[]?> ReadAsync();
}
