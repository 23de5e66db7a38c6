using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Integration;

/// <summary>
/// Processes of the compiled Lambda function, as AWS Lambda starts them, with events of S3 Batch Operations: against LocalS3, which
/// makes faults, and once against a real server. The Runtime API is a stub; nothing here is AWS Lambda.
/// </summary>
public sealed class LambdaTests(HostRadosgw host, ITestOutputHelper output) : IAsyncLifetime
{
    const int MiB = 1024 * 1024;
    const string Region = "us-east-1";
    const string SessionToken = "IQoJb3JpZ2luX2VjEXAMPLETOKEN+/of+a+session==";
    const string Plaintext = "id,name\n1,\"a plaintext that must not get out\"\n";

    /// <summary>20,000 events if the environment variable is set, a sample otherwise.</summary>
    static readonly int Events = Environment.GetEnvironmentVariable("REDSHIFT_ENCRYPTION_TEST_LAMBDA") is "full" ? 20_000 : 400;

    static readonly string VectorsPath = Path.Combine(
        Repository.Root,
        "tests",
        "RedshiftEncryption.Core.Tests",
        "Vectors",
        "s3ec-dotnet-4.0.2.json"
    );

    readonly SampleFiles files = new();
    readonly RootKey rootKey = RootKey.Create();
    readonly RootKey otherKey = RootKey.Create();
    readonly LambdaRuntime runtime = new();
    FaultyServer server = null!;
    IObjectStore store = null!;
    string wrapped = "";
    string wrappedOther = "";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> OrdinaryKeys => ["plain.csv", "a b+c%20d.csv", "größe/日本 🚀.csv", "x&y=z?~'()!*.csv", "tab\tend"];

    public static TheoryData<string, string> PlainKeys
    {
        get
        {
            var data = new TheoryData<string, string>();
            using var key = RootKey.Create();
            var base64 = Convert.ToBase64String(key.Secret.Span);
            data.Add("base64", base64);
            data.Add("string", $"\"{base64}\"");
            data.Add("array", $"[\"{base64}\"]");
            data.Add("hexadecimal", Convert.ToHexString(key.Secret.Span));
            data.Add("object", $"{{\"key\":\"{base64}\"}}");
            return data;
        }
    }

    public async ValueTask InitializeAsync()
    {
        server = await FaultyServer.StartAsync(FaultyServer.SessionTokenOption, SessionToken, "--kms-answers", VectorsPath);
        store = await server.OpenAsync();
        wrapped = await WrapAsync(rootKey);
        wrappedOther = await WrapAsync(otherKey);
    }

    public async ValueTask DisposeAsync()
    {
        store.Dispose();
        await server.DisposeAsync();
        files.Dispose();
        rootKey.Dispose();
        otherKey.Dispose();
    }

    [Theory]
    [MemberData(nameof(OrdinaryKeys))]
    public async Task An_object_is_converted_once_whatever_its_key_is(string name)
    {
        await SendAsync($"archive/{name}");
        await using var process = Start();
        var first = await runtime.InvokeAsync(LambdaEvent.For($"archive/{name}"));
        Assert.Equal("Succeeded", first.Code);
        Assert.StartsWith("Converted: ", first.Report, StringComparison.Ordinal);
        Assert.Equal(Plaintext, await ReadAsync($"clean/{name}"));
        await server.ClearRequestsAsync();
        var again = await runtime.InvokeAsync(LambdaEvent.For($"archive/{name}", LambdaEvent.Second));
        Assert.Equal("Succeeded", again.Code);
        Assert.StartsWith("Converted before: ", again.Report, StringComparison.Ordinal);
        Assert.Equal(["HeadObject", "HeadObject"], (await server.RequestsAsync()).Select(static request => request.Operation));
    }

    [Theory]
    [InlineData(LambdaEvent.First)]
    [InlineData(LambdaEvent.Second)]
    public async Task A_response_has_the_form_that_S3_Batch_Operations_takes(string schema)
    {
        await SendAsync("archive/a.csv");
        await using var process = Start();
        var reply = await runtime.InvokeAsync(LambdaEvent.For("archive/a.csv", schema, "null"));
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
            var reply = await runtime.InvokeAsync(json);
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
        Assert.Equal("Succeeded", (await runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"))).Code);
    }

    [Fact]
    public async Task A_report_has_at_most_1024_characters_in_one_line()
    {
        await using var process = Start();
        var key = "archive/" + string.Concat(Enumerable.Repeat("line\n", 200));
        var reply = await runtime.InvokeAsync(LambdaEvent.For(key));
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
            var reply = await runtime.InvokeAsync(LambdaEvent.For("archive/plain.csv"));
            Assert.Equal(("Succeeded", "Not client-side encrypted. The object was left where it is."), (reply.Code, reply.Report));
        }
        await using (Start(("REQUIRE_ENCRYPTION", "true")))
        {
            var reply = await runtime.InvokeAsync(LambdaEvent.For("archive/plain.csv"));
            Assert.Equal("PermanentFailure", reply.Code);
            Assert.Contains("REDSHIFT_ENCRYPTION_REQUIRE_ENCRYPTION", reply.Report, StringComparison.Ordinal);
        }
        Assert.Null(await store.FindAsync(new S3Address(FaultyServer.Bucket, "clean/plain.csv"), Token));
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
            var wrong = await runtime.InvokeAsync(LambdaEvent.For("archive/other.csv"));
            Assert.Equal("PermanentFailure", wrong.Code);
            Assert.Contains(rootKey.Fingerprint, wrong.Report, StringComparison.Ordinal);
            var taken = await runtime.InvokeAsync(LambdaEvent.For("archive/taken.csv"));
            Assert.Equal("PermanentFailure", taken.Code);
            Assert.StartsWith("ObjectExists: ", taken.Report, StringComparison.Ordinal);
        }
        await using (Start(("MAXIMUM_LENGTH", "47")))
        {
            var large = await runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"));
            Assert.Equal("PermanentFailure", large.Code);
            Assert.StartsWith("ObjectTooLarge: s3://faults/archive/a.csv has 48 bytes", large.Report, StringComparison.Ordinal);
            Assert.Contains("Convert-EncryptedS3Object", large.Report, StringComparison.Ordinal);
        }
        await using (Start(("EXPECTED_BUCKET_OWNER", "999999999999")))
            Assert.StartsWith(
                "AccessDenied: ",
                (await runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"))).Report,
                StringComparison.Ordinal
            );
        // Both keys in one variable.
        await using (Start(("ROOT_KEY", $"[{wrapped},{wrappedOther}]"), ("EXPECTED_BUCKET_OWNER", "111122223333")))
        {
            Assert.Equal("Succeeded", (await runtime.InvokeAsync(LambdaEvent.For("archive/other.csv"))).Code);
            Assert.Equal("Succeeded", (await runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"))).Code);
        }
    }

    [Fact]
    public async Task Throttling_by_S3_that_outlasts_the_retries_is_a_temporary_failure()
    {
        await SendAsync("archive/a.csv");
        await using var process = Start();
        foreach (var operation in (string[])["HeadObject", "GetObject", "PutObject"])
        {
            await server.AddFaultAsync(Error(operation, 503, "SlowDown"));
            var reply = await runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"));
            Assert.Equal("TemporaryFailure", reply.Code);
            Assert.StartsWith("EndpointUnavailable: ", reply.Report, StringComparison.Ordinal);
            // As many attempts as AWS_MAX_ATTEMPTS says.
            Assert.Equal(2, await server.FaultHitsAsync());
            await server.DeleteFaultsAsync();
        }
        Assert.Equal("Succeeded", (await runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"))).Code);
    }

    [Fact]
    public async Task Throttling_by_KMS_is_a_temporary_failure_at_the_start_and_for_a_data_key()
    {
        var (metadata, body, plaintext) = ReadVector("V2-KMS-metadata-17");
        await PutAsync("archive/kms.bin", body, metadata);
        await server.AddFaultAsync(Error("Decrypt", 400, "ThrottlingException"));
        await using var process = Start();
        var atStart = await runtime.InvokeAsync(LambdaEvent.For("archive/kms.bin"));
        Assert.Equal("TemporaryFailure", atStart.Code);
        Assert.StartsWith("KmsUnavailable: AWS KMS throttled the request", atStart.Report, StringComparison.Ordinal);
        await server.DeleteFaultsAsync();

        // The root key is decrypted now; the key of the object is not.
        Assert.Equal("PermanentFailure", (await runtime.InvokeAsync(LambdaEvent.For("archive/missing.csv"))).Code);
        await server.AddFaultAsync(Error("Decrypt", 400, "ThrottlingException"));
        var forDataKey = await runtime.InvokeAsync(LambdaEvent.For("archive/kms.bin"));
        Assert.Equal("TemporaryFailure", forDataKey.Code);
        Assert.StartsWith("KmsUnavailable: ", forDataKey.Report, StringComparison.Ordinal);
        await server.DeleteFaultsAsync();
        Assert.Equal("Succeeded", (await runtime.InvokeAsync(LambdaEvent.For("archive/kms.bin"))).Code);
        Assert.Equal(plaintext, await ReadBytesAsync("clean/kms.bin"));
    }

    [Theory]
    [InlineData("GetObject", "archive/", 0, "Converted: ")]
    [InlineData("PutObject", "clean/", 0, "Converted: ")]
    // The second HEAD of the destination follows the write.
    [InlineData("HeadObject", "clean/", 1, "Converted before: ")]
    public async Task A_process_that_is_killed_in_the_middle_leaves_an_object_that_the_next_event_completes(
        string operation,
        string keyContains,
        int skip,
        string expected
    )
    {
        await SendAsync("archive/a.csv");
        await server.AddFaultAsync(
            new
            {
                operation,
                keyContains,
                skip,
                times = 1,
                kind = "hang",
            }
        );
        await using (var killed = Start())
        {
            var lost = runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"));
            await HangAsync(lost);
            await killed.KillAsync();
            Assert.False(lost.IsCompleted);
        }
        // Before the next event, or the request would go on in the middle of it.
        await using var process = Start();
        var reply = await runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"));
        Assert.Equal("Succeeded", reply.Code);
        Assert.StartsWith(expected, reply.Report, StringComparison.Ordinal);
        Assert.Equal(Plaintext, await ReadAsync("clean/a.csv"));
        Assert.Single(await WritesAsync());
    }

    [Fact]
    public async Task The_slower_of_two_equal_events_finds_the_object_converted()
    {
        await SendAsync("archive/a.csv");
        await server.AddFaultAsync(
            new
            {
                operation = "PutObject",
                times = 1,
                kind = "hang",
            }
        );
        await using var slow = Start();
        var slower = runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"));
        await HangAsync(slower);
        await using var fast = Start();
        var faster = await runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"));
        Assert.StartsWith("Converted: ", faster.Report, StringComparison.Ordinal);
        await server.DeleteFaultsAsync();
        Assert.Equal(("Succeeded", faster.Report), ((await slower).Code, (await slower).Report));
        Assert.Contains(await server.RequestsAsync(), static request => request is { Operation: "PutObject", Status: 412 });
        Assert.Single(await WritesAsync());
    }

    [Fact]
    public async Task Ten_seconds_before_the_deadline_an_upload_is_aborted_and_the_process_goes_on()
    {
        await SendAsync("archive/large.bin", files.Write("large.bin", 17 * MiB));
        await server.AddFaultAsync(new { operation = "UploadPart", kind = "hang" });
        await using var process = Start();
        var time = Stopwatch.StartNew();
        var reply = await runtime.InvokeAsync(LambdaEvent.For("archive/large.bin"), TimeSpan.FromSeconds(12));
        Assert.InRange(time.Elapsed.TotalSeconds, 2, 10);
        Assert.Equal("TemporaryFailure", reply.Code);
        Assert.StartsWith("The time limit of the function was near", reply.Report, StringComparison.Ordinal);
        Assert.True(await server.FaultHitsAsync() > 0);
        Assert.Empty(await server.OpenUploadsAsync());
        Assert.Null(await store.FindAsync(new S3Address(FaultyServer.Bucket, "clean/large.bin"), Token));

        await server.DeleteFaultsAsync();
        Assert.Equal("Succeeded", (await runtime.InvokeAsync(LambdaEvent.For("archive/large.bin"))).Code);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(files.Root, "large.bin"), Token), await ReadBytesAsync("clean/large.bin"));
        Assert.False(process.HasExited);
    }

    [Fact]
    public async Task Work_that_cannot_be_canceled_is_abandoned_two_seconds_before_the_deadline_with_the_process()
    {
        await SendAsync("archive/large.bin", files.Write("large.bin", 17 * MiB));
        await server.AddFaultAsync(new { operation = "UploadPart", kind = "hang" });
        await server.AddFaultAsync(new { operation = "AbortMultipartUpload", kind = "hang" });
        await using var process = Start();
        var time = Stopwatch.StartNew();
        var reply = await runtime.InvokeAsync(LambdaEvent.For("archive/large.bin"), TimeSpan.FromSeconds(11));
        Assert.InRange(time.Elapsed.TotalSeconds, 8, 11);
        Assert.Equal("TemporaryFailure", reply.Code);
        Assert.Contains("abandoned", reply.Report, StringComparison.Ordinal);
        Assert.Equal(1, (await process.WaitAsync()).ExitCode);
    }

    [Fact]
    public async Task Too_close_to_the_deadline_nothing_is_begun()
    {
        await SendAsync("archive/a.csv");
        await using var process = Start();
        // The first event shows that the process has started, and so has decrypted its key.
        Assert.Equal("Succeeded", (await runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"))).Code);
        await server.ClearRequestsAsync();
        foreach (var limit in (int[])[9, 3, 0, -5])
        {
            var reply = await runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"), TimeSpan.FromSeconds(limit));
            Assert.Equal("TemporaryFailure", reply.Code);
            if (limit <= 2)
            {
                Assert.Equal(1, (await process.WaitAsync()).ExitCode);
                break;
            }
        }
        Assert.Empty(await server.RequestsAsync());
    }

    [Fact]
    public async Task An_event_of_something_else_is_an_error_of_its_own()
    {
        await SendAsync("archive/a.csv");
        await using var process = Start();
        const string Task = """{"taskId":"t","s3Key":"archive/a.csv","s3BucketArn":"arn:aws:s3:::faults"}""";
        string[] events =
        [
            "",
            "not JSON: " + Plaintext,
            "null",
            "[]",
            "{}",
            """{"Records":[{"eventSource":"aws:s3"}]}""",
            $$"""{"invocationSchemaVersion":"3.0","invocationId":"i","job":{"id":"j"},"tasks":[{{Task}}]}""",
            $$"""{"invocationSchemaVersion":1.0,"invocationId":"i","job":{"id":"j"},"tasks":[{{Task}}]}""",
            $$"""{"invocationSchemaVersion":"1.0","job":{"id":"j"},"tasks":[{{Task}}]}""",
            """{"invocationSchemaVersion":"1.0","invocationId":"i","job":{"id":"j"}}""",
            """{"invocationSchemaVersion":"1.0","invocationId":"i","job":{"id":"j"},"tasks":[]}""",
            """{"invocationSchemaVersion":"1.0","invocationId":"i","job":{"id":"j"},"tasks":[null]}""",
            """{"invocationSchemaVersion":"1.0","invocationId":"i","job":{"id":"j"},"tasks":[{"s3Key":"a"}]}""",
            $$"""{"invocationSchemaVersion":"1.0","invocationId":"i","invocationId":"j","job":{"id":"j"},"tasks":[{{Task}}]}""",
            $$"""{"invocationSchemaVersion":"2.0","invocationId":"i","job":{"id":"j","userArguments":{"a":null} },"tasks":[{{Task}}]}""",
            $$"""{"invocationSchemaVersion":"2.0","invocationId":"i","job":{"id":"j","userArguments":{"a":[]} },"tasks":[{{Task}}]}""",
        ];
        foreach (var one in events)
        {
            var reply = await runtime.InvokeAsync(one);
            Assert.True(reply.IsError, one);
            Assert.Equal(("Function.InvalidEvent", "InvalidEvent"), (reply.ErrorType, reply.Json.GetProperty("errorType").GetString()));
            Assert.Contains("S3 Batch Operations", reply.Json.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
            Assert.DoesNotContain("plaintext", reply.Text, StringComparison.Ordinal);
        }
        Assert.Equal("Succeeded", (await runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"))).Code);
    }

    [Fact]
    public async Task Several_tasks_of_an_event_have_a_result_each()
    {
        await SendAsync("archive/a.csv");
        await using var process = Start();
        var reply = await runtime.InvokeAsync(
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

    [Theory]
    [InlineData("ACTION", "", "REDSHIFT_ENCRYPTION_ACTION must be Convert, Update or Verify.")]
    [InlineData("ACTION", "Delete", "REDSHIFT_ENCRYPTION_ACTION must be Convert, Update or Verify.")]
    [InlineData("ACTION", "Update", "The action Update requires")]
    [InlineData("ROOTKEY", "x", "REDSHIFT_ENCRYPTION_ROOTKEY is not a variable of this function.")]
    [InlineData("SERVER_SIDE_ENCRYPTION", "aes256", "REDSHIFT_ENCRYPTION_SERVER_SIDE_ENCRYPTION must be aws:kms or AES256.")]
    [InlineData("DESTINATION_BUCKET", "no bucket", "REDSHIFT_ENCRYPTION_DESTINATION_BUCKET: ")]
    [InlineData("READ_BACK", "yes", "REDSHIFT_ENCRYPTION_READ_BACK must be true or false.")]
    [InlineData("MAXIMUM_LENGTH", "1 GiB", "REDSHIFT_ENCRYPTION_MAXIMUM_LENGTH must be a number of bytes.")]
    [InlineData("EXPECTED_BUCKET_OWNER", "me", "REDSHIFT_ENCRYPTION_EXPECTED_BUCKET_OWNER must be an account ID of 12 digits.")]
    [InlineData("KMS_ENCRYPTION_CONTEXT", "{", "REDSHIFT_ENCRYPTION_KMS_ENCRYPTION_CONTEXT must be a JSON object")]
    public async Task A_variable_that_is_not_valid_ends_the_start(string name, string value, string expected)
    {
        await using var process = Start((name, value));
        await AssertInitErrorAsync(process, "InvalidSetting: " + expected);
    }

    [Theory]
    [MemberData(nameof(PlainKeys))]
    public async Task A_plain_root_key_is_refused_and_not_shown(string form, string value)
    {
        Assert.NotEmpty(form);
        await using var process = Start(("ROOT_KEY", value));
        var text = await AssertInitErrorAsync(process, "InvalidSetting: ");
        Assert.Contains("REDSHIFT_ENCRYPTION_ROOT_KEY", text, StringComparison.Ordinal);
        foreach (var word in value.Split('"', StringSplitOptions.RemoveEmptyEntries).Where(static word => word.Length > 20))
            Assert.DoesNotContain(word, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_root_key_that_KMS_does_not_decrypt_ends_the_start()
    {
        await server.AddFaultAsync(Error("Decrypt", 400, "AccessDeniedException"));
        await using (var process = Start())
            await AssertInitErrorAsync(process, "KmsAccessDenied: ");
        await server.DeleteFaultsAsync();
    }

    [Fact]
    public async Task Without_a_region_the_start_fails()
    {
        var environment = Variables();
        environment.Remove("AWS_REGION");
        environment.Remove("AWS_ENDPOINT_URL_S3");
        // Otherwise the SDK asks the metadata service of an EC2 instance, which a test must not wait for.
        environment["AWS_EC2_METADATA_DISABLED"] = "true";
        environment.Remove("REDSHIFT_ENCRYPTION_ROOT_KEY");
        await using var process = LambdaProcess.Start(runtime, environment);
        await AssertInitErrorAsync(process, "InvalidConnection: ");
    }

    [Fact]
    public async Task The_job_may_only_fill_what_the_environment_leaves_open()
    {
        await SendAsync("archive/a.csv");
        var environment = Variables();
        environment.Remove("REDSHIFT_ENCRYPTION_DESTINATION_PREFIX");
        await using var process = LambdaProcess.Start(runtime, environment);
        async Task CheckAsync(string schema, string expected, params (string Name, string Value)[] arguments)
        {
            var reply = await runtime.InvokeAsync(
                LambdaEvent.For(
                    "archive/a.csv",
                    schema,
                    arguments: arguments.ToDictionary(
                        static argument => argument.Name,
                        static argument => argument.Value,
                        StringComparer.Ordinal
                    )
                )
            );
            Assert.Equal("PermanentFailure", reply.Code);
            Assert.StartsWith("InvalidSetting: " + expected, reply.Report, StringComparison.Ordinal);
        }
        await CheckAsync(LambdaEvent.First, "Neither REDSHIFT_ENCRYPTION_DESTINATION_BUCKET nor");
        await CheckAsync(LambdaEvent.Second, "Neither REDSHIFT_ENCRYPTION_DESTINATION_BUCKET nor");
        await CheckAsync(
            LambdaEvent.Second,
            "The job's argument 'keyPrefix' is not accepted",
            ("destinationPrefix", "clean/"),
            ("keyPrefix", "")
        );
        await CheckAsync(LambdaEvent.Second, "The job's argument 'action' is not supported", ("action", "Verify"));
        await CheckAsync(LambdaEvent.Second, "The job's argument 'rootKey' is not supported", ("rootKey", wrapped));
        await CheckAsync(LambdaEvent.Second, "s3://faults/archive/a.csv would be overwritten", ("destinationPrefix", "archive/"));
        var filled = await runtime.InvokeAsync(
            LambdaEvent.For(
                "archive/a.csv",
                LambdaEvent.Second,
                arguments: new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["keyPrefix"] = "archive/",
                    ["destinationPrefix"] = "of-the-job",
                    ["serverSideEncryption"] = "AES256",
                }
            )
        );
        Assert.Equal("Converted: s3://faults/of-the-job/a.csv (46 bytes).", filled.Report);
        Assert.Equal(Plaintext, await ReadAsync("of-the-job/a.csv"));
    }

    [Fact]
    public async Task Update_wraps_the_data_key_again_once()
    {
        await SendAsync("archive/a.csv");
        await SendAsync("archive/unknown.csv", isOther: true);
        using var third = RootKey.Create();
        await using var process = Start(("ACTION", "Update"), ("NEW_ROOT_KEY", await WrapAsync(third)));
        var first = await runtime.InvokeAsync(LambdaEvent.For("archive/a.csv", versionId: "null"));
        Assert.Equal("Succeeded", first.Code);
        Assert.Equal($"Root key {rootKey.Fingerprint} was replaced by {third.Fingerprint}.", first.Report);
        await server.ClearRequestsAsync();
        var again = await runtime.InvokeAsync(LambdaEvent.For("archive/a.csv", versionId: "null"));
        Assert.Equal("Succeeded", again.Code);
        Assert.StartsWith("Already under root key", again.Report, StringComparison.Ordinal);
        Assert.DoesNotContain(await server.RequestsAsync(), static request => request.Operation is "CopyObject");
        Assert.Equal("PermanentFailure", (await runtime.InvokeAsync(LambdaEvent.For("archive/unknown.csv"))).Code);
        var inspected = await new InspectOperation(store).RunAsync(
            new InspectRequest(new S3Address(FaultyServer.Bucket, "archive/a.csv"), new KeyRing([third])),
            Token
        );
        Assert.Equal(third.Fingerprint, inspected.RootKeyFingerprint);
    }

    [Fact]
    public async Task Verify_compares_with_the_conversion_or_decrypts_and_writes_nothing()
    {
        await SendAsync("archive/a.csv");
        await SendAsync("archive/b.csv");
        await SendAsync("archive/damaged.csv");
        await using (Start())
        {
            await runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"));
            await runtime.InvokeAsync(LambdaEvent.For("archive/damaged.csv"));
        }
        await ReplaceContentAsync("clean/damaged.csv", Plaintext.Replace('1', '2'));
        await ReplaceContentAsync("archive/damaged.csv", Plaintext.PadRight(48));
        await server.ClearRequestsAsync();
        await using (Start(("ACTION", "Verify")))
        {
            var same = await runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"));
            Assert.Equal(("Succeeded", "Verified: s3://faults/clean/a.csv is the plaintext (46 bytes)."), (same.Code, same.Report));
            var missing = await runtime.InvokeAsync(LambdaEvent.For("archive/b.csv"));
            Assert.Equal("PermanentFailure", missing.Code);
            Assert.StartsWith("ObjectNotFound: s3://faults/archive/b.csv has no conversion", missing.Report, StringComparison.Ordinal);
            Assert.Equal("PermanentFailure", (await runtime.InvokeAsync(LambdaEvent.For("archive/damaged.csv"))).Code);
        }
        var environment = Variables(("ACTION", "Verify"));
        environment.Remove("REDSHIFT_ENCRYPTION_DESTINATION_PREFIX");
        await using (LambdaProcess.Start(runtime, environment))
        {
            var whole = await runtime.InvokeAsync(LambdaEvent.For("archive/b.csv"));
            Assert.Equal(("Succeeded", "Decrypted to its end (46 bytes). It was not compared."), (whole.Code, whole.Report));
            var damaged = await runtime.InvokeAsync(LambdaEvent.For("archive/damaged.csv"));
            Assert.Equal("PermanentFailure", damaged.Code);
            Assert.StartsWith("DamagedContent: ", damaged.Report, StringComparison.Ordinal);
        }
        Assert.All(
            await server.RequestsAsync(),
            static request => Assert.Contains(request.Operation, (string[])["HeadObject", "GetObject", "Decrypt"])
        );
    }

    [Fact]
    public async Task A_conversion_with_another_content_is_found()
    {
        await SendAsync("archive/a.csv");
        await using (Start())
            await runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"));
        await ReplaceContentAsync("clean/a.csv", Plaintext.Replace('1', '2'));
        await using (Start(("ACTION", "Verify")))
        {
            var reply = await runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"));
            Assert.Equal("PermanentFailure", reply.Code);
            Assert.Contains(
                "s3://faults/clean/a.csv is not the plaintext of s3://faults/archive/a.csv",
                reply.Report,
                StringComparison.Ordinal
            );
        }
        await using (Start(("READ_BACK", "true")))
            Assert.Equal("PermanentFailure", (await runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"))).Code);
    }

    [Fact]
    public async Task No_secret_is_in_an_output()
    {
        await SendAsync("archive/a.csv");
        await SendAsync("archive/other.csv", isOther: true);
        string log;
        await using (var process = Start())
        {
            foreach (var key in (string[])["a.csv", "other.csv", "missing.csv"])
                await runtime.InvokeAsync(LambdaEvent.For($"archive/{key}"));
            await server.AddFaultAsync(Error("GetObject", 403, "SignatureDoesNotMatch"));
            await SendAsync("archive/refused.csv");
            await runtime.InvokeAsync(LambdaEvent.For("archive/refused.csv"));
            await server.DeleteFaultsAsync();
            log = await process.KillAsync();
        }
        var all = log + string.Concat(runtime.Received);
        Assert.Contains("WrongRootKey", all, StringComparison.Ordinal);
        Assert.Contains("ObjectNotFound", all, StringComparison.Ordinal);
        string[] secrets =
        [
            Convert.ToBase64String(rootKey.Secret.Span),
            Convert.ToHexString(rootKey.Secret.Span),
            server.Connection.SecretAccessKey,
            SessionToken,
            "a plaintext that must not get out",
            JsonDocument.Parse(wrapped).RootElement.GetProperty("ciphertext").GetString()!,
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, all, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_real_server_converts_the_version_of_the_event_and_updates_the_current_one_once()
    {
        var bucket = await host.CreateBucketAsync();
        await host.Client.PutBucketVersioningAsync(
            new PutBucketVersioningRequest
            {
                BucketName = bucket,
                VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled },
            },
            Token
        );
        using var real = await host.OpenAsync();
        var upload = new UploadOperation(real, new BufferPool(BufferPool.DefaultLimit));
        var address = new S3Address(bucket, "archive/a.bin");
        var versions = new List<string>();
        foreach (var length in (int[])[1000, 2000])
        {
            var request = new UploadRequest(files.Write($"{length}.bin", length), address) { RootKey = rootKey };
            versions.Add((await upload.RunAsync(request, progress: null, Token)).Object.VersionId!);
        }
        await using var kms = await StartKmsAsync();
        var environment = await VariablesAsync(kms);
        await using (LambdaProcess.Start(runtime, environment))
        {
            var reply = await runtime.InvokeAsync(LambdaEvent.For(address.Key, versionId: versions[0], bucket: bucket));
            Assert.Equal($"Converted: s3://{bucket}/clean/a.bin (1000 bytes).", reply.Report);
            // Another version of the same object has the same destination.
            var other = await runtime.InvokeAsync(LambdaEvent.For(address.Key, versionId: versions[1], bucket: bucket));
            Assert.StartsWith("ObjectExists: ", other.Report, StringComparison.Ordinal);
        }
        using (var protection = kms.OpenKms(Region))
            environment["REDSHIFT_ENCRYPTION_NEW_ROOT_KEY"] = Text(
                await RootKeyWrapping.WrapAsync(protection, "alias/sales", otherKey, Token)
            );
        environment["REDSHIFT_ENCRYPTION_ACTION"] = "Update";
        await using (LambdaProcess.Start(runtime, environment))
        {
            var old = await runtime.InvokeAsync(LambdaEvent.For(address.Key, versionId: versions[0], bucket: bucket));
            Assert.StartsWith("ObjectChanged: ", old.Report, StringComparison.Ordinal);
            var json = LambdaEvent.For(address.Key, versionId: versions[1], bucket: bucket);
            Assert.EndsWith($"was replaced by {otherKey.Fingerprint}.", (await runtime.InvokeAsync(json)).Report, StringComparison.Ordinal);
            Assert.StartsWith("Already under root key", (await runtime.InvokeAsync(json)).Report, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_real_server_gets_each_object_once()
    {
        var bucket = await host.CreateBucketAsync();
        using var real = await host.OpenAsync();
        var upload = new UploadOperation(real, new BufferPool(BufferPool.DefaultLimit));
        int[] lengths = [0, 15, 1000, 22 * MiB + 5];
        foreach (var length in lengths)
            await upload.RunAsync(
                new UploadRequest(files.Write($"{length}.bin", length), new S3Address(bucket, $"archive/a b+{length}.bin"))
                {
                    RootKey = rootKey,
                },
                progress: null,
                Token
            );
        await using var kms = await StartKmsAsync();
        var environment = await VariablesAsync(kms);
        await using var process = LambdaProcess.Start(runtime, environment);
        foreach (var length in lengths)
        {
            var json = LambdaEvent.For($"archive/a b+{length}.bin", bucket: bucket);
            var reply = await runtime.InvokeAsync(json);
            Assert.True(reply.Code is "Succeeded", reply.Report);
            Assert.StartsWith("Converted before: ", (await runtime.InvokeAsync(json)).Report, StringComparison.Ordinal);
            using var found = await host.Client.GetObjectAsync(bucket, $"clean/a b+{length}.bin", Token);
            using var content = new MemoryStream();
            await found.ResponseStream.CopyToAsync(content, Token);
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(files.Root, $"{length}.bin"), Token), content.ToArray());
            Assert.Equal("aws:kms", found.ServerSideEncryptionMethod.Value);
        }
        Assert.Empty((await host.Client.ListMultipartUploadsAsync(bucket, Token)).MultipartUploads ?? []);
    }

    [Fact]
    public async Task Four_processes_convert_each_of_many_objects_once()
    {
        var upload = new UploadOperation(store, new BufferPool(BufferPool.DefaultLimit));
        int[] lengths = [0, 1, 16, 100, 1000, 4096];
        var paths = lengths.Select(length => files.Write($"{length}.bin", length)).ToArray();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Events),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token },
            async (number, token) =>
                await upload.RunAsync(
                    new UploadRequest(paths[number % paths.Length], new S3Address(FaultyServer.Bucket, $"archive/{number} a+b"))
                    {
                        RootKey = rootKey,
                    },
                    progress: null,
                    token
                )
        );
        await server.ClearRequestsAsync();
        var processes = Enumerable.Range(0, 4).Select(_ => Start()).ToArray();
        var time = Stopwatch.StartNew();
        var replies = await Task.WhenAll(
            Enumerable.Range(0, Events).Select(number => runtime.InvokeAsync(LambdaEvent.For($"archive/{number} a+b")))
        );
        time.Stop();
        output.WriteLine(
            $"{Events} events over {processes.Length} processes in {time.Elapsed.TotalSeconds:n1} s: "
                + $"{Events / time.Elapsed.TotalSeconds:n0} events/s."
        );
        foreach (var process in processes)
        {
            Assert.False(process.HasExited);
            await process.DisposeAsync();
        }
        Assert.All(replies, static reply => Assert.StartsWith("Converted: ", reply.Report, StringComparison.Ordinal));
        var requests = await server.RequestsAsync();
        var writes = requests.Where(static request => request.Operation is "PutObject").ToList();
        Assert.Equal(Events, writes.Count);
        Assert.Equal(Events, writes.Select(static request => request.Target).Distinct(StringComparer.Ordinal).Count());
        Assert.All(writes, static request => Assert.Equal(200, request.Status));
        for (var number = 0; number < paths.Length; number++)
            Assert.Equal(await File.ReadAllBytesAsync(paths[number], Token), await ReadBytesAsync($"clean/{number} a+b"));
    }

    /// <summary>Starts LocalS3 as the KMS beside the real server: a function has one pair of credentials.</summary>
    Task<FaultyServer> StartKmsAsync() =>
        FaultyServer.StartAsync("--access-key-id", host.Connection.AccessKeyId, "--secret-access-key", host.Connection.SecretAccessKey);

    /// <summary>The environment of a function for the real server, whose root key that KMS has encrypted.</summary>
    async Task<Dictionary<string, string>> VariablesAsync(FaultyServer kms)
    {
        using var protection = kms.OpenKms(Region);
        var key = await RootKeyWrapping.WrapAsync(protection, "alias/sales", rootKey, Token);
        var environment = Variables(("KMS_KEY_ID", host.Connection.KmsKeyId), ("ROOT_KEY", Text(key)));
        environment["AWS_ENDPOINT_URL_KMS"] = kms.Endpoint;
        environment["AWS_ENDPOINT_URL_S3"] = host.Connection.Endpoint;
        environment["AWS_ACCESS_KEY_ID"] = host.Connection.AccessKeyId;
        environment["AWS_SECRET_ACCESS_KEY"] = host.Connection.SecretAccessKey;
        environment.Remove("AWS_SESSION_TOKEN");
        return environment;
    }

    static object Error(string operation, int status, string code) =>
        new
        {
            operation,
            kind = "error",
            status,
            code,
        };

    static string Text(WrappedRootKey key) => Encoding.UTF8.GetString(WrappedRootKeyText.Format(key));

    static (Dictionary<string, string> Metadata, byte[] Body, byte[] Plaintext) ReadVector(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(VectorsPath));
        var vector = document
            .RootElement.GetProperty("vectors")
            .EnumerateArray()
            .Single(one => string.Equals(one.GetProperty("name").GetString(), name, StringComparison.Ordinal));
        var stored = vector.GetProperty("object");
        return (
            stored.GetProperty("metadata").Deserialize<Dictionary<string, string>>()!,
            stored.GetProperty("body").GetBytesFromBase64(),
            vector.GetProperty("plaintext").GetBytesFromBase64()
        );
    }

    async Task<string> WrapAsync(RootKey key)
    {
        using var protection = server.OpenKms(Region);
        return Text(await RootKeyWrapping.WrapAsync(protection, "alias/sales", key, Token));
    }

    /// <summary>The environment of a function that converts from archive/ to clean/.</summary>
    Dictionary<string, string> Variables(params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "512",
            ["AWS_REGION"] = Region,
            ["AWS_ACCESS_KEY_ID"] = server.Connection.AccessKeyId,
            ["AWS_SECRET_ACCESS_KEY"] = server.Connection.SecretAccessKey,
            ["AWS_SESSION_TOKEN"] = SessionToken,
            ["AWS_ENDPOINT_URL_S3"] = server.Endpoint,
            ["AWS_ENDPOINT_URL_KMS"] = server.Endpoint,
            ["AWS_MAX_ATTEMPTS"] = "2",
            ["REDSHIFT_ENCRYPTION_ACTION"] = "Convert",
            ["REDSHIFT_ENCRYPTION_ROOT_KEY"] = wrapped,
            ["REDSHIFT_ENCRYPTION_KEY_PREFIX"] = "archive/",
            ["REDSHIFT_ENCRYPTION_DESTINATION_PREFIX"] = "clean/",
        };
        foreach (var (name, value) in settings)
            environment["REDSHIFT_ENCRYPTION_" + name] = value;
        return environment;
    }

    LambdaProcess Start(params (string Name, string Value)[] settings) => LambdaProcess.Start(runtime, Variables(settings));

    async Task SendAsync(string key, string? path = null, bool isOther = false) =>
        await new UploadOperation(store, new BufferPool(BufferPool.DefaultLimit)).RunAsync(
            new UploadRequest(path ?? await SampleAsync(), new S3Address(FaultyServer.Bucket, key))
            {
                RootKey = isOther ? otherKey : rootKey,
            },
            progress: null,
            Token
        );

    async Task<string> SampleAsync()
    {
        var path = Path.Combine(files.Root, "sample.csv");
        await File.WriteAllTextAsync(path, Plaintext, Token);
        return path;
    }

    async Task PutAsync(string key, byte[] content, Dictionary<string, string>? metadata = null)
    {
        using var client = server.CreateClient();
        using var body = new MemoryStream(content);
        var request = new PutObjectRequest
        {
            BucketName = FaultyServer.Bucket,
            Key = key,
            InputStream = body,
        };
        foreach (var field in metadata ?? [])
            request.Metadata.Add(field.Key, field.Value);
        await client.PutObjectAsync(request, Token);
    }

    /// <summary>Stores another content of the same length, with all that the object has.</summary>
    async Task ReplaceContentAsync(string key, string content)
    {
        using var client = server.CreateClient();
        var before = await client.GetObjectMetadataAsync(FaultyServer.Bucket, key, Token);
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(content));
        var request = new PutObjectRequest
        {
            BucketName = FaultyServer.Bucket,
            Key = key,
            InputStream = body,
            ServerSideEncryptionMethod = before.ServerSideEncryptionMethod,
        };
        foreach (var name in before.Metadata.Keys)
            request.Metadata.Add(name, before.Metadata[name]);
        await client.PutObjectAsync(request, Token);
    }

    async Task<byte[]> ReadBytesAsync(string key)
    {
        using var client = server.CreateClient();
        using var found = await client.GetObjectAsync(FaultyServer.Bucket, key, Token);
        using var content = new MemoryStream();
        await found.ResponseStream.CopyToAsync(content, Token);
        return content.ToArray();
    }

    async Task<string> ReadAsync(string key) => Encoding.UTF8.GetString(await ReadBytesAsync(key));

    /// <summary>Waits until a request of an event hangs.</summary>
    async Task HangAsync(Task invocation)
    {
        while (await server.FaultHitsAsync() == 0)
            Assert.False(invocation.IsCompleted);
    }

    /// <summary>The writes to destinations that the server has done.</summary>
    async Task<IEnumerable<ServerRequest>> WritesAsync() =>
        (await server.RequestsAsync()).Where(static request =>
            request is { Operation: "PutObject", Status: 200 } && request.Target.Contains("/clean/", StringComparison.Ordinal)
        );

    /// <summary>Waits until a process has reported that it cannot start, and has ended.</summary>
    /// <returns>All that it has written and reported.</returns>
    async Task<string> AssertInitErrorAsync(LambdaProcess process, string expected)
    {
        var reply = await runtime.InitError.WaitAsync(Token);
        Assert.Equal("Function.InitializationFailed", reply.ErrorType);
        Assert.StartsWith(expected, reply.Json.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        var (exitCode, log) = await process.WaitAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains(expected, log, StringComparison.Ordinal);
        return log + reply.Text;
    }
}
