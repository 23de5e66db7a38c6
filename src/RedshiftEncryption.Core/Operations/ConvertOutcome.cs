namespace RedshiftEncryption.Operations;

/// <summary>Specifies what a conversion does with an object, as far as descriptions alone show.</summary>
internal enum ConvertOutcome
{
    /// <summary>The object is not client-side encrypted and is left where it is.</summary>
    NotEncrypted,

    /// <summary>The object is decrypted and stored.</summary>
    Convert,

    /// <summary>The destination has the source's mark, and the length and encryption of its conversion.</summary>
    Done,

    /// <summary>The destination may be the conversion, which only reading both objects can show.</summary>
    Compare,
}
