using System.Text;
using System.Text.RegularExpressions;
using CallScript.Application.Common.Tenancy;
using CallScript.Infrastructure.Identity;
using CallScript.Infrastructure.Mail;
using CallScript.Infrastructure.Persistence;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CallScript.TestKit.Mail;

/// <summary>What people of a test installation find in their mail: letters sent as a worker sends them, into a folder.</summary>
public sealed class Mailbox : IAsyncDisposable
{
    private readonly string _directory;
    private readonly ServiceProvider _worker;

    internal Mailbox(IReadOnlyDictionary<string, string?> settings, string directory, TimeProvider clock)
    {
        _directory = directory;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings)
            .AddInMemoryCollection([new("Mail:PickupDirectory", directory)])
            .Build();
        _worker = new ServiceCollection()
            .AddLogging()
            .AddSingleton(clock)
            .AddScoped<ScopeIdentity>()
            .AddScoped<ITenantContext>(provider => provider.GetRequiredService<ScopeIdentity>())
            .AddScoped<ICurrentUser>(provider => provider.GetRequiredService<ScopeIdentity>())
            .AddPersistence(configuration, DatabaseRole.Worker)
            .AddSecurityKeys(configuration)
            .AddMailOutbox(configuration)
            .BuildServiceProvider(validateScopes: true);
    }

    /// <summary>The letters that have come for one address, oldest first. They stay in the box.</summary>
    public async Task<IReadOnlyList<ReceivedLetter>> ReceiveAsync(string recipient, CancellationToken cancellationToken)
    {
        await using (var scope = _worker.CreateAsyncScope())
        {
            var outbox = scope.ServiceProvider.GetRequiredService<MailOutbox>();
            while (await outbox.SendNextAsync(cancellationToken))
            {
                // One letter each.
            }
        }

        if (!Directory.Exists(_directory))
        {
            return [];
        }

        return [.. Directory.EnumerateFiles(_directory, "*.eml")
            .Select(file => new FileInfo(file))
            .OrderBy(file => file.LastWriteTimeUtc)
            .Select(file => ReceivedLetter.Parse(File.ReadAllText(file.FullName)))
            .Where(letter => string.Equals(letter.To, recipient, StringComparison.OrdinalIgnoreCase))];
    }

    public ValueTask DisposeAsync() => _worker.DisposeAsync();
}

/// <summary>A letter as a mail program shows its text.</summary>
public sealed partial record ReceivedLetter(string To, string Subject, string Text)
{
    /// <summary>What stands behind the hash sign of the letter's link.</summary>
    public string Fragment => new Uri(Address().Match(Text).Value).Fragment.TrimStart('#');

    /// <summary>One value of the link's fragment, which is written as a query.</summary>
    public string Secret(string name) => Uri.UnescapeDataString(
        Fragment.Split('&').Select(pair => pair.Split('=', 2)).Single(pair => pair[0] == name)[1]);

    public static ReceivedLetter Parse(string eml)
    {
        var text = eml.ReplaceLineEndings("\n");
        var start = text.IndexOf("Content-Type: text/plain", StringComparison.OrdinalIgnoreCase);
        var body = text[text.IndexOf("\n\n", start, StringComparison.Ordinal)..];
        var end = body.IndexOf("\n----boundary", StringComparison.OrdinalIgnoreCase);
        body = end < 0 ? body : body[..end];
        return new ReceivedLetter(Header(text, "To").Trim('<', '>'), DecodeWords(Header(text, "Subject")), QuotedPrintable(body).Trim());
    }

    private static string Header(string text, string name) =>
        Regex.Match(text, $@"^{name}: (?<value>.*(\n[ \t].*)*)", RegexOptions.Multiline).Groups["value"].Value.Trim();

    private static string DecodeWords(string header) => EncodedWord().Replace(
        Regex.Replace(header, @"\?=\s+=\?", "?==?"),
        word => word.Groups["kind"].Value is "B" or "b"
            ? Encoding.UTF8.GetString(Convert.FromBase64String(word.Groups["text"].Value))
            : QuotedPrintable(word.Groups["text"].Value.Replace('_', ' ')));

    private static string QuotedPrintable(string text)
    {
        var bytes = new List<byte>();
        var joined = text.Replace("=\n", "", StringComparison.Ordinal);
        for (var i = 0; i < joined.Length; i++)
        {
            if (joined[i] == '=')
            {
                bytes.Add(Convert.FromHexString(joined.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(joined[i].ToString()));
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    [GeneratedRegex(@"https?://\S+#\S+")]
    private static partial Regex Address();

    [GeneratedRegex(@"=\?utf-8\?(?<kind>[BbQq])\?(?<text>[^?]*)\?=", RegexOptions.IgnoreCase)]
    private static partial Regex EncodedWord();
}
