namespace RedshiftEncryption.Keys;

/// <summary>
/// Specifies what a root key is for, and so which sizes are accepted: to write, 256 bits alone; to read objects of other
/// clients, also 128 and 192 bits. The default value is <see cref="Write"/>.
/// </summary>
/// <remarks>
/// Without a specified size, the base64 text of 128 bits is the only short form, because its padding distinguishes it. That
/// of 192 bits is 32 characters, as are 32 hexadecimal digits and many passphrases, and raw bytes of either size have no mark.
/// </remarks>
internal readonly record struct RootKeyPurpose
{
    const int BitsPerByte = 8;

    readonly int specifiedLength;

    RootKeyPurpose(int specifiedLength)
    {
        IsReading = true;
        this.specifiedLength = specifiedLength;
    }

    /// <summary>A key that wraps data keys or is written into a statement or file.</summary>
    public static RootKeyPurpose Write => default;

    public bool IsReading { get; }

    /// <summary>A key that only unwraps data keys.</summary>
    /// <param name="sizeInBits">The size that the user specified in addition to 256, in bits; null for none.</param>
    public static RootKeyPurpose Read(int? sizeInBits = null) => new(sizeInBits.GetValueOrDefault() / BitsPerByte);

    /// <summary>Returns whether raw bytes of this length are a key.</summary>
    public bool AcceptsRaw(int length) => length == RootKey.LengthInBytes || (RootKey.IsLength(length) && length == specifiedLength);

    /// <summary>Returns whether base64 text of this many bytes is a key.</summary>
    public bool AcceptsText(int length) => AcceptsRaw(length) || (IsReading && length == RootKey.ShortestLengthInBytes);
}
