using System.Security.Cryptography;
using System.Text;
using CallScript.Infrastructure.Identity;
using CallScript.Infrastructure.Identity.Passwords;
using Microsoft.Extensions.Options;

namespace CallScript.Infrastructure.Tests.Identity;

public sealed class BreachedPasswordsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("password1234", true)]
    [InlineData("PassWord1234", true)]
    [InlineData("1q2w3e4r5t6y", true)]
    [InlineData("correct horse battery staple", false)]
    public void Contains_OfTheBuiltInList_FindsWhatPeopleUsedMost(string password, bool known) =>
        new BreachedPasswords(Options.Create(new AccountOptions())).Contains(password).ShouldBe(known);

    [Theory]
    [InlineData("\n", true)]
    [InlineData("\n", false)]
    [InlineData("\r\n", true)]
    public void Contains_OfAListOfTheInstallation_FindsEveryLineAndNothingElse(string lineEnd, bool endsWithALine)
    {
        var listed = Enumerable.Range(0, 200).Select(number => $"listed password {number}").ToList();
        var lines = listed.Select(Hash).Order(StringComparer.Ordinal).Select((hash, index) => $"{hash}:{index * index}");
        File.WriteAllText(_file, string.Join(lineEnd, lines) + (endsWithALine ? lineEnd : ""));
        var passwords = new BreachedPasswords(Options.Create(new AccountOptions { BreachedPasswordsFile = _file }));

        listed.ShouldAllBe(password => passwords.Contains(password));
        Enumerable.Range(0, 200).ShouldAllBe(number => !passwords.Contains($"another password {number}"));
    }

    private static string Hash(string password)
    {
#pragma warning disable CA5350 // The form in which such lists are published.
        return Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
#pragma warning restore CA5350
    }
}
