namespace RedshiftEncryption.Tests.Redshift;

/// <summary>Represents an option of a statement: how a request specifies it, and what a parser must find.</summary>
/// <param name="Name">What the documentation calls it.</param>
/// <param name="Value">What is asked for.</param>
/// <param name="Apply">Asks for it.</param>
/// <param name="Facts">What is in the statement then.</param>
internal sealed record AskedOption<T>(string Name, string Value, Func<T, T> Apply, params (string Name, string Value)[] Facts)
{
    /// <summary>An option whose only fact is its name and value.</summary>
    public static AskedOption<T> Of(string name, string value, Func<T, T> apply) => new(name, value, apply, (name, value));
}
