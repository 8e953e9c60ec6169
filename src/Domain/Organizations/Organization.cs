namespace CallScript.Domain.Organizations;

/// <summary>A company that uses the installation: the tenant. Everything it owns carries its id.</summary>
public sealed class Organization
{
    public const int NameMaxLength = 120;
    public const int SlugMaxLength = 50;

    private Organization()
    {
    }

    public OrganizationId Id { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>The name in addresses and on the command line: lower-case letters, digits and hyphens.</summary>
    public string Slug { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public static Organization Create(OrganizationId id, string name, string slug, DateTimeOffset now) =>
        new() { Id = id, Name = name, Slug = slug, CreatedAt = now };
}
