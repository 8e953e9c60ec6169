using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CallScript.Application.Integrations.Ringba;
using CallScript.Domain.Common;
using CallScript.Infrastructure.Outbound;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace CallScript.Infrastructure.Integrations.Ringba;

/// <summary>Ringba refused the request itself (400, 422): it may name a column that the account lacks.</summary>
internal sealed record RingbaRejection(int Status, string Reason)
    : Error(ErrorKind.Unavailable, "ringba_bad_answer", $"Ringba refuses the request ({Status}): {Reason}");

/// <summary>
/// One request to Ringba: authorized, bounded in time and size, retried while another try can help, and turned into
/// a value or one of <see cref="RingbaErrors"/>.
/// </summary>
internal sealed partial class RingbaApi
{
    private const int ReasonMaxLength = 300;

    private readonly HttpClient _http;
    private readonly RingbaBudget _budget;
    private readonly RingbaOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<RingbaApi> _logger;
    private readonly ResiliencePipeline<RingbaAnswer> _pipeline;
    private readonly ResiliencePipeline<RingbaAnswer> _once;

    public RingbaApi(
        HttpClient http, RingbaBudget budget, IOptions<RingbaOptions> options, TimeProvider clock, ILogger<RingbaApi> logger)
    {
        (_http, _budget, _options, _clock, _logger) = (http, budget, options.Value, clock, logger);
        var builder = new ResiliencePipelineBuilder<RingbaAnswer> { TimeProvider = clock };
        if (_options.MaxRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<RingbaAnswer>
            {
                MaxRetryAttempts = _options.MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = _options.RetryDelay,
                MaxDelay = _options.MaxRetryDelay,
                ShouldHandle = arguments => ValueTask.FromResult(IsWorthAnotherTry(arguments.Outcome)),
                DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result?.RetryAfter),
                OnRetry = arguments =>
                {
                    LogRetry(_logger, arguments.AttemptNumber + 1, arguments.RetryDelay.TotalSeconds, Describe(arguments.Outcome));
                    return default;
                },
            });
        }

        _pipeline = builder.AddTimeout(new TimeoutStrategyOptions { Timeout = _options.AttemptTimeout }).Build();
        _once = new ResiliencePipelineBuilder<RingbaAnswer> { TimeProvider = clock }
            .AddTimeout(new TimeoutStrategyOptions { Timeout = _options.TestTimeout })
            .Build();
    }

    public Task<Result<T>> GetAsync<T>(RingbaAccount account, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        SendAsync(_pipeline, account, HttpMethod.Get, $"{account.AccountId}/{path}", () => null, type, cancellationToken);

    /// <summary>The accounts that the token sees. Tried once: a person waits for the answer.</summary>
    public Task<Result<AccountsReply>> GetAccountsOnceAsync(RingbaAccount account, CancellationToken cancellationToken) =>
        SendAsync(_once, account, HttpMethod.Get, "ringbaaccounts", () => null, RingbaJson.Default.AccountsReply, cancellationToken);

    /// <summary>A read of the call log, tried once.</summary>
    public Task<Result<CallLogsReply>> PostCallLogsOnceAsync(
        RingbaAccount account, CallLogsRequest body, CancellationToken cancellationToken) =>
        SendAsync(
            _once, account, HttpMethod.Post, $"{account.AccountId}/calllogs",
            () => JsonContent.Create(body, RingbaJson.Default.CallLogsRequest), RingbaJson.Default.CallLogsReply, cancellationToken);

    /// <summary>Single calls by id, tried once: who asks has another way.</summary>
    public Task<Result<CallLogsReply>> PostDetailsOnceAsync(
        RingbaAccount account, CallDetailRequest body, CancellationToken cancellationToken) =>
        SendAsync(
            _once, account, HttpMethod.Post, $"{account.AccountId}/calllogs/detail",
            () => JsonContent.Create(body, RingbaJson.Default.CallDetailRequest), RingbaJson.Default.CallLogsReply, cancellationToken,
            RingbaResource.Details, patience: TimeSpan.Zero);

    public Task<Result<T>> PostAsync<TBody, T>(
        RingbaAccount account,
        string path,
        TBody body,
        JsonTypeInfo<TBody> bodyType,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken,
        RingbaResource resource = RingbaResource.Reports)
        where T : class =>
        SendAsync(
            _pipeline, account, HttpMethod.Post, $"{account.AccountId}/{path}", () => JsonContent.Create(body, bodyType), type, cancellationToken,
            resource);

    private async Task<Result<T>> SendAsync<T>(
        ResiliencePipeline<RingbaAnswer> pipeline,
        RingbaAccount account,
        HttpMethod method,
        string path,
        Func<HttpContent?> createBody,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken,
        RingbaResource resource = RingbaResource.Reports,
        TimeSpan? patience = null)
        where T : class
    {
        if (!IsAccountId(account.AccountId))
        {
            return RingbaErrors.BadAccount;
        }

        if (!IsToken(account.Token))
        {
            return RingbaErrors.BadToken;
        }

        var address = new Uri(account.BaseAddress, path);
        try
        {
            var answer = await pipeline.ExecuteAsync(
                async token =>
                {
                    if (await _budget.TakeAsync(account, resource, patience ?? _options.BudgetPatience, token) is { } wait)
                    {
                        return account.IsPatient
                            ? RingbaAnswer.Final(RingbaErrors.BudgetReserved)
                            : RingbaAnswer.Transient(RingbaErrors.Throttled, wait);
                    }

                    // A request can be sent only once, so every attempt makes its own.
                    using var request = new HttpRequestMessage(method, address) { Content = createBody() };
                    request.Headers.Authorization = new AuthenticationHeaderValue("Token", account.Token);
                    var answer = await AttemptAsync(request, type, token);
                    if (answer.Failure == RingbaErrors.Throttled)
                    {
                        await _budget.BlockAsync(account, resource, answer.RetryAfter, token);
                    }

                    return answer;
                },
                cancellationToken);
            return answer.Value is T value ? value : answer.Failure!;
        }
        catch (TimeoutRejectedException late)
        {
            return RingbaErrors.Unreachable($"no complete answer within {late.Timeout.TotalSeconds:0.#} s.");
        }
        catch (HttpRequestException failure) when (failure.InnerException is AddressRefusedException refused)
        {
            return RingbaErrors.AddressRefused(refused.Message);
        }
        catch (HttpRequestException failure)
        {
            return RingbaErrors.Unreachable($"{failure.HttpRequestError}.");
        }
        catch (IOException)
        {
            return RingbaErrors.Unreachable("the answer broke off.");
        }
    }

    private async Task<RingbaAnswer> AttemptAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var retryAfter = RetryAfterOf(response);
        var status = (int)response.StatusCode;
        if (await ReadBodyAsync(response.Content, cancellationToken) is not { } body)
        {
            return RingbaAnswer.Final(RingbaErrors.BadAnswer($"it is larger than {_options.MaxResponseBytes} bytes."));
        }

        if (response.StatusCode == HttpStatusCode.TooManyRequests || Parse(body, RingbaJson.Default.ThrottleReply) is { IsThrottle: true })
        {
            return RingbaAnswer.Transient(RingbaErrors.Throttled, retryAfter);
        }

        return response.StatusCode switch
        {
            HttpStatusCode.OK => Parse(body, type) is { } value
                ? RingbaAnswer.Success(value)
                // Cut off on the way, or a proxy's page in place of the answer.
                : RingbaAnswer.Transient(RingbaErrors.BadAnswer("it is not the JSON that was expected."), retryAfter),
            HttpStatusCode.Unauthorized => RingbaAnswer.Final(RingbaErrors.BadToken),
            HttpStatusCode.Forbidden => RingbaAnswer.Final(RingbaErrors.NoAccess),
            HttpStatusCode.NotFound => RingbaAnswer.Final(RingbaErrors.BadAccount),
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity =>
                RingbaAnswer.Final(new RingbaRejection(status, ReasonOf(body))),
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError =>
                RingbaAnswer.Transient(RingbaErrors.Unreachable($"it answers {status}."), retryAfter),
            _ => RingbaAnswer.Final(RingbaErrors.BadAnswer($"it answers {status}.")),
        };
    }

    private async Task<byte[]?> ReadBodyAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > _options.MaxResponseBytes)
        {
            return null;
        }

        using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[32 * 1024];
        for (int count; (count = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (body.Length + count > _options.MaxResponseBytes)
            {
                return null;
            }

            body.Write(buffer, 0, count);
        }

        return body.ToArray();
    }

    private bool IsWorthAnotherTry(Outcome<RingbaAnswer> outcome) => outcome switch
    {
        { Exception: HttpRequestException { InnerException: AddressRefusedException } } => false,
        { Exception: TimeoutRejectedException or HttpRequestException or IOException } => true,
        { Result: { IsTransient: true } answer } => answer.RetryAfter is null || answer.RetryAfter <= _options.MaxRetryDelay,
        _ => false,
    };

    private TimeSpan? RetryAfterOf(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _clock.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked;
    }

    private static T? Parse<T>(byte[] body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string ReasonOf(byte[] body)
    {
        var reason = Parse(body, RingbaJson.Default.ErrorReply)?.Message ?? Encoding.UTF8.GetString(body);
        return reason.Length <= ReasonMaxLength ? reason : reason[..ReasonMaxLength];
    }

    private static bool IsAccountId(string id) =>
        id.Length is > 0 and <= 100 && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');

    // Anything else could not be sent in a header, or would be a second header.
    private static bool IsToken(string token) => token.Length is > 0 and <= 4000 && token.All(letter => letter is > ' ' and <= '~');

    private static string Describe(Outcome<RingbaAnswer> outcome) =>
        outcome.Exception?.GetType().Name ?? outcome.Result?.Failure?.Code ?? "unknown";

    [LoggerMessage(
        EventId = 4001, Level = LogLevel.Warning,
        Message = "Ringba: attempt {Attempt} failed ({Reason}); the next follows in {DelaySeconds:0.0} s")]
    private static partial void LogRetry(ILogger logger, int attempt, double delaySeconds, string reason);

    /// <summary>What one attempt came to.</summary>
    private sealed record RingbaAnswer(object? Value, Error? Failure, bool IsTransient, TimeSpan? RetryAfter)
    {
        public static RingbaAnswer Success(object value) => new(value, null, false, null);

        public static RingbaAnswer Final(Error failure) => new(null, failure, false, null);

        public static RingbaAnswer Transient(Error failure, TimeSpan? retryAfter) => new(null, failure, true, retryAfter);
    }
}
