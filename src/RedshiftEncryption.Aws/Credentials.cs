using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws;

/// <summary>The credentials that were given, else the profile's, else the SDK's own chain.</summary>
internal static class Credentials
{
    /// <exception cref="InvalidConnectionException">There are none, or the profile's cannot be had.</exception>
    public static async Task<AWSCredentials> ResolveAsync(ConnectionRequest request, ClientConfig config)
    {
        if (request.Credential is { } credential)
        {
            return request.SessionToken is null
                ? new BasicAWSCredentials(credential.UserName, credential.Password)
                : new SessionAWSCredentials(
                    credential.UserName,
                    credential.Password,
                    new NetworkCredential("", request.SessionToken).Password
                );
        }
        if (request.SessionToken is not null)
            throw new InvalidConnectionException("-SessionToken belongs to -AwsCredential; give both or neither.");
        try
        {
            var found = request.ProfileName is null
                ? await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync(config).ConfigureAwait(false)
                : FromProfile(request.ProfileName);
            // A profile that assumes a role or signs in asks for its credentials only now.
            await found.GetCredentialsAsync().ConfigureAwait(false);
            return found;
        }
        catch (Exception exception)
            when (exception
                    is AmazonClientException
                        or AmazonServiceException
                        or HttpRequestException
                        or ArgumentException
                        or InvalidOperationException
            )
        {
            // What the SDK's chain has tried is many lines, and in the exception behind.
            throw request.ProfileName is null
                ? new InvalidConnectionException(
                    "No AWS credentials were found in the environment, the shared AWS configuration or this machine's role.",
                    exception
                )
                : new InvalidConnectionException(
                    $"The credentials of the AWS profile '{request.ProfileName}' are not available: {Failure.Reason(exception)}",
                    exception
                );
        }
    }

    /// <summary>The profiles of the SDK's own files, in their order.</summary>
    public static IReadOnlyList<string> ProfileNames() =>
        [.. new CredentialProfileStoreChain().ListProfiles().Select(static profile => profile.Name)];

    static AWSCredentials FromProfile(string profileName) =>
        new CredentialProfileStoreChain().TryGetAWSCredentials(profileName, out var credentials)
            ? credentials
            : throw new InvalidConnectionException($"The AWS profile '{profileName}' has no credentials.");
}
