using CsCheck;

namespace RedshiftEncryption.Tests.Fakes;

/// <summary>A generator of one of some values.</summary>
internal static class Pick
{
    public static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
