using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using CallScript.Infrastructure.Recordings;
using Microsoft.Extensions.Configuration;

namespace CallScript.Bench.Vault;

/// <summary>The vault's bucket without the vault: what its server takes when somebody just puts the same bytes there.</summary>
internal sealed class Bucket(AmazonS3Client s3, string name) : IDisposable
{
    /// <returns>Null where the environment names a folder.</returns>
    public static Bucket? FromEnvironment()
    {
        var options = new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection(VaultOptions.SectionName).Get<VaultOptions>();
        return options is { Store: VaultStore.S3, S3: { Endpoint: { } endpoint } s3 }
            ? new Bucket(
                new AmazonS3Client(
                    new BasicAWSCredentials(s3.AccessKey, s3.SecretKey),
                    new AmazonS3Config
                    {
                        ServiceURL = endpoint.AbsoluteUri,
                        AuthenticationRegion = s3.Region,
                        ForcePathStyle = true,
                        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
                        ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
                        Timeout = TimeSpan.FromMinutes(10),
                    }),
                s3.Bucket)
            : null;
    }

    public Task CreateAsync() => s3.PutBucketAsync(name);

    /// <returns>Seconds.</returns>
    public async Task<double> PutAsync(string file, int count)
    {
        // The first is not counted: it opens the connection.
        await PutAsync("warm-up", Path.Combine(Path.GetDirectoryName(file)!, "warm-up"));
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            await PutAsync("plain", file);
        }

        return watch.Elapsed.TotalSeconds;
    }

    public async Task ClearAsync()
    {
        foreach (var entry in (await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = name })).S3Objects ?? [])
        {
            await s3.DeleteObjectAsync(name, entry.Key);
        }
    }

    public void Dispose() => s3.Dispose();

    private async Task PutAsync(string key, string file) => await s3.PutObjectAsync(
        new PutObjectRequest { BucketName = name, Key = key, FilePath = file, ContentType = "audio/mpeg", UseChunkEncoding = false });
}
