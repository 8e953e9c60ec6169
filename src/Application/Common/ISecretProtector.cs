using CallScript.Domain.Organizations;

namespace CallScript.Application.Common;

/// <summary>Encrypts what must not be readable in the database. A secret opens only for the organization it was sealed for.</summary>
public interface ISecretProtector
{
    byte[] Protect(OrganizationId organizationId, string secret);

    /// <exception cref="System.Security.Cryptography.CryptographicException">
    /// Changed, of another organization, or sealed under another master key.
    /// </exception>
    string Unprotect(OrganizationId organizationId, byte[] sealedSecret);
}
