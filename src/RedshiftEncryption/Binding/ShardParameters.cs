using System.Globalization;
using System.Management.Automation;
using RedshiftEncryption.Errors;
using RedshiftEncryption.Inventory;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Binding;

/// <summary>
/// Reads which shard a command processes. What the variables of an engine do not contain is never guessed: a wrong count would leave
/// objects out.
/// </summary>
internal static class ShardParameters
{
    public const int MaximumCount = Shard.MaximumCount;

    const string Slurm = "SLURM_ARRAY_TASK_ID";
    const string Batch = "AWS_BATCH_JOB_ARRAY_INDEX";
    const string BatchCount = "AWS_BATCH_JOB_ARRAY_SIZE";
    const string Kubernetes = "JOB_COMPLETION_INDEX";

    static readonly string[] Indexes = [Slurm, Batch, Kubernetes];

    /// <summary>Reads the shard, or ends the command.</summary>
    public static Shard Read(PSCmdlet cmdlet, IShardParameters given)
    {
        try
        {
            var bound = cmdlet.MyInvocation.BoundParameters;
            return Read(
                bound.ContainsKey(nameof(given.ShardIndex)) ? given.ShardIndex : null,
                bound.ContainsKey(nameof(given.ShardCount)) ? given.ShardCount : null,
                given.ShardFromEnvironment,
                Environment.GetEnvironmentVariable
            );
        }
        catch (FormatException exception)
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.InvalidParameters(exception.Message, nameof(given.ShardIndex)));
            throw;
        }
    }

    static Shard Read(int? index, int? count, bool isFromEnvironment, Func<string, string?> environment)
    {
        if (isFromEnvironment)
            return index is null
                ? OfEnvironment(count, environment)
                : throw new FormatException("Specify -ShardIndex or -ShardFromEnvironment, not both.");
        if (index is null && count is null)
            return Shard.Whole;
        if (index is null || count is null)
            throw new FormatException("Specify -ShardIndex and -ShardCount together.");
        return index < count
            ? new Shard(index.Value, count.Value)
            : throw new FormatException($"-ShardIndex {index} does not exist: {count} shards have the numbers 0 to {count - 1}.");
    }

    static Shard OfEnvironment(int? count, Func<string, string?> environment)
    {
        var names = Array.FindAll(Indexes, name => !string.IsNullOrEmpty(environment(name)));
        if (names.Length == 0)
            throw new FormatException($"None of the variables {string.Join(", ", Indexes)} is set. Specify -ShardIndex.");
        if (names.Length > 1)
            throw new FormatException($"The variables {string.Join(" and ", names)} are all set. Specify -ShardIndex.");
        var name = names[0];
        var index = Number(name, environment(name)!);
        if (string.Equals(name, Batch, StringComparison.Ordinal) && environment(BatchCount) is { Length: > 0 } size)
        {
            var stated = Number(BatchCount, size);
            if (count is not null && count != stated)
                throw new FormatException($"-ShardCount is {count}, but {BatchCount} is {stated}.");
            count = stated;
        }
        if (count is null)
            throw new FormatException($"{name} does not tell the number of shards. Specify -ShardCount.");
        return index < count
            ? new Shard(index, count.Value)
            : throw new FormatException(
                $"{name} is {index}, but {count} shards have the numbers 0 to {count - 1}."
                    + (string.Equals(name, Slurm, StringComparison.Ordinal) ? $" Submit the job with --array=0-{count - 1}." : "")
            );
    }

    static int Number(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MaximumCount
            ? number
            : throw new FormatException(
                $"The variable {name} is '{VisibleText.Of(text)}', which is not a number from 0 to {MaximumCount}."
            );
}
