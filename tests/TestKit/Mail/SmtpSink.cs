using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace CallScript.TestKit.Mail;

/// <summary>A mail server that keeps what it is given: greeting, STARTTLS, AUTH LOGIN and one letter a connection.</summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2? _certificate;
    private readonly Task _serving;
    private readonly List<SunkLetter> _letters = [];

    /// <param name="withTls">Offers STARTTLS, with a certificate that nobody vouches for.</param>
    public SmtpSink(bool withTls = false)
    {
        _certificate = withTls ? SelfSigned() : null;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>When set, the answer to a letter instead of "250".</summary>
    public string? Refusal { get; set; }

    public IReadOnlyList<SunkLetter> Letters
    {
        get
        {
            lock (_letters)
            {
                return [.. _letters];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _certificate?.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await TalkAsync(client.GetStream());
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException
                or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
            {
                // The client went away, did not like the certificate, or the test is over.
            }
        }
    }

    private async Task TalkAsync(Stream stream)
    {
        var (encrypted, user, password, recipient) = (false, "", "", "");
        await SayAsync(stream, "220 sink");
        while (await ReadLineAsync(stream) is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            if (verb is "EHLO")
            {
                await SayAsync(stream, _certificate is not null && !encrypted ? "250-sink\r\n250 STARTTLS" : "250-sink\r\n250 AUTH LOGIN");
            }
            else if (verb is "STARTTLS" && _certificate is not null)
            {
                await SayAsync(stream, "220 go ahead");
                var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(_certificate);
                (stream, encrypted) = (tls, true);
            }
            else if (verb is "AUTH")
            {
                var parts = line.Split(' ');
                await SayAsync(stream, "334 VXNlcm5hbWU6", when: parts.Length < 3);
                user = Decode(parts.Length < 3 ? await ReadLineAsync(stream) : parts[2]);
                await SayAsync(stream, "334 UGFzc3dvcmQ6");
                password = Decode(await ReadLineAsync(stream));
                await SayAsync(stream, "235 welcome");
            }
            else if (verb is "RCPT")
            {
                recipient = line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
                await SayAsync(stream, "250 ok");
            }
            else if (verb is "DATA")
            {
                await SayAsync(stream, "354 go on");
                var text = new StringBuilder();
                for (var data = await ReadLineAsync(stream); data is not null and not "."; data = await ReadLineAsync(stream))
                {
                    text.Append(data.StartsWith("..", StringComparison.Ordinal) ? data[1..] : data).Append('\n');
                }

                if (Refusal is null)
                {
                    lock (_letters)
                    {
                        _letters.Add(new SunkLetter(recipient, text.ToString(), encrypted, user, password));
                    }
                }

                await SayAsync(stream, Refusal ?? "250 taken");
            }
            else if (verb is "QUIT")
            {
                await SayAsync(stream, "221 bye");
                return;
            }
            else
            {
                await SayAsync(stream, "250 ok");
            }
        }
    }

    private async Task SayAsync(Stream stream, string line, bool when = true)
    {
        if (when)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), _stop.Token);
            await stream.FlushAsync(_stop.Token);
        }
    }

    // Byte by byte: what follows STARTTLS belongs to the encrypted stream, and no reader may have taken it.
    private async Task<string?> ReadLineAsync(Stream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            if (one[0] == '\n')
            {
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        return null;
    }

    private static string Decode(string? base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64 ?? ""));

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}

public sealed record SunkLetter(string Recipient, string Data, bool Encrypted, string User, string Password);
