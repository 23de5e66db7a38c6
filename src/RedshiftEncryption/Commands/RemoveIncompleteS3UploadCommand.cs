using System.Globalization;
using System.Management.Automation;
using RedshiftEncryption.Binding;
using RedshiftEncryption.Completion;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Files;
using RedshiftEncryption.Formats;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Pipeline;
using RedshiftEncryption.Source;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Commands;

/// <summary>
/// Aborts open multipart uploads of any client, or deletes the files that killed runs of this module have left in
/// directories.
/// </summary>
[Cmdlet(
    VerbsCommon.Remove,
    "IncompleteS3Upload",
    DefaultParameterSetName = BucketSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High
)]
[OutputType(typeof(IncompleteS3Upload))]
public sealed class RemoveIncompleteS3UploadCommand : S3Command
{
    const string BucketSet = "Bucket";
    const string DirectorySet = "Directory";

    string stateDirectory = "";
    DateTime latest;

    /// <summary>The bucket, an access point's ARN or alias, or an S3 URI that also contains the key prefix.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = BucketSet)]
    [ArgumentCompleter(typeof(BucketCompleter))]
    public string BucketName { get; set; } = "";

    /// <summary>The literal prefix of the keys. The default is the whole bucket.</summary>
    [Parameter(Position = 1, ParameterSetName = BucketSet)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string KeyPrefix { get; set; } = "";

    /// <summary>The directories whose partial files and state files are deleted.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DirectorySet)]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Also processes the directories below.</summary>
    [Parameter(ParameterSetName = DirectorySet)]
    public SwitchParameter Recurse { get; set; }

    /// <summary>The least age as a TimeSpan, or a time. What was started or written later is left.</summary>
    [Parameter(Mandatory = true)]
    [TimeOrAge]
    public DateTime OlderThan { get; set; }

    /// <summary>The directory of the state files of Send-EncryptedS3Object -Resume. The default belongs to the user.</summary>
    [Parameter(ParameterSetName = BucketSet)]
    [ValidateNotNullOrEmpty]
    public string? ResumeDirectory { get; set; }

    private protected override string Activity => "Aborting incomplete uploads";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        latest = OlderThan.ToUniversalTime();
        if (Path.Length > 0)
            return;
        (BucketName, var key) = BucketArgument.Read(this, BucketName, nameof(KeyPrefix));
        KeyPrefix = key ?? KeyPrefix;
        AddOwnBucket(BucketName);
        stateDirectory = StateDirectory.Resolve(this, ResumeDirectory, ThrowTerminatingError);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Path.Length > 0)
        {
            foreach (var path in Path)
                RemoveFiles(path);
            return;
        }
        var store = Connect();
        var remove = new RemoveUploadOperation(store, stateDirectory);
        string? continuation = null;
        do
        {
            UploadPage page;
            try
            {
                page = Await(ListAsync(store, continuation));
            }
            catch (ObjectStoreException exception)
            {
                Fail(ErrorRecords.Item(exception, new S3Address(BucketName, KeyPrefix).Uri));
                return;
            }
            NoteSuccess();
            foreach (var upload in page.Uploads)
            {
                if (upload.InitiatedUtc <= latest)
                    Remove(remove, upload);
                else
                    WriteVerbose($"The upload '{upload.UploadId}' of {Address(upload)} from {upload.InitiatedUtc:u} is not old enough.");
            }
            continuation = page.Continuation;
        } while (continuation is not null);
    }

    S3Address Address(OpenUpload upload) => new(BucketName, upload.Key);

    Task<UploadPage> ListAsync(IObjectStore store, string? continuation)
    {
        var (bucketName, keyPrefix, token) = (BucketName, KeyPrefix, StopToken);
        return Task.Run(() => store.ListUploadsAsync(bucketName, keyPrefix, continuation, token), CancellationToken.None);
    }

    void Remove(RemoveUploadOperation remove, OpenUpload upload)
    {
        var address = Address(upload);
        if (!HasPossibleKey(address, address.Uri))
            return;
        StartItem(
            address.Uri,
            length: 0,
            address.Uri,
            async (_, token) =>
                await remove.DescribeAsync(address, upload, token).ConfigureAwait(false) is { } found
                && await AskAsync(() => Confirm(found), token).ConfigureAwait(false)
                && await remove.AbortAsync(found, token).ConfigureAwait(false)
                    ? found
                    : null,
            removed =>
            {
                if (removed is not null)
                    WriteObject(removed);
                else
                    NoteSuccess();
            }
        );
    }

    bool Confirm(IncompleteS3Upload upload)
    {
        var parts = upload.PartCount == 1 ? "1 part" : $"{upload.PartCount} parts";
        return Confirm(
            $"{upload} (upload '{upload.UploadId}', {Age(upload.InitiatedUtc)} old, {parts}, {ByteSize.Text(upload.Length)})",
            "Abort the multipart upload",
            upload.Address.Uri
        );
    }

    bool Confirm(string target, string action, string input)
    {
        try
        {
            return ShouldProcess(target, action);
        }
        catch (Exception exception) when (ErrorRecords.IsNotInteractive(exception))
        {
            ThrowTerminatingError(ErrorRecords.ConfirmationRequired(exception, "Aborting uploads", input));
            throw;
        }
    }

    void RemoveFiles(string given)
    {
        try
        {
            var directory = FileSystemPath.Resolve(this, given);
            if (!Directory.Exists(directory))
                throw new DirectoryNotFoundException($"'{given}' is not a directory.");
            foreach (var file in AbandonedFiles(directory))
            {
                var target = $"{file.FullName} ({Age(file.LastWriteTimeUtc)} old, {ByteSize.Text(file.Length)})";
                if (!Confirm(target, "Delete the file of an interrupted run", file.FullName))
                    continue;
                if (!AbandonedFile.TryDelete(file.FullName))
                    WriteWarning($"'{file.FullName}' was not deleted: a process is writing it, or you are not permitted to delete it.");
            }
        }
        catch (Exception exception) when (ErrorRecords.IsItemFailure(exception))
        {
            Fail(ErrorRecords.Item(exception, given));
        }
    }

    /// <summary>Links to directories are not followed.</summary>
    List<FileInfo> AbandonedFiles(string directory)
    {
        var found = new List<FileInfo>();
        var waiting = new Queue<DirectoryInfo>([new DirectoryInfo(directory)]);
        while (waiting.Count > 0)
        {
            var current = waiting.Dequeue();
            found.AddRange(
                current
                    .EnumerateFiles()
                    .Where(file =>
                        (PartialFiles.IsName(file.Name) || UploadStateFile.IsName(file.Name))
                        && file.LastWriteTimeUtc <= latest
                        && !file.Attributes.HasFlag(FileAttributes.ReparsePoint)
                    )
            );
            if (!Recurse)
                continue;
            foreach (var below in current.EnumerateDirectories().Where(static below => !DirectoryWalk.IsLink(below)))
                waiting.Enqueue(below);
        }
        return found;
    }

    static string Age(DateTime sinceUtc)
    {
        var age = DateTime.UtcNow - sinceUtc;
        return age.TotalDays >= 1 ? string.Format(CultureInfo.CurrentCulture, "{0:N1} days", age.TotalDays)
            : age.TotalHours >= 1 ? string.Format(CultureInfo.CurrentCulture, "{0:N1} hours", age.TotalHours)
            : string.Format(CultureInfo.CurrentCulture, "{0:N0} minutes", Math.Max(0, age.TotalMinutes));
    }
}
