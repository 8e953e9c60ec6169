using CallScript.Domain.Common;

namespace CallScript.Application.Ingest;

/// <summary>
/// How one kind of system delivers calls over HTTP: how it proves that it is the sender, and what its bodies say. Each is a
/// class in a folder of its own below <c>Infrastructure/Integrations</c>, found by type: nothing else has to know of it.
/// </summary>
public interface IDeliveryFormat
{
    /// <summary>Stored with each webhook: never changed.</summary>
    string Name { get; }

    /// <summary>For people who choose one.</summary>
    string Title { get; }

    /// <summary>A new random secret, as the sender is to be given it.</summary>
    string NewSecret();

    /// <summary>Proves, in constant time, that the delivery was made with one of the secrets, and not long ago.</summary>
    /// <returns>The sender's id of the delivery, <see cref="DeliveryErrors.Refused"/> or <see cref="DeliveryErrors.TooOld"/>.</returns>
    Result<string> Verify(Delivery delivery, IReadOnlyList<string> secrets, DateTimeOffset now);

    /// <summary>Reads the calls; what they hold is checked afterwards, the same for every format.</summary>
    Result<IReadOnlyList<SourceCall>> Read(ReadOnlyMemory<byte> body);
}

/// <summary>A request as it came.</summary>
/// <param name="Headers">By name, in any case; those that came several times joined by commas.</param>
/// <param name="Body">Bounded by whoever received it.</param>
public sealed record Delivery(IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body);

public static class DeliveryErrors
{
    /// <summary>The same for every way in which a delivery proves nothing, an address that never was included.</summary>
    public static Error Refused { get; } = new(
        ErrorKind.Unauthenticated, "delivery_refused",
        "The address is unknown or has ended, or the delivery is not signed with its secret.");

    /// <summary>Signed well, but not now.</summary>
    public static Error TooOld { get; } = new(
        ErrorKind.Unauthenticated, "delivery_too_old",
        "The delivery was signed at a time that is too far from the server's. Sign it anew, and check the clock.");

    public static ValidationError Unreadable(string field, string message) => new(new Dictionary<string, string[]> { [field] = [message] });
}
