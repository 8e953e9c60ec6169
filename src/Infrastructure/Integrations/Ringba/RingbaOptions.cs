using System.ComponentModel.DataAnnotations;
using CallScript.Application.Integrations.Ringba;
using CallScript.Infrastructure.Outbound;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Integrations.Ringba;

/// <summary>
/// How the call log is read. The defaults are what public material says of Ringba's limits; none of them is a promise
/// of Ringba's, so all can be changed.
/// </summary>
public sealed class RingbaOptions : IValidatableObject
{
    public const string SectionName = "Ringba";

    internal static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Where Ringba may be: nobody can point a connection anywhere else, and its token is sent nowhere else. The first is
    /// what people get who choose none. Default https://api.ringba.com/v2/.
    /// </summary>
    public IReadOnlyList<Uri> Addresses { get; set; } = [];

    /// <summary>
    /// Whether the account's token goes along when a recording is fetched from ringba.com or one of
    /// <see cref="RecordingHosts"/>; never to where they redirect. Default false: recordings are served to whoever has
    /// their address.
    /// </summary>
    public bool SendTokenToRecordings { get; set; }

    /// <summary>Further hosts, and those below them, that get the token with <see cref="SendTokenToRecordings"/>.</summary>
    public IReadOnlyList<string> RecordingHosts { get; set; } = [];

    /// <summary>Rows a request, and the step of the offset. Ringba serves 1000 at most. Default 1000.</summary>
    [Range(1, 1000)]
    public int PageSize { get; set; } = 1000;

    /// <summary>Rows that one window can give at most; a window with more is cut in halves. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int RowCap { get; set; } = 10_000;

    /// <summary>Time for one attempt, body included. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for each request of a connection test, which is tried once. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan TestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Further attempts after the first. Default 5: with the default delays about half a minute.</summary>
    [Range(0, 20)]
    public int MaxRetries { get; set; } = 5;

    /// <summary>The first delay; each further one is about twice as long, with jitter. Default 1 second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:05:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest delay. When Ringba asks for a longer one, the read ends as throttled instead of holding its worker.
    /// Default 60 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:15:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Requests a second that an account gets from all processes together. Default 5.</summary>
    [Range(1, 100_000)]
    public int RequestsPerSecond { get; set; } = 5;

    /// <summary>Requests a minute that an account gets from all processes together. Default 80.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerMinute { get; set; } = 80;

    /// <summary>Requests a minute for single calls by id, which Ringba counts apart. Default 200.</summary>
    [Range(1, 1_000_000)]
    public int DetailRequestsPerMinute { get; set; } = 200;

    /// <summary>
    /// The part of the requests a minute that backfills and re-reads leave to live reads and people. Default 0.4.
    /// </summary>
    [Range(0, 0.95)]
    public double LiveReserve { get; set; } = 0.4;

    /// <summary>How long a request waits for its turn in the budget before the read ends as throttled. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan BudgetPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an account is left alone after a throttle answer that names no time. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:15:00")]
    public TimeSpan ThrottlePause { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest answer in bytes. Default 32 MB: a page of 1000 rows is about 1 MB.</summary>
    [Range(1_000, 1_000_000_000)]
    public int MaxResponseBytes { get; set; } = 32_000_000;

    /// <summary>How long an account's list of columns is remembered. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan ColumnsLifetime { get; set; } = TimeSpan.FromHours(1);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Addresses
        .Where(address => !address.IsAbsoluteUri || address.Scheme is not ("https" or "http") || !address.AbsolutePath.EndsWith('/'))
        .Select(address => new ValidationResult(
            $"{SectionName}:{nameof(Addresses)}: '{address}' must be absolute, http or https, and end with a slash.", [nameof(Addresses)]));
}

/// <summary>The addresses of <see cref="RingbaOptions"/>.</summary>
internal sealed class RingbaAddresses(IOptions<RingbaOptions> options) : IRingbaAddresses
{
    private const string Ringba = "ringba.com";
    private static readonly Uri Default = new("https://api.ringba.com/v2/");

    public IReadOnlyList<Uri> Allowed { get; } = options.Value.Addresses.Count > 0 ? options.Value.Addresses : [Default];

    // In the clear only to a host that the operator named.
    public bool TakesToken(Uri recording) => options.Value.SendTokenToRecordings
        && ((recording.Scheme == Uri.UriSchemeHttps && HostNames.IsAtOrBelow(recording.IdnHost, Ringba))
            || options.Value.RecordingHosts.Any(host => HostNames.IsAtOrBelow(recording.IdnHost, host)));
}
