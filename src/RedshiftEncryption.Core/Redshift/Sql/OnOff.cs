namespace RedshiftEncryption;

/// <summary>Specifies ON or OFF for an option of COPY or UNLOAD. Null omits the option.</summary>
public enum OnOff
{
    /// <summary><c>ON</c></summary>
    On,

    /// <summary><c>OFF</c></summary>
    Off,
}
