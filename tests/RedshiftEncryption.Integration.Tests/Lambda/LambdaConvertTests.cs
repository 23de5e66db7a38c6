using System.Text;
using System.Text.Json;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Integration.Lambda;

/// <summary>Conversions by the compiled Lambda function: which objects, once each, and what the report says.</summary>
public sealed class LambdaConvertTests : LambdaSuite
{
    public static TheoryData<string> OrdinaryKeys => ["plain.csv", "a b+c%20d.csv", "größe/日本 🚀.csv", "x&y=z?~'()!*.csv", "tab\tend"];

    [Theory]
    [MemberData(nameof(OrdinaryKeys))]
    public async Task An_object_is_converted_once_whatever_its_key_is(string name)
    {
        await SendAsync($"archive/{name}");
        await using var process = Start();
        var first = await Runtime.InvokeAsync(LambdaEvent.For($"archive/{name}"));
        Assert.Equal("Succeeded", first.Code);
        Assert.StartsWith("Converted: ", first.Report, StringComparison.Ordinal);
        Assert.Equal(Plaintext, await ReadAsync($"clean/{name}"));
        await Server.ClearRequestsAsync();
        var again = await Runtime.InvokeAsync(LambdaEvent.For($"archive/{name}", LambdaEvent.Second));
        Assert.Equal("Succeeded", again.Code);
        Assert.StartsWith("Converted before: ", again.Report, StringComparison.Ordinal);
        Assert.Equal(["HeadObject", "HeadObject"], (await Server.RequestsAsync()).Select(static request => request.Operation));
    }

    [Theory]
    [InlineData(LambdaEvent.First)]
    [InlineData(LambdaEvent.Second)]
    public async Task A_response_has_the_form_that_S3_Batch_Operations_takes(string schema)
    {
        await SendAsync("archive/a.csv");
        await using var process = Start();
        var reply = await Runtime.InvokeAsync(LambdaEvent.For("archive/a.csv", schema, "null"));
        Assert.False(reply.IsError);
        Assert.Equal(
            JsonSerializer.Serialize(
                new
                {
                    invocationSchemaVersion = schema,
                    invocationId = "YXNkbGZqYWRmaiBhc2RmdW9hZHNmZGpmaGFzbGtkaGZza2RmaAo",
                    results = new[]
                    {
                        new
                        {
                            taskId = "dGFzaw==",
                            resultCode = "Succeeded",
                            resultString = "Converted: s3://faults/clean/a.csv (46 bytes).",
                        },
                    },
                    treatMissingKeysAs = "PermanentFailure",
                }
            ),
            reply.Text
        );
    }

    [Fact]
    public async Task A_missing_object_or_version_and_a_name_that_is_not_valid_are_permanent_failures()
    {
        await SendAsync("archive/a.csv");
        await using var process = Start();
        async Task CheckAsync(string json, string expected)
        {
            var reply = await Runtime.InvokeAsync(json);
            Assert.Equal("PermanentFailure", reply.Code);
            Assert.StartsWith(expected, reply.Report, StringComparison.Ordinal);
        }
        await CheckAsync(LambdaEvent.For("archive/missing.csv"), "ObjectNotFound: The object s3://faults/archive/missing.csv");
        await CheckAsync(LambdaEvent.For("archive/a.csv", versionId: "3sL4kqtJlcpXroDTDmJ"), "ObjectNotFound: ");
        // Without a body, the response to HEAD does not tell a missing bucket from a missing object.
        await CheckAsync(LambdaEvent.For("archive/a.csv", bucket: "elsewhere"), "ObjectNotFound: ");
        await CheckAsync(LambdaEvent.Encoded("archive/%zz"), "InvalidTask: The key 'archive/%zz' is not URL-encoded UTF-8.");
        await CheckAsync(LambdaEvent.Encoded("archive/%ff"), "InvalidTask: ");
        await CheckAsync(LambdaEvent.Encoded(""), "InvalidTask: The task does not name an object.");
        await CheckAsync(LambdaEvent.Encoded("%2Fa"), "InvalidTask: The key '/a' begins with a slash");
        await CheckAsync(LambdaEvent.For("archive/a.csv", bucket: "no bucket"), "InvalidTask: ");
        await CheckAsync(LambdaEvent.For("archive/a.csv", LambdaEvent.Second, bucket: "x--use1-az4--x-s3"), "InvalidTask: ");
        await CheckAsync(LambdaEvent.For("elsewhere/a.csv"), "InvalidSetting: s3://faults/elsewhere/a.csv does not begin with");
        Assert.Equal("Succeeded", (await Runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"))).Code);
    }

    [Fact]
    public async Task A_report_has_at_most_1024_characters_in_one_line()
    {
        await using var process = Start();
        var key = "archive/" + string.Concat(Enumerable.Repeat("line\n", 200));
        var reply = await Runtime.InvokeAsync(LambdaEvent.For(key));
        Assert.Equal("PermanentFailure", reply.Code);
        Assert.Equal(1024, reply.Report.Length);
        Assert.EndsWith("...", reply.Report, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', reply.Report);
    }

    [Fact]
    public async Task An_object_without_an_envelope_is_left_or_a_failure_where_one_is_required()
    {
        await PutAsync("archive/plain.csv", Encoding.UTF8.GetBytes(Plaintext));
        await using (Start())
        {
            var reply = await Runtime.InvokeAsync(LambdaEvent.For("archive/plain.csv"));
            Assert.Equal(("Succeeded", "Not client-side encrypted. The object was left where it is."), (reply.Code, reply.Report));
        }
        await using (Start(("REQUIRE_ENCRYPTION", "true")))
        {
            var reply = await Runtime.InvokeAsync(LambdaEvent.For("archive/plain.csv"));
            Assert.Equal("PermanentFailure", reply.Code);
            Assert.Contains("REDSHIFT_ENCRYPTION_REQUIRE_ENCRYPTION", reply.Report, StringComparison.Ordinal);
        }
        Assert.Null(await Store.FindAsync(new S3Address(FaultyServer.Bucket, "clean/plain.csv"), Token));
    }

    [Fact]
    public async Task What_the_keys_do_not_open_what_is_too_large_and_what_is_another_objects_destination_are_permanent_failures()
    {
        await SendAsync("archive/a.csv");
        await SendAsync("archive/other.csv", isOther: true);
        await SendAsync("archive/taken.csv");
        await PutAsync("clean/taken.csv", Encoding.UTF8.GetBytes("something else that has the same length........"[..46]));
        await using (Start())
        {
            var wrong = await Runtime.InvokeAsync(LambdaEvent.For("archive/other.csv"));
            Assert.Equal("PermanentFailure", wrong.Code);
            Assert.Contains(SourceKey.Fingerprint, wrong.Report, StringComparison.Ordinal);
            var taken = await Runtime.InvokeAsync(LambdaEvent.For("archive/taken.csv"));
            Assert.Equal("PermanentFailure", taken.Code);
            Assert.StartsWith("ObjectExists: ", taken.Report, StringComparison.Ordinal);
        }
        await using (Start(("MAXIMUM_LENGTH", "47")))
        {
            var large = await Runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"));
            Assert.Equal("PermanentFailure", large.Code);
            Assert.StartsWith("ObjectTooLarge: s3://faults/archive/a.csv has 48 bytes", large.Report, StringComparison.Ordinal);
            Assert.Contains("Convert-EncryptedS3Object", large.Report, StringComparison.Ordinal);
        }
        await using (Start(("EXPECTED_BUCKET_OWNER", "999999999999")))
            Assert.StartsWith(
                "AccessDenied: ",
                (await Runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"))).Report,
                StringComparison.Ordinal
            );
        // Both keys in one variable.
        await using (Start(("ROOT_KEY", $"[{Wrapped},{WrappedOther}]"), ("EXPECTED_BUCKET_OWNER", "111122223333")))
        {
            Assert.Equal("Succeeded", (await Runtime.InvokeAsync(LambdaEvent.For("archive/other.csv"))).Code);
            Assert.Equal("Succeeded", (await Runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"))).Code);
        }
    }

    [Fact]
    public async Task Several_tasks_of_an_event_have_a_result_each()
    {
        await SendAsync("archive/a.csv");
        await using var process = Start();
        var reply = await Runtime.InvokeAsync(
            """
            {"invocationSchemaVersion":"1.0","invocationId":"i","job":{"id":"j"},"tasks":[
              {"taskId":"1","s3Key":"archive/a.csv","s3BucketArn":"arn:aws:s3:::faults"},
              {"taskId":"2","s3Key":"archive/missing.csv","s3BucketArn":"arn:aws:s3:::faults"}]}
            """
        );
        Assert.Equal(
            [("1", "Succeeded"), ("2", "PermanentFailure")],
            reply
                .Json.GetProperty("results")
                .EnumerateArray()
                .Select(static result => (result.GetProperty("taskId").GetString(), result.GetProperty("resultCode").GetString()))
        );
    }
}
