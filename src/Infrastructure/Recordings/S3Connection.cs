using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using CallScript.Infrastructure.Outbound;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.Infrastructure.Recordings;

/// <summary>The S3 client, whose every connection goes through the outbound guard.</summary>
internal static class S3Connection
{
    /// <summary>Registers the HTTP client behind one S3 client, under a name of its own.</summary>
    public static void AddS3Client(this IServiceCollection services, string name, IConfiguration configuration, S3Options options) =>
        services.AddHttpClient(name, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .GuardOutbound(configuration, options.ConnectTime, TrustedOrigins(options))
            // They carry keys, which tell what belongs to whom.
            .RemoveAllLoggers();

    /// <summary>Where the client may connect to beside public addresses by https: the endpoint, with the bucket in its host name or without.</summary>
    private static IEnumerable<Uri> TrustedOrigins(S3Options options) => options.Endpoint is { } endpoint
        ? [endpoint, new UriBuilder(endpoint) { Host = $"{options.Bucket}.{endpoint.Host}" }.Uri]
        : [];

    /// <param name="options">Where and as whom.</param>
    /// <param name="http">Makes the HTTP client.</param>
    /// <param name="name">Under which it is registered.</param>
    public static AmazonS3Client Create(S3Options options, IHttpClientFactory http, string name)
    {
        var own = options.Endpoint is not null;
        var whenRequired = (options.Checksums ?? (own ? S3Checksums.WhenRequired : S3Checksums.WhenSupported)) == S3Checksums.WhenRequired;
        var config = new AmazonS3Config
        {
            AuthenticationRegion = options.Region,
            ForcePathStyle = options.PathStyle ?? own,
            RequestChecksumCalculation = whenRequired
                ? RequestChecksumCalculation.WHEN_REQUIRED
                : RequestChecksumCalculation.WHEN_SUPPORTED,
            ResponseChecksumValidation = whenRequired
                ? ResponseChecksumValidation.WHEN_REQUIRED
                : ResponseChecksumValidation.WHEN_SUPPORTED,
            Timeout = options.RequestTime,
            HttpClientFactory = new GuardedClients(http, name),
        };
        if (options.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.UseHttp = endpoint.Scheme == Uri.UriSchemeHttp;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        // Only what was given: the client would otherwise look for credentials at addresses inside the network.
        AWSCredentials credentials = options.AccessKey is { } key
            ? new BasicAWSCredentials(key, options.SecretKey)
            : new EnvironmentVariablesAWSCredentials();
        return new AmazonS3Client(credentials, config);
    }

    private sealed class GuardedClients(IHttpClientFactory http, string name) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => http.CreateClient(name);

        // The factory behind it keeps the connections.
        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}
