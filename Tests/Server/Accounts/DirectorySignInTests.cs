using System.Net;
using FastChat.Protocol;
using FastChat.Server.Hosting;
using FastChat.Tests.Server.Administration;

namespace FastChat.Tests.Server.Accounts;

/// <summary>What a host's own directory decides when somebody signs in, and what it does not.</summary>
[TestFixture]
internal sealed class DirectorySignInTests : ProofWorld
{
    private const string Word = "the directory's word";

    protected override FastChatHooks Hooks { get; } = new() { Identity = new Directory() };

    protected override ServerOptions Change(ServerOptions options) => base.Change(options) with { GuestDays = 1 };

    [Test]
    public async Task The_directory_stands_in_for_the_password_and_not_for_the_second_step()
    {
        var (secret, _) = await EnrolAsync();
        using var finished = await FinishAsync(await TicketAsync(Word), NextCode(secret));
        Assert.That(finished.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Whom_the_directory_knows_and_an_administrator_has_disabled_does_not_get_in()
    {
        await ReadAsync(HttpMethod.Post, "v1/sessions", null, SignIn(NameOf("grace")));
        await AdminCommandLine.RunAsync(Server.Server.Options, "account", "disable", NameOf("grace"));
        await RefusedAsync(HttpStatusCode.Forbidden, Code.AccountDisabled, HttpMethod.Post, "v1/sessions", null, SignIn(NameOf("grace")));
    }

    [Test]
    public async Task The_handles_of_bots_and_guests_are_nobody_s_in_the_directory()
    {
        await ReadAsync(HttpMethod.Post, "v1/bots", Ada, new { handle = NameOf("robot") });
        var guest = (string)(await ReadAsync(HttpMethod.Post, "v1/accounts/guests", null, new { device_name = "x" }))["handle"]!;
        foreach (var handle in new[] { NameOf("robot"), guest })
            await RefusedAsync(HttpStatusCode.Unauthorized, Code.WrongCredentials, HttpMethod.Post, "v1/sessions", null, SignIn(handle));
    }

    private static object SignIn(string handle) => new { handle, password = Word, device_name = "x" };

    /// <summary>Vouches for everybody who knows the word.</summary>
    private sealed class Directory : IIdentityHook
    {
        public ValueTask<IdentityVerdict?> OnSigningInAsync(string handle, string password, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IdentityVerdict?>(password == Word ? new IdentityVerdict(true) : null);
    }
}
