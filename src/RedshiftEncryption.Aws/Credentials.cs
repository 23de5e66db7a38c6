using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws;

/// <summary>Resolves credentials from the request, then from the profile, then from the SDK's default chain.</summary>
internal static class Credentials
{
    /// <exception cref="InvalidConnectionException">No credentials were found, or those of the profile are not
    /// available.</exception>
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
            throw new InvalidConnectionException("-SessionToken requires -AwsCredential.");
        try
        {
            var found = request.ProfileName is null
                ? await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync(config).ConfigureAwait(false)
                : FromProfile(request.ProfileName);
            // A profile that assumes a role or signs in requests its credentials only here.
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
            // The SDK lists all sources it tried, over many lines; that list is in the inner exception.
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

    /// <summary>Gets the names of the profiles in the SDK's shared files, in file order.</summary>
    public static IReadOnlyList<string> ProfileNames() =>
        [.. new CredentialProfileStoreChain().ListProfiles().Select(static profile => profile.Name)];

    static AWSCredentials FromProfile(string profileName) =>
        new CredentialProfileStoreChain().TryGetAWSCredentials(profileName, out var credentials)
            ? credentials
            : throw new InvalidConnectionException($"The AWS profile '{profileName}' has no credentials.");
}
