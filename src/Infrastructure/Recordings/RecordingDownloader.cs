using System.Net;
using CallScript.Application.Recordings;
using CallScript.Domain.Common;
using CallScript.Infrastructure.Outbound;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Recordings;

/// <summary>
/// Fetches recordings over HTTP. What the server calls the content is ignored: call platforms label WAVE as MP3 and
/// the other way round, so the vault looks at the bytes.
/// </summary>
internal sealed class RecordingDownloader(HttpClient http, IOptions<RecordingDownloadOptions> options, TimeProvider clock)
    : IRecordingDownloader
{
    private const HttpStatusCode TooEarly = (HttpStatusCode)425;

    private readonly RecordingDownloadOptions _options = options.Value;

    public async Task<Result<Stream>> OpenAsync(Uri address, string? token, CancellationToken cancellationToken)
    {
        // Disposed by the stream when it is handed out, since the limit goes on until its last byte.
        var timeLimit = new CancellationTokenSource(_options.TotalTime, clock);
        Result<Stream> opened = RecordingErrors.Unreachable("not tried.");
        try
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeLimit.Token);
            opened = await FollowAsync(address, token, timeLimit, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            opened = RecordingErrors.Unreachable(timeLimit.IsCancellationRequested
                ? $"no answer within {_options.TotalTime.TotalSeconds:0.#} s."
                : $"no connection within {_options.ConnectTime.TotalSeconds:0.#} s.");
        }
        catch (HttpRequestException failure) when (failure.InnerException is AddressRefusedException refused)
        {
            opened = RecordingErrors.AddressRefused(refused.Message);
        }
        catch (HttpRequestException failure)
        {
            opened = RecordingErrors.Unreachable($"{failure.HttpRequestError}: {failure.Message}");
        }
        finally
        {
            if (!opened.IsSuccess)
            {
                timeLimit.Dispose();
            }
        }

        return opened;
    }

    private async Task<Result<Stream>> FollowAsync(
        Uri address, string? token, CancellationTokenSource timeLimit, CancellationToken cancellationToken)
    {
        for (var redirects = 0; redirects <= _options.MaxRedirects; redirects++)
        {
            if (!IsAllowed(address))
            {
                return RecordingErrors.AddressRefused("its host is not among the allowed ones.");
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (token is not null && redirects == 0)
            {
                request.Headers.TryAddWithoutValidation("Authorization", $"Token {token}");
            }

            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (IsRedirect(response.StatusCode) && response.Headers.Location is { } location)
            {
                response.Dispose();
                address = new Uri(address, location);
                continue;
            }

            if (Judge(response) is { } error)
            {
                response.Dispose();
                return error;
            }

            var content = await response.Content.ReadAsStreamAsync(cancellationToken);
            return new RecordingStream(response, content, _options, timeLimit);
        }

        return RecordingErrors.AddressRefused($"it redirects more than {_options.MaxRedirects} times.");
    }

    private RecordingError? Judge(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        return response.StatusCode switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.Gone => RecordingErrors.Gone(status),
            HttpStatusCode.Accepted or TooEarly => RecordingErrors.NotYetThere,
            HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests =>
                RecordingErrors.Unreachable($"the server answered {status}."),
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => RecordingErrors.Refused(status),
            HttpStatusCode.NoContent => RecordingErrors.Empty,
            HttpStatusCode.OK when response.Content.Headers.ContentLength is 0 => RecordingErrors.Empty,
            HttpStatusCode.OK when response.Content.Headers.ContentLength > _options.MaxBytes =>
                RecordingErrors.TooLarge(_options.MaxBytes),
            HttpStatusCode.OK => null,
            // A redirect without a target, a partial answer that nobody asked for, and every failure of the server.
            _ => RecordingErrors.Unreachable($"the server answered {status}."),
        };
    }

    private static bool IsRedirect(HttpStatusCode status) => status is
        HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
        or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private bool IsAllowed(Uri address) =>
        _options.AllowedHosts.Count == 0
        || (address.IsAbsoluteUri && _options.AllowedHosts.Any(host => HostNames.IsAtOrBelow(address.IdnHost, host)));
}
