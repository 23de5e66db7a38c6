namespace RedshiftEncryption.Integration.Loading;

/// <summary>A loaded table against the original: its rows, and how many are only in the one or in the other.</summary>
internal sealed record TableDifference(int Rows, int DistinctIds, int Missing, int Extra)
{
    /// <summary>Every row is there, once.</summary>
    public static TableDifference None(int rows) => new(rows, rows, Missing: 0, Extra: 0);
}
