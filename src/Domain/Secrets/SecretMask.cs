namespace CallScript.Domain.Secrets;

/// <summary>A stored secret as it may be shown: bullets and its last four characters.</summary>
public static class SecretMask
{
    private const char Bullet = '•';
    private const int Shown = 4;

    // A short secret shows nothing: four characters of eight would be half of it.
    private const int ShortestShown = 12;
    private static readonly string Bullets = new(Bullet, 8);

    public static string Of(string secret) => secret.Length < ShortestShown ? Bullets : Bullets + secret[^Shown..];

    /// <summary>
    /// Whether a value that came in is a masked one that a form sent back unchanged; it then means "leave the secret as
    /// it is". No real secret holds a bullet.
    /// </summary>
    public static bool IsMasked(string value) => value.Contains(Bullet, StringComparison.Ordinal);
}
