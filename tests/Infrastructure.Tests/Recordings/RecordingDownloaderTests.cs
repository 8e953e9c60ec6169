using System.Net;
using CallScript.Application.Recordings;
using CallScript.Domain.Common;
using CallScript.Infrastructure.Outbound;
using CallScript.Infrastructure.Recordings;
using CallScript.RingbaSimulator;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Tests.Recordings;

public sealed class RecordingDownloaderTests
{
    private static readonly byte[] Mp3 = [0xFF, 0xFB, 0x90, 0x00, .. new byte[60_000]];

    [Fact]
    public async Task Open_WhenTheAddressAnswers_GivesItsBytesAndSendsNoCredential()
    {
        await using var ringba = await RingbaSimulatorServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        ringba.Faults.Add(new WrongContentType { ContentType = "text/html" });
        var call = ringba.Calls.Add(new SimulatedCall
        {
            StartedAt = DateTimeOffset.UnixEpoch,
            Duration = TimeSpan.FromSeconds(1),
            Recording = SimulatedRecording.OfBytes(Mp3),
        });

        var bytes = await ReadAllAsync(await OpenAsync(ringba.RecordingAddress(call)));

        bytes.ShouldBe(Mp3);
        ringba.Journal.Of(SimulatedRoute.Recording).ShouldHaveSingleItem().HasAuthorization.ShouldBeFalse();
    }

    [Theory]
    [InlineData(400, "recording_refused")]
    [InlineData(401, "recording_refused")]
    [InlineData(403, "recording_refused")]
    [InlineData(404, "recording_gone")]
    [InlineData(410, "recording_gone")]
    [InlineData(408, "recording_unreachable")]
    [InlineData(429, "recording_unreachable")]
    [InlineData(500, "recording_unreachable")]
    [InlineData(503, "recording_unreachable")]
    [InlineData(302, "recording_unreachable")]
    [InlineData(204, "recording_empty")]
    [InlineData(202, "recording_not_yet_there")]
    [InlineData(425, "recording_not_yet_there")]
    public async Task Open_WhenAnsweredWithAStatus_SaysWhatBecomesOfIt(int status, string code)
    {
        await using var server = await LoopbackServer.StartAsync(http =>
        {
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        (await OpenAsync(server.Address)).Error!.Code.ShouldBe(code);
    }

    [Fact]
    public async Task Open_WhenTheAnswerIsEmpty_IsEmpty()
    {
        await using var server = await LoopbackServer.StartAsync(http =>
        {
            http.Response.ContentLength = 0;
            return Task.CompletedTask;
        });

        (await OpenAsync(server.Address)).Error.ShouldBe(RecordingErrors.Empty);
    }

    [Fact]
    public async Task Open_WhenRedirected_FollowsUpToTheLimit()
    {
        await using var server = await LoopbackServer.StartAsync(http =>
        {
            var left = int.Parse(http.Request.Path.Value!.TrimStart('/'), System.Globalization.CultureInfo.InvariantCulture);
            if (left > 0)
            {
                http.Response.Redirect($"/{left - 1}");
                return Task.CompletedTask;
            }

            return http.Response.Body.WriteAsync(Mp3).AsTask();
        });

        (await ReadAllAsync(await OpenAsync(new Uri(server.Address, "/5")))).ShouldBe(Mp3);
        (await OpenAsync(new Uri(server.Address, "/6"))).Error!.Code.ShouldBe("recording_address_refused");
    }

    [Fact]
    public async Task Open_WithAToken_ShowsItToTheFirstAddressAlone()
    {
        var seen = new List<string>();
        await using var store = await LoopbackServer.StartAsync(http =>
        {
            seen.Add($"store {http.Request.Headers.Authorization}");
            return http.Response.Body.WriteAsync(Mp3).AsTask();
        });
        await using var first = await LoopbackServer.StartAsync(http =>
        {
            seen.Add($"{http.Request.Path} {http.Request.Headers.Authorization}");
            http.Response.Redirect(http.Request.Path == "/" ? "/again" : store.Address.AbsoluteUri);
            return Task.CompletedTask;
        });

        await ReadAllAsync(await OpenAsync(first.Address, handler: Guard(first.Address, store.Address), token: "secret"));

        seen.ShouldBe(["/ Token secret", "/again ", "store "]);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.com/call.mp3")]
    [InlineData("http://localhost:1/call.mp3")]
    [InlineData("http://user:secret@127.0.0.1/call.mp3")]
    public async Task Open_WhenRedirectedWhereItMayNotGo_Refuses(string target)
    {
        await using var server = await LoopbackServer.StartAsync(http =>
        {
            http.Response.StatusCode = 302;
            http.Response.Headers.Location = target;
            return Task.CompletedTask;
        });
        var options = new RecordingDownloadOptions();
        options.AllowedHosts.Add("127.0.0.1");

        (await OpenAsync(server.Address, options)).Error!.Code.ShouldBe("recording_address_refused");
    }

    [Theory]
    [InlineData("https://127.0.0.1:{port}/")]
    [InlineData("https://localhost:{port}/")]
    [InlineData("https://[::ffff:127.0.0.1]:{port}/")]
    [InlineData("https://2130706433:{port}/")]
    [InlineData("https://0.0.0.0:{port}/")]
    public async Task Open_WhenAPublicAddressRedirectsToAPrivateOne_Refuses(string target)
    {
        var asked = false;
        await using var server = await LoopbackServer.StartAsync(http =>
        {
            asked = true;
            return http.Response.Body.WriteAsync(Mp3).AsTask();
        });
        var location = target.Replace("{port}", $"{server.Address.Port}", StringComparison.Ordinal);

        // The first hop stands for a public host, which a test has none of; the second one is really connected to.
        using var handler = new FirstHopRedirects(new Uri(location), Guard());
        var opened = await OpenAsync(new Uri("https://media.example.com/call"), handler: handler);

        opened.Error!.Code.ShouldBe("recording_address_refused");
        opened.Error.Message.ShouldContain("private");
        asked.ShouldBeFalse();
    }

    [Fact]
    public async Task Open_WhenTheHostIsPrivateAndPlain_RefusesUnlessItsOriginIsTrusted()
    {
        await using var server = await LoopbackServer.StartAsync(http => http.Response.Body.WriteAsync(Mp3).AsTask());
        await using var other = await LoopbackServer.StartAsync(http => http.Response.Body.WriteAsync(Mp3).AsTask());

        var plain = await OpenAsync(server.Address, handler: Guard());
        plain.Error!.Message.ShouldContain("not https");
        var neighbour = await OpenAsync(server.Address, handler: Guard(other.Address));
        neighbour.Error!.Code.ShouldBe("recording_address_refused");
        (await ReadAllAsync(await OpenAsync(server.Address))).Length.ShouldBe(Mp3.Length);
    }

    [Fact]
    public async Task Open_WhenTheHostIsNotAmongTheAllowed_Refuses()
    {
        var options = new RecordingDownloadOptions();
        options.AllowedHosts.Add("ringba.com");

        (await OpenAsync(new Uri("https://ringba.com.evil.example/"), options)).Error!.Code.ShouldBe("recording_address_refused");
        (await OpenAsync(new Uri("https://notringba.com/"), options)).Error!.Code.ShouldBe("recording_address_refused");
    }

    [Fact]
    public async Task Open_WhenTheAnnouncedLengthIsTooLarge_DoesNotReadIt()
    {
        await using var server = await LoopbackServer.StartAsync(http =>
        {
            http.Response.ContentLength = 2_000_000;
            return http.Response.Body.WriteAsync(Mp3).AsTask();
        });
        var options = new RecordingDownloadOptions();
        options.MaxBytes = 1_000_000;

        (await OpenAsync(server.Address, options)).Error.ShouldBe(RecordingErrors.TooLarge(1_000_000));
    }

    [Fact]
    public async Task Read_WhenTheBodyNeverEnds_EndsAsTooLarge()
    {
        await using var server = await LoopbackServer.StartAsync(async http =>
        {
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(Mp3);
            }
        });
        var options = new RecordingDownloadOptions();
        options.MaxBytes = 1_000_000;

        var failure = await Should.ThrowAsync<RecordingStreamException>(
            async () => await ReadAllAsync(await OpenAsync(server.Address, options)));

        failure.Error.ShouldBe(RecordingErrors.TooLarge(1_000_000));
    }

    [Fact]
    public async Task Read_WhenTheBodyStalls_EndsAtTheTimeLimit()
    {
        await using var server = await LoopbackServer.StartAsync(async http =>
        {
            await http.Response.Body.WriteAsync(Mp3);
            await http.Response.Body.FlushAsync();
            await UntilGivenUpAsync(http);
        });
        var options = new RecordingDownloadOptions();
        options.TotalTime = TimeSpan.FromMilliseconds(400);

        var failure = await Should.ThrowAsync<RecordingStreamException>(
            async () => await ReadAllAsync(await OpenAsync(server.Address, options)));

        failure.Error.Code.ShouldBe("recording_unreachable");
        failure.Error.Message.ShouldContain("0.4 s");
    }

    [Fact]
    public async Task Open_WhenNoAnswerComes_EndsAtTheTimeLimit()
    {
        await using var server = await LoopbackServer.StartAsync(UntilGivenUpAsync);
        var options = new RecordingDownloadOptions();
        options.TotalTime = TimeSpan.FromMilliseconds(300);

        (await OpenAsync(server.Address, options)).Error!.Message.ShouldContain("no answer within 0.3 s");
    }

    [Fact]
    public async Task Read_WhenTheBodyBreaksOff_EndsAsUnreachable()
    {
        var begun = new TaskCompletionSource();
        await using var server = await LoopbackServer.StartAsync(async http =>
        {
            http.Response.ContentLength = Mp3.Length * 2;
            await http.Response.Body.WriteAsync(Mp3);
            await http.Response.Body.FlushAsync();
            await begun.Task;
            http.Abort();
        });
        await using var stream = (await OpenAsync(server.Address)).Value;
        await stream.ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken);
        begun.SetResult();

        var failure = await Should.ThrowAsync<RecordingStreamException>(
            () => stream.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));

        failure.Error.Code.ShouldBe("recording_unreachable");
    }

    [Fact]
    public async Task Open_WhenNobodyListens_IsUnreachable()
    {
        Uri address;
        await using (var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask))
        {
            address = server.Address;
        }

        (await OpenAsync(address)).Error!.Code.ShouldBe("recording_unreachable");
    }

    [Fact]
    public async Task Read_WhenCancelled_ThrowsAsCancelled()
    {
        await using var server = await LoopbackServer.StartAsync(async http =>
        {
            await http.Response.Body.WriteAsync(new byte[1]);
            await http.Response.Body.FlushAsync();
            await UntilGivenUpAsync(http);
        });
        using var stop = new CancellationTokenSource();
        await using var stream = (await OpenAsync(server.Address)).Value;
        await stream.ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken);
        var reading = stream.ReadAsync(new byte[100], stop.Token).AsTask();

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => reading);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.8.8.8", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.15.0.1", true)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("ff02::1", false)]
    public void IsPublic_ForEachKindOfAddress_Tells(string address, bool expected) =>
        AddressGuard.IsPublic(IPAddress.Parse(address)).ShouldBe(expected);

    private static HttpMessageHandler Guard(params Uri[] trusted)
    {
        var options = new OutboundOptions();
        foreach (var origin in trusted)
        {
            options.TrustedOrigins.Add(origin);
        }

        return OutboundHttp.CreateHandler(options, TimeSpan.FromSeconds(10));
    }

    private static async Task<Result<Stream>> OpenAsync(
        Uri address, RecordingDownloadOptions? options = null, HttpMessageHandler? handler = null, string? token = null)
    {
        var client = new HttpClient(handler ?? Guard(address)) { Timeout = Timeout.InfiniteTimeSpan };
        var downloader = new RecordingDownloader(client, Options.Create(options ?? new RecordingDownloadOptions()), TimeProvider.System);
        return await downloader.OpenAsync(address, token, TestContext.Current.CancellationToken);
    }

    private static async Task<byte[]> ReadAllAsync(Result<Stream> opened)
    {
        opened.Error.ShouldBeNull();
        await using var stream = opened.Value;
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }

    private static async Task UntilGivenUpAsync(HttpContext http)
    {
        var givenUp = new TaskCompletionSource();
        await using var registration = http.RequestAborted.Register(givenUp.SetResult);
        await givenUp.Task;
    }

    private sealed class FirstHopRedirects(Uri location, HttpMessageHandler rest) : DelegatingHandler(rest)
    {
        private bool _redirected;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (_redirected)
            {
                return base.SendAsync(request, cancellationToken);
            }

            _redirected = true;
            var response = new HttpResponseMessage(HttpStatusCode.Found);
            response.Headers.Location = location;
            return Task.FromResult(response);
        }
    }
}
