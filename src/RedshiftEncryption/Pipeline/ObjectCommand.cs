using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Completion;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Pipeline;

/// <summary>
/// A cmdlet that works on objects in S3: those below a key prefix, listed while the first of them are worked on, or those
/// that come down the pipeline.
/// </summary>
public abstract class ObjectCommand : S3Command
{
    private protected const string ListingSet = "Listing";
    private protected const string ObjectSet = "Object";

    /// <summary>
    /// The bucket, an access point's ARN or alias, or an S3 URI: it names the key prefix along with the bucket, or with
    /// -VersionId the object.
    /// </summary>
    [Parameter(Position = 0, ParameterSetName = ListingSet)]
    [Parameter(Position = 0, ParameterSetName = ObjectSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BucketCompleter))]
    public string BucketName { get; set; } = "";

    /// <summary>What the keys of the objects begin with, literally; else the whole bucket.</summary>
    [Parameter(Position = 1, ParameterSetName = ListingSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string KeyPrefix { get; set; } = "";

    /// <summary>One object's whole key.</summary>
    [Parameter(ParameterSetName = ObjectSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string Key { get; set; } = "";

    /// <summary>One version of the object; else the current one.</summary>
    [Parameter(ParameterSetName = ObjectSet, ValueFromPipelineByPropertyName = true)]
    public string? VersionId { get; set; }

    /// <summary>The record that came down the pipeline.</summary>
    [Parameter(ParameterSetName = ObjectSet, ValueFromPipeline = true, DontShow = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>Starts the work on an object, on the pipeline's thread.</summary>
    private protected abstract void Process(ObjectItem item);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        ReadBucketName();
        if (!MyInvocation.ExpectingInput && string.IsNullOrEmpty(BucketName))
            ThrowTerminatingError(
                ErrorRecords.InvalidParameters(
                    "Specify -BucketName and -KeyPrefix or -Key, or pass objects through the pipeline.",
                    nameof(BucketName)
                )
            );
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!MyInvocation.ExpectingInput && string.IsNullOrEmpty(Key))
        {
            ProcessListing();
            return;
        }
        // Checked here and not by the binder: what it refuses is counted by nobody.
        if (string.IsNullOrEmpty(BucketName) || string.IsNullOrEmpty(Key))
        {
            Fail(ErrorRecords.NoObject(InputObject));
            return;
        }
        var address = new S3Address(BucketName, Key, string.IsNullOrEmpty(VersionId) ? null : VersionId);
        try
        {
            _ = DestinationKey.Checked(Key);
        }
        catch (InvalidKeyException exception)
        {
            Fail(ErrorRecords.Item(exception, address.Uri));
            return;
        }
        ProcessNamed(new ObjectItem(address, Listed: null, InputObject));
    }

    void ProcessNamed(ObjectItem item)
    {
        try
        {
            if (Admit(item.Address.BucketName, item.Record, item.Address.Uri))
                Process(item);
        }
        catch (InvalidRecordException exception)
        {
            Fail(ErrorRecords.Item(exception, item.Address.Uri));
        }
    }

    void ReadBucketName()
    {
        (BucketName, var key) = BucketArgument.Read(this, BucketName, nameof(KeyPrefix), nameof(Key));
        AddOwnBucket(BucketName);
        if (key is null)
            return;
        // Only an object has versions.
        if (string.IsNullOrEmpty(VersionId))
            KeyPrefix = key;
        else
            Key = key;
    }

    /// <summary>
    /// A page at a time: a million keys stream through. The next one is asked for while the objects of this one are worked
    /// on.
    /// </summary>
    void ProcessListing()
    {
        var store = Connect();
        var next = ListAsync(store, continuation: null);
        var isEmpty = true;
        for (var isFirst = true; ; isFirst = false)
        {
            ObjectPage page;
            try
            {
                page = Await(next);
            }
            catch (ObjectStoreException exception)
            {
                Fail(ErrorRecords.Item(exception, new S3Address(BucketName, KeyPrefix).Uri));
                return;
            }
            NoteSuccess();
            if (page.Continuation is { } continuation)
                next = ListAsync(store, continuation);
            var instructionFiles = new ListedInstructionFiles(page, isFirst);
            foreach (var listed in page.Objects)
            {
                // What consoles show as a folder is no object that anybody encrypted. The SDK cannot name a key that begins with a slash.
                if (listed.Length == 0 && listed.Key.Length > 0 && listed.Key[listed.Key.Length - 1] == '/')
                {
                    WriteVerbose($"'{listed.Key}' is a folder marker and was skipped.");
                    continue;
                }
                isEmpty = false;
                if (listed.Key.Length == 0)
                    Fail(
                        ErrorRecords.Item(
                            new InvalidKeyException(
                                $"The listing of '{BucketName}' contains an object with an empty key, which the AWS SDK for .NET cannot send."
                            ),
                            new S3Address(BucketName, "").Uri
                        )
                    );
                else if (listed.Key[0] == '/')
                    Fail(
                        ErrorRecords.Item(
                            new InvalidKeyException($"The key '{listed.Key}' begins with a slash, which the AWS SDK for .NET cannot send."),
                            new S3Address(BucketName, listed.Key).Uri
                        )
                    );
                else
                    Process(
                        new ObjectItem(new S3Address(BucketName, listed.Key), listed, Record: null)
                        {
                            HasNoInstructionFile = instructionFiles.HasNone(listed.Key),
                        }
                    );
            }
            if (page.Continuation is null)
                break;
        }
        if (isEmpty)
            ReportNothingFound();
    }

    /// <summary>A prefix with a typing error must not look like a job that is done. An error it is not: a bucket may be empty.</summary>
    void ReportNothingFound()
    {
        Tally.Count();
        WriteWarning($"No objects were found below {new S3Address(BucketName, KeyPrefix)}.");
    }

    Task<ObjectPage> ListAsync(IObjectStore store, string? continuation)
    {
        var (bucketName, keyPrefix, token) = (BucketName, KeyPrefix, StopToken);
        return Task.Run(() => store.ListAsync(bucketName, keyPrefix, continuation, token), CancellationToken.None);
    }
}
