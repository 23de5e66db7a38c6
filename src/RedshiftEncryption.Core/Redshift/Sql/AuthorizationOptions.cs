namespace RedshiftEncryption.Redshift.Sql;

/// <summary>The authorization options of COPY and UNLOAD, as rows of their option tables.</summary>
/// <remarks>From the page "Authorization parameters" of the Redshift Database Developer Guide.</remarks>
internal static class AuthorizationOptions
{
    public const string IamRole = "IAM_ROLE";
    public const string DefaultRole = "IAM_ROLE default";
    public const string AccessKeyId = "ACCESS_KEY_ID";
    public const string SecretAccessKey = "SECRET_ACCESS_KEY";
    public const string SessionToken = "SESSION_TOKEN";
    public const string Credentials = "CREDENTIALS";
    public const string RootKey = "MASTER_SYMMETRIC_KEY";

    /// <summary>Returns the rules that both statements share.</summary>
    public static StatementRule[] Rules(string command) =>
        [
            StatementRule.Excludes(IamRole, [AccessKeyId], "Redshift is authorized either by a role or by an access key"),
            StatementRule.Needs(
                SessionToken,
                [AccessKeyId],
                "a session token belongs to a temporary access key, which -AwsCredential specifies; a role does not need one"
            ),
            StatementRule.Needs(
                command,
                [IamRole, AccessKeyId],
                "without authorization, Redshift cannot access the bucket. Specify -IamRole or -AwsCredential"
            ),
            StatementRule.Excludes(Credentials, [DefaultRole], "a CREDENTIALS string identifies the role by its ARN"),
        ];

    public static StatementOption<T>[] Options<T>()
        where T : StatementRequest =>
        [
            new(
                IamRole,
                static request => request.Authorization.IamRole is not null,
                static request => Apart(request, () => new StatementClause(Sql.IamRole.Clause(request.Authorization.IamRole!)))
            ),
            StatementOption<T>.Unwritten(
                DefaultRole,
                static request => request.Authorization.IamRole is { } role && Sql.IamRole.IsDefault(role)
            ),
            new(
                AccessKeyId,
                static request => request.Authorization.AccessKeyId is not null,
                static request =>
                    Apart(request, () => new StatementClause($"{AccessKeyId} {SqlLiteral.Quote(request.Authorization.CheckedAccessKeyId)}"))
            ),
            new(
                SecretAccessKey,
                static request => request.Authorization.AccessKeyId is not null,
                static request => Apart(request, () => new StatementClause(SecretAccessKey, request.Authorization.SecretAccessKeyText))
            ),
            new(
                SessionToken,
                static request => request.Authorization.SessionToken is not null,
                static request => Apart(request, () => new StatementClause(SessionToken, request.Authorization.SessionTokenText))
            ),
            new(Credentials, static request => request.Authorization.InCredentialsString, CredentialsClause),
        ];

    /// <summary>Returns the MASTER_SYMMETRIC_KEY option. A CREDENTIALS string contains the key instead.</summary>
    public static StatementOption<T> RootKeyOption<T>()
        where T : StatementRequest =>
        new(
            RootKey,
            static request => request.Encrypted || request.RootKey is not null,
            static request => Apart(request, () => new StatementClause(RootKey, StatementSecret.OfRootKey(request.RootKey)))
        );

    static StatementClause? Apart(StatementRequest request, Func<StatementClause> clause) =>
        request.Authorization.InCredentialsString ? null : clause();

    static StatementClause CredentialsClause(StatementRequest request)
    {
        var authorization = request.Authorization;
        var clause = new StatementClause($"{Credentials} '");
        if (authorization.IamRole is not null)
            clause.Add($"aws_iam_role={Sql.IamRole.Checked(authorization.IamRole)}");
        else
            clause
                .Add($"aws_access_key_id={authorization.CheckedAccessKeyId};aws_secret_access_key=")
                .Add(authorization.SecretAccessKeyText);
        if (authorization.SessionToken is not null)
            clause.Add(";token=").Add(authorization.SessionTokenText);
        if (request.Encrypted)
            clause.Add(";master_symmetric_key=").Add(StatementSecret.OfRootKey(request.RootKey));
        return clause.Add("'");
    }
}
