using System.Text;
using System.Text.Json.Nodes;
using RedshiftEncryption.Runs;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Tests.Runs;

public sealed class RunTextTests
{
    static readonly S3Address Address = new("out", "run/x.json");

    static readonly RunDescription Run = new(
        "Convert-EncryptedS3Object",
        16,
        "s3://inventory/manifest.json",
        "abc",
        new Dictionary<string, string>(StringComparer.Ordinal) { ["KeyPrefix"] = "ä\n\"x\"", ["InPlace"] = "true" }
    );

    static readonly ShardTotal Total = new(3, ShardState.Complete)
    {
        StartedUtc = new DateTime(2026, 11, 29, 1, 2, 3, DateTimeKind.Utc),
        EndedUtc = new DateTime(2026, 11, 29, 2, 2, 3, DateTimeKind.Utc),
        Rows = new RowTotal(10_005, 0xFEDC_BA98_7654_3210),
        Outcomes = [new OutcomeTotal(RunOutcome.Done, null, 10_000, 12), new OutcomeTotal(RunOutcome.Failed, "ObjectNotFound", 5, 0)],
        Parts = [new ReportPart(10_000, "e1"), new ReportPart(5, null)],
    };

    [Fact]
    public void A_description_is_read_back()
    {
        var read = RunDescriptionText.Parse(RunDescriptionText.Format(Run).AsMemory(), Address);
        Assert.Empty(read.DifferencesFrom(Run));
        Assert.Equal(Run.Settings, read.Settings);
    }

    [Fact]
    public void Totals_are_read_back()
    {
        var read = ShardTotalText.Parse(ShardTotalText.Format(Total).AsMemory(), Address);
        Assert.Equal(
            (Total.ShardIndex, Total.State, Total.StartedUtc, Total.EndedUtc, Total.Rows),
            (read.ShardIndex, read.State, read.StartedUtc, read.EndedUtc, read.Rows)
        );
        Assert.Equal(Total.Outcomes, read.Outcomes);
        Assert.Equal(Total.Parts, read.Parts);
    }

    [Fact]
    public void Each_difference_is_named()
    {
        Assert.Equal(["the cmdlet"], Run.DifferencesFrom(Run with { Operation = "Update-EncryptedS3Object" }));
        Assert.Equal(["-ShardCount"], Run.DifferencesFrom(Run with { ShardCount = 17 }));
        Assert.Equal(["-InventoryUri"], Run.DifferencesFrom(Run with { InventoryUri = "s3://inventory/other.json", InventoryETag = "x" }));
        Assert.Equal(["the inventory's ETag"], Run.DifferencesFrom(Run with { InventoryETag = null }));
        Assert.Equal(
            ["-InPlace", "-Tag"],
            Run.DifferencesFrom(
                Run with
                {
                    Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["KeyPrefix"] = "ä\n\"x\"", ["Tag"] = "" },
                }
            )
        );
    }

    /// <summary>Each member is removed, and replaced by a value of every other kind: an error of the document, never of the parser.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_document_that_was_changed_is_an_error_or_still_valid(bool isTotal)
    {
        var text = isTotal ? ShardTotalText.Format(Total) : RunDescriptionText.Format(Run);
        var refused = 0;
        foreach (var changed in Changes(Encoding.UTF8.GetString(text.AsSpan())))
        {
            var bytes = Encoding.UTF8.GetBytes(changed);
            try
            {
                if (isTotal)
                    _ = ShardTotalText.Parse(bytes, Address);
                else
                    _ = RunDescriptionText.Parse(bytes, Address);
            }
            catch (RunException exception)
            {
                Assert.StartsWith("s3://out/run/x.json is not a document of a run: ", exception.Message, StringComparison.Ordinal);
                refused++;
            }
        }
        Assert.True(refused > 40, $"{refused} were refused.");
    }

    [Fact]
    public void Rows_that_contradict_each_other_are_refused()
    {
        foreach (var state in new[] { ShardState.Complete, ShardState.Incomplete })
        {
            var total = Total with { State = state };
            foreach (
                var wrong in new[] { total with { Rows = new RowTotal(1, 0) }, total with { Parts = [] }, total with { Outcomes = [] } }
            )
                Assert.Throws<RunException>(() => ShardTotalText.Parse(ShardTotalText.Format(wrong).AsMemory(), Address));
        }
        var running = Total with { State = ShardState.Running, Parts = [] };
        Assert.Equal(running.Rows, ShardTotalText.Parse(ShardTotalText.Format(running).AsMemory(), Address).Rows);
    }

    /// <summary>Each shard of a run costs a request, and the inventory is read.</summary>
    [Theory]
    [InlineData("shardCount", "1000001")]
    [InlineData("shardCount", "0")]
    [InlineData("inventoryUri", "\"https://example.com/a.csv\"")]
    [InlineData("inventoryUri", "\"s3://bucket\"")]
    public void A_run_that_no_shard_could_have_started_is_refused(string name, string value)
    {
        var changed = JsonNode.Parse(RunDescriptionText.Format(Run).AsSpan())!.AsObject();
        changed[name] = JsonNode.Parse(value);
        var exception = Assert.Throws<RunException>(() =>
            RunDescriptionText.Parse(Encoding.UTF8.GetBytes(changed.ToJsonString()), Address)
        );
        Assert.Contains($"'{name}'", exception.Message, StringComparison.Ordinal);
    }

    static IEnumerable<string> Changes(string text)
    {
        JsonNode?[] values = [null, "x", "", -1, 1.5, long.MaxValue, true, new JsonArray(), new JsonObject(), new JsonArray(1, "x")];
        foreach (var name in JsonNode.Parse(text)!.AsObject().Select(static member => member.Key).ToArray())
        {
            var without = JsonNode.Parse(text)!.AsObject();
            Assert.True(without.Remove(name));
            yield return without.ToJsonString();
            foreach (var value in values)
            {
                var changed = JsonNode.Parse(text)!.AsObject();
                changed[name] = value?.DeepClone();
                yield return changed.ToJsonString();
            }
            yield return text.Replace($"\"{name}\":", $"\"{name}\": 1, \"{name}\":", StringComparison.Ordinal);
        }
        foreach (var length in Enumerable.Range(0, text.Length / 8).Select(static i => i * 8))
            yield return text[..length];
    }
}
