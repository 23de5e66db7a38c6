using System.Text.Json;
using RedshiftEncryption.Integration.Servers;

namespace RedshiftEncryption.Integration.Lambda;

/// <summary>The environment of the compiled Lambda function, the arguments of jobs, and what it refuses without showing a secret.</summary>
public sealed class LambdaSettingTests : LambdaSuite
{
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
            var reply = await Runtime.InvokeAsync(one);
            Assert.True(reply.IsError, one);
            Assert.Equal(("Function.InvalidEvent", "InvalidEvent"), (reply.ErrorType, reply.Json.GetProperty("errorType").GetString()));
            Assert.Contains("S3 Batch Operations", reply.Json.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
            Assert.DoesNotContain("plaintext", reply.Text, StringComparison.Ordinal);
        }
        Assert.Equal("Succeeded", (await Runtime.InvokeAsync(LambdaEvent.For("archive/a.csv"))).Code);
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
        await Server.AddFaultAsync(Error("Decrypt", 400, "AccessDeniedException"));
        await using (var process = Start())
            await AssertInitErrorAsync(process, "KmsAccessDenied: ");
        await Server.DeleteFaultsAsync();
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
        await using var process = LambdaProcess.Start(Runtime, environment);
        await AssertInitErrorAsync(process, "InvalidConnection: ");
    }

    [Fact]
    public async Task The_job_may_only_fill_what_the_environment_leaves_open()
    {
        await SendAsync("archive/a.csv");
        var environment = Variables();
        environment.Remove("REDSHIFT_ENCRYPTION_DESTINATION_PREFIX");
        await using var process = LambdaProcess.Start(Runtime, environment);
        async Task CheckAsync(string schema, string expected, params (string Name, string Value)[] arguments)
        {
            var reply = await Runtime.InvokeAsync(
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
        await CheckAsync(LambdaEvent.Second, "The job's argument 'rootKey' is not supported", ("rootKey", Wrapped));
        await CheckAsync(LambdaEvent.Second, "s3://faults/archive/a.csv would be overwritten", ("destinationPrefix", "archive/"));
        var filled = await Runtime.InvokeAsync(
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
    public async Task No_secret_is_in_an_output()
    {
        await SendAsync("archive/a.csv");
        await SendAsync("archive/other.csv", isOther: true);
        string log;
        await using (var process = Start())
        {
            foreach (var key in (string[])["a.csv", "other.csv", "missing.csv"])
                await Runtime.InvokeAsync(LambdaEvent.For($"archive/{key}"));
            await Server.AddFaultAsync(Error("GetObject", 403, "SignatureDoesNotMatch"));
            await SendAsync("archive/refused.csv");
            await Runtime.InvokeAsync(LambdaEvent.For("archive/refused.csv"));
            await Server.DeleteFaultsAsync();
            log = await process.KillAsync();
        }
        var all = log + string.Concat(Runtime.Received);
        Assert.Contains("WrongRootKey", all, StringComparison.Ordinal);
        Assert.Contains("ObjectNotFound", all, StringComparison.Ordinal);
        string[] secrets =
        [
            Convert.ToBase64String(SourceKey.Secret.Span),
            Convert.ToHexString(SourceKey.Secret.Span),
            Server.Connection.SecretAccessKey,
            SessionToken,
            "a plaintext that must not get out",
            JsonDocument.Parse(Wrapped).RootElement.GetProperty("ciphertext").GetString()!,
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, all, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Waits until a process has reported that it cannot start, and has ended.</summary>
    /// <returns>All that it has written and reported.</returns>
    async Task<string> AssertInitErrorAsync(LambdaProcess process, string expected)
    {
        var reply = await Runtime.InitError.WaitAsync(TimeSpan.FromMinutes(1), Token);
        Assert.Equal("Function.InitializationFailed", reply.ErrorType);
        Assert.StartsWith(expected, reply.Json.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        var (exitCode, log) = await process.WaitAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains(expected, log, StringComparison.Ordinal);
        return log + reply.Text;
    }
}
