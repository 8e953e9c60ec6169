using System.Net;
using CallScript.TestKit.Hosting;

namespace CallScript.Api.Tests.Accounts;

public sealed class SignUpTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignUp_ByDefault_IsClosed()
    {
        var stranger = new Browser(api.Anonymous());

        await (await stranger.PostAsync("auth/sign-up", new { email = "new@example.test" })).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "sign_up_closed");
        await (await stranger.PostAsync("auth/sign-up/complete", new { token = "x", displayName = "New", password = "nine purple umbrellas" }))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "sign_up_closed");
        (await (await stranger.GetAsync("auth/settings")).ShouldBeAsync(HttpStatusCode.OK)).GetProperty("openSignUp").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task SignUp_WhereItIsOpen_MakesTheAccountOfTheAddressThatGotTheLetter()
    {
        var stranger = new Browser(api.AnonymousWith("Accounts:OpenSignUp", "true"));
        await (await stranger.PostAsync("auth/sign-up", new { email = "Newcomer@example.test" })).ShouldBeAsync(HttpStatusCode.Accepted);
        var token = (await api.Installation.Mailbox.ReceiveAsync("newcomer@example.test", Cancellation)).Single().Secret("token");
        await (await stranger.SignInAsync("newcomer@example.test", "nine purple umbrellas")).ShouldBeAsync(HttpStatusCode.Unauthorized);

        await (await stranger.PostAsync("auth/sign-up/complete", new { token, displayName = "Nora New", password = "nine purple umbrellas" }))
            .ShouldBeAsync(HttpStatusCode.OK);

        var me = await (await stranger.GetAsync("me")).ShouldBeAsync(HttpStatusCode.OK);
        me.GetProperty("user").GetProperty("email").GetString().ShouldBe("newcomer@example.test");
        me.GetProperty("organizations").GetArrayLength().ShouldBe(0);
        await (await stranger.PostAsync("auth/sign-up/complete", new { token, displayName = "Again", password = "nine purple umbrellas" }))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "link_invalid");
    }

    [Fact]
    public async Task SignUp_WithAnAddressThatHasAnAccount_AnswersTheSameAndTellsTheAddressAlone()
    {
        var owner = await api.Installation.AddOrganizationAsync(Cancellation);
        var stranger = new Browser(api.AnonymousWith("Accounts:OpenSignUp", "true"));

        var taken = await stranger.PostAsync("auth/sign-up", new { email = owner.Email });
        var free = await stranger.PostAsync("auth/sign-up", new { email = "free@example.test" });

        taken.StatusCode.ShouldBe(free.StatusCode);
        (await taken.Content.ReadAsStringAsync(Cancellation)).ShouldBe(await free.Content.ReadAsStringAsync(Cancellation));
        (await api.Installation.Mailbox.ReceiveAsync(owner.Email, Cancellation)).Single().Subject.ShouldBe("You already have a CallScript account");
        await Browser.SignedInAsync(api, owner.Email, TestInstallation.Password);
    }

    [Theory]
    [InlineData("shortish", "at least 12")]
    [InlineData("password1234", "breach")]
    [InlineData("PASSWORD1234", "breach")]
    [InlineData("aaaaaaaaaaaaaaaa", "repeat")]
    [InlineData("abcabcabcabcabc", "repeat")]
    [InlineData("1234567890123", "repeat")]
    [InlineData("i love callscript", "product")]
    [InlineData("it is picky@home", "address")]
    public async Task SignUp_WithAPasswordThatAttackersTryFirst_IsRefused(string password, string reason)
    {
        var stranger = new Browser(api.AnonymousWith("Accounts:OpenSignUp", "true"));
        var email = $"picky@{Guid.CreateVersion7():N}.test";
        await stranger.PostAsync("auth/sign-up", new { email });
        var token = (await api.Installation.Mailbox.ReceiveAsync(email, Cancellation)).Single().Secret("token");

        var answer = await stranger.PostAsync("auth/sign-up/complete", new { token, displayName = "Picky", password });

        var problem = await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        problem.GetProperty("errors").GetProperty("password")[0].GetString()!.ShouldContain(reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("a b@example.test")]
    [InlineData("a\r\nBcc: c@example.test")]
    [InlineData("a\0@example.test")]
    public async Task SignUp_WithSomethingThatIsNoAddress_NamesTheField(string email)
    {
        var stranger = new Browser(api.AnonymousWith("Accounts:OpenSignUp", "true"));

        var problem = await (await stranger.PostAsync("auth/sign-up", new { email })).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        problem.GetProperty("errors").TryGetProperty("email", out _).ShouldBeTrue();
    }
}
