using System.Collections;
using System.Globalization;
using System.Text;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Lambda.Actions;

/// <summary>Contains the checked settings of the function, from its environment and, where that leaves them open, from the job.</summary>
internal sealed record ActionSettings
{
    const string Kms = "aws:kms";
    const string S3 = "AES256";

    const long GiB = 1024L * 1024 * 1024;

    /// <summary>
    /// The default limit in bytes where content goes through the function: 14 of its 15 minutes at 25 MiB a second. Functions of
    /// AWS Lambda reach more, as reported; it was not measured there.
    /// </summary>
    const long MaximumStreamed = 20 * GiB;

    /// <summary>The default limit in bytes where S3 copies the content itself: ten times as much.</summary>
    const long MaximumCopied = 200 * GiB;

    readonly Dictionary<string, string> values;

    ActionSettings(Dictionary<string, string> values)
    {
        this.values = values;
        Action = Choice(SettingName.Action) switch
        {
            nameof(ActionName.Convert) => ActionName.Convert,
            nameof(ActionName.Update) => ActionName.Update,
            nameof(ActionName.Verify) => ActionName.Verify,
            _ => throw new InvalidSettingException($"{SettingName.Action} must be Convert, Update or Verify."),
        };
        ServerSideEncryption = Choice(SettingName.ServerSideEncryption) switch
        {
            null or Kms => Kms,
            S3 => S3,
            _ => throw new InvalidSettingException($"{SettingName.ServerSideEncryption} must be {Kms} or {S3}."),
        };
        BucketKeyEnabled = Flag(SettingName.BucketKeyEnabled);
        if ((KmsKeyId is not null || BucketKeyEnabled is not null) && ServerSideEncryption is not Kms)
            throw new InvalidSettingException(
                $"{SettingName.KmsKeyId} and {SettingName.BucketKeyEnabled} require {Kms} as {SettingName.ServerSideEncryption}."
            );
        if (DestinationBucket is { } bucket && !S3Address.IsBucketName(bucket))
            throw new InvalidSettingException($"{SettingName.DestinationBucket}: {S3Address.NotABucketName(VisibleText.Of(bucket))}");
        ReadBack = Flag(SettingName.ReadBack) ?? false;
        RequireEncryption = Flag(SettingName.RequireEncryption) ?? false;
        MaximumLength =
            Choice(SettingName.MaximumLength) is { } text ? Bytes(text)
            : Action == ActionName.Update ? MaximumCopied
            : MaximumStreamed;
        ExpectedBucketOwner = Choice(SettingName.ExpectedBucketOwner) is { } owner ? AccountId(owner) : null;
        KmsEncryptionContext = Choice(SettingName.KmsEncryptionContext) is { } context ? Context(context) : null;
    }

    public ActionName Action { get; }

    /// <summary>Gets the prefix that the prefix of the destination replaces; empty for none.</summary>
    public string KeyPrefix => Choice(SettingName.KeyPrefix) ?? "";

    /// <summary>Gets the bucket of the destinations; null for that of the objects.</summary>
    public string? DestinationBucket => Choice(SettingName.DestinationBucket);

    /// <summary>Gets the prefix of the destinations, with its slash; null for that of the objects.</summary>
    public string? DestinationPrefix => Choice(SettingName.DestinationPrefix) is { } prefix ? DestinationKey.ClosePrefix(prefix) : null;

    /// <summary>Gets whether a destination is specified.</summary>
    public bool HasDestination => DestinationBucket is not null || DestinationPrefix is not null;

    /// <summary>Gets <c>aws:kms</c> or <c>AES256</c>.</summary>
    public string ServerSideEncryption { get; }

    /// <summary>Gets the KMS key of the destinations; null for the account's own key for S3.</summary>
    public string? KmsKeyId => Choice(SettingName.KmsKeyId);

    /// <summary>Gets whether destinations use an S3 Bucket Key; null for the setting of the bucket.</summary>
    public bool? BucketKeyEnabled { get; }

    /// <summary>Gets whether each conversion is read back and compared.</summary>
    public bool ReadBack { get; }

    /// <summary>Gets whether an object without an envelope is a failure.</summary>
    public bool RequireEncryption { get; }

    /// <summary>Gets the length in bytes up to which an object is processed.</summary>
    public long MaximumLength { get; }

    /// <summary>Gets the account that must own all buckets; null for any.</summary>
    public string? ExpectedBucketOwner { get; }

    /// <summary>Gets the region of the KMS keys of data keys; null for that in the key's ARN, or the bucket's.</summary>
    public string? KmsRegion => Choice(SettingName.KmsRegion);

    /// <summary>Gets what the encryption context of each data key must contain; null for nothing.</summary>
    public IReadOnlyDictionary<string, string>? KmsEncryptionContext { get; }

    /// <summary>Gets the text of a variable; null if it is not set or empty.</summary>
    public string? Choice(string name) => values.GetValueOrDefault(name);

    /// <summary>Reads the environment.</summary>
    /// <param name="variables">All variables of the process.</param>
    /// <exception cref="InvalidSettingException">A variable is not valid.</exception>
    public static ActionSettings Read(IDictionary variables)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in variables)
        {
            var name = (string)variable.Key;
            if (!SettingName.IsOwn(name))
                continue;
            if (!SettingName.All.Contains(name, StringComparer.Ordinal))
                throw new InvalidSettingException($"{VisibleText.Of(name)} is not a variable of this function.");
            // A template sets a variable to nothing where its parameter is omitted.
            if (variable.Value is string { Length: > 0 } value)
                found.Add(name, value);
        }
        return new ActionSettings(found);
    }

    /// <summary>Adds the arguments of a job, where the environment leaves a setting open.</summary>
    /// <exception cref="InvalidSettingException">An argument is not known or not valid, or the environment determines it.</exception>
    public ActionSettings With(IReadOnlyDictionary<string, string> arguments)
    {
        if (arguments.Count == 0)
            return this;
        var merged = new Dictionary<string, string>(values, StringComparer.Ordinal);
        foreach (var argument in arguments)
        {
            if (!SettingName.Arguments.TryGetValue(argument.Key, out var variable))
                throw new InvalidSettingException(
                    $"The job's argument '{VisibleText.Of(argument.Key)}' is not supported. Supported are "
                        + $"{string.Join(", ", SettingName.Arguments.Keys)}."
                );
            if (values.TryGetValue(variable, out var value) && !string.Equals(value, argument.Value, StringComparison.Ordinal))
                throw new InvalidSettingException(
                    $"The job's argument '{argument.Key}' is not accepted: the function's environment specifies {variable}."
                );
            if (argument.Value.Length > 0)
                merged[variable] = argument.Value;
        }
        return new ActionSettings(merged);
    }

    bool? Flag(string name) =>
        Choice(name) switch
        {
            null => null,
            "true" => true,
            "false" => false,
            _ => throw new InvalidSettingException($"{name} must be true or false."),
        };

    static long Bytes(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length > 0
            ? length
            : throw new InvalidSettingException($"{SettingName.MaximumLength} must be a number of bytes.");

    static string AccountId(string text) =>
        text.Length == 12 && text.All(char.IsAsciiDigit)
            ? text
            : throw new InvalidSettingException($"{SettingName.ExpectedBucketOwner} must be an account ID of 12 digits.");

    static Dictionary<string, string> Context(string text) =>
        JsonText.TryReadFields(Encoding.UTF8.GetBytes(text))
        ?? throw new InvalidSettingException($"{SettingName.KmsEncryptionContext} must be a JSON object whose values are strings.");
}
