namespace RedshiftEncryption.Operations;

/// <summary>What is to become of an object, as far as descriptions alone tell.</summary>
internal enum ConvertOutcome
{
    /// <summary>It is not client-side encrypted and is left as it is.</summary>
    NotEncrypted,

    /// <summary>It is decrypted and stored.</summary>
    Convert,

    /// <summary>The destination has its mark, and a length and the encryption that its conversion has.</summary>
    Done,

    /// <summary>The destination may be its conversion, which only reading both can tell.</summary>
    Compare,
}
