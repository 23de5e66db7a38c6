using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalS3;

/// <summary>
/// Creates a certificate for one run. It is its own root, so a client that has this file trusts it. Its key never leaves
/// the process.
/// </summary>
static class LoopbackCertificate
{
    const string FileName = "localhost.pem";

    const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    static readonly TimeSpan Validity = TimeSpan.FromDays(7);

    /// <summary>Makes one and writes it, without its key, into a folder.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor that way.</exception>
    public static X509Certificate2 Create(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: true,
                hasPathLengthConstraint: true,
                pathLengthConstraint: 0,
                critical: true
            )
        );
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign, critical: true)
        );
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));

        var now = DateTimeOffset.UtcNow;
        var certificate = request.CreateSelfSigned(now.AddHours(-1), now + Validity);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, FileName), certificate.ExportCertificatePem());
        return certificate;
    }
}
