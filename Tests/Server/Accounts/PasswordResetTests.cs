using System.Net;
using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Server.Accounts.Mail;
using FastChat.Server.Auth;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FastChat.Tests.Server.Accounts;

/// <summary>A new password by mail, through a real SMTP relay.</summary>
[TestFixture]
internal sealed class PasswordResetTests : ProofWorld
{
    private const string NewPassword = "a better horse";

    [Test]
    public async Task A_code_by_mail_sets_a_new_password_and_signs_all_devices_out_also_across_a_restart()
    {
        await VerifiedAsync();
        await RequestAsync(Handle.ToUpperInvariant());
        var mail = await Relay.NextAsync();
        Assert.That(mail.To, Is.EqualTo(new[] { Address }));
        Assert.That(mail.Text.Split("\n\n")[0], Does.Not.Contain(mail.Code), "phones show subjects while they are locked");
        await RestartAsync();
        await using var client = await Server.ConnectAsync(Ada);
        await CompleteAsync(mail.Code);

        await RefusedAsync(HttpStatusCode.Unauthorized, Code.TokenInvalid, HttpMethod.Get, "v1/accounts/me", Ada, null);
        Assert.ThrowsAsync<InvalidOperationException>(() => Server.Accounts.SignInAsync(Handle));
        await Server.Accounts.SignInAsync(Handle, NewPassword);
        await WrongAsync(mail.Code);
    }

    [Test]
    public async Task A_code_is_good_for_five_tries_and_a_quarter_of_an_hour()
    {
        await VerifiedAsync();
        await RequestAsync(Handle);
        var first = (await Relay.NextAsync()).Code;
        for (var i = 0; i < 5; i++) await WrongAsync(first == "00000000" ? "11111111" : "00000000");
        await WrongAsync(first);

        await RequestAsync(Handle);
        var second = (await Relay.NextAsync()).Code;
        Clock.Advance(TimeSpan.FromMinutes(16));
        await WrongAsync(second);

        await RequestAsync(Handle);
        var third = (await Relay.NextAsync()).Code;
        await RequestAsync(Handle);
        var fourth = (await Relay.NextAsync()).Code;
        if (third != fourth) await WrongAsync(third);
        await CompleteAsync(fourth);
    }

    [Test]
    public async Task Nobody_learns_which_accounts_there_are_or_which_have_an_address()
    {
        await VerifiedAsync();
        await Server.RegisterAsync(NameOf("grace"));
        var answers = new HashSet<string>();
        foreach (var handle in new[] { "nobody", NameOf("grace"), "no handle at all", Handle })
        {
            using var answer = await SendAsync(HttpMethod.Post, "v1/password-resets", null, new { handle });
            answers.Add($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }

        Assert.That(answers, Is.EqualTo(new[] { "202 " }));
        var mail = await Relay.NextAsync();
        Assert.That(mail.To, Is.EqualTo(new[] { Address }), "the queue is in order, so the others got none");
        Assert.That(Relay.IsEmpty);

        var hasher = Server.Server.Services.GetRequiredService<PasswordHasher>();
        var refusals = new HashSet<string>();
        foreach (var handle in new[] { "nobody", NameOf("grace"), "no handle at all", Handle })
        {
            var before = hasher.HashCount;
            using var answer = await SendAsync(
                HttpMethod.Post, "v1/password-resets/complete", null, new { handle, code = "wrong", new_password = NewPassword });
            refusals.Add(await answer.Content.ReadAsStringAsync());
            Assert.That(hasher.HashCount - before, Is.EqualTo(1), handle);
        }

        Assert.That(refusals, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_address_takes_the_password_and_counts_once_its_code_was_shown()
    {
        await RefusedAsync(HttpStatusCode.Unauthorized, Code.WrongCredentials, HttpMethod.Put, "v1/accounts/me/email", Ada, new { email = Address, password = "not the one" });
        foreach (var wrong in new[] { "ada", "ada@", "Ada <ada@example.org>", "ada@example.org\nBcc: all@example.org", $"{new string('x', 260)}@example.org" })
            await RefusedAsync(HttpStatusCode.BadRequest, Code.InvalidEmail, HttpMethod.Put, "v1/accounts/me/email", Ada, new { email = wrong, password = RawAccounts.Password });

        await VerifiedAsync();
        await SetAsync("other@example.org");
        var mail = await Relay.NextAsync();
        Assert.That(mail.To, Is.EqualTo(new[] { "other@example.org" }));
        Assert.That((await ReadAsync(HttpMethod.Get, "v1/accounts/me/email", Ada)).ToJsonString(), Is.EqualTo($$"""{"email":"{{Address}}","pending":"other@example.org"}"""));
        await RequestAsync(Handle);
        Assert.That((await Relay.NextAsync()).To, Is.EqualTo(new[] { Address }), "the address before stays");
        await RefusedAsync(HttpStatusCode.Unauthorized, Code.WrongCode, HttpMethod.Post, "v1/accounts/me/email/verify", Ada, new { code = "x" });
        await ReadAsync(HttpMethod.Post, "v1/accounts/me/email/verify", Ada, new { code = mail.Code });
        await ReadAsync(HttpMethod.Post, "v1/accounts/me/email/remove", Ada, new { password = RawAccounts.Password });
        Assert.That((await ReadAsync(HttpMethod.Get, "v1/accounts/me/email", Ada)).ToJsonString(), Is.EqualTo("""{"email":null,"pending":null}"""));
    }

    [Test]
    public async Task A_reset_leaves_the_second_step_on()
    {
        await VerifiedAsync();
        var (secret, _) = await EnrolAsync();
        await RequestAsync(Handle);
        await CompleteAsync((await Relay.NextAsync()).Code);
        using var finished = await FinishAsync(await TicketAsync(NewPassword), NextCode(secret));
        Assert.That(finished.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Address_and_codes_are_sealed_and_never_logged()
    {
        await VerifiedAsync();
        await RequestAsync(Handle);
        var code = (await Relay.NextAsync()).Code;
        await WrongAsync("12341234");
        RequireNoTrace(Address, code, NewPassword);
    }

    [Test]
    public async Task A_server_without_a_relay_says_so()
    {
        await using var silent = await TestServer.StartAsync();
        using var refused = await silent.Accounts.SendAsync(
            HttpMethod.Post, "v1/password-resets", null, System.Net.Http.Json.JsonContent.Create(new { handle = "ada" }));
        await Http.HttpTestBase.RequireProblemAsync(refused, HttpStatusCode.NotImplemented, Code.NotSupported);
    }

    [Test]
    public async Task A_mail_that_is_not_taken_is_tried_again()
    {
        Relay.RefusalsLeft = 1;
        var time = new FakeTimeProvider();
        var settings = new SmtpSettings("127.0.0.1", Relay.Port, IsTlsAtOnce: false, IsTlsRequired: false, null, null, "chat@example.org");
        using var queue = new MailQueue(time, NullLogger<MailQueue>.Instance, new SmtpMailer(settings));
        await queue.StartAsync(default);
        queue.Add(() => Task.FromResult<Mail?>(new Mail(Address, "hello", "a text")));
        var arrived = Relay.NextAsync();
        while (!arrived.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(arrived, Task.Run(() => { }));
        }

        Assert.That((await arrived).Text, Does.Contain("a text"));
        await queue.StopAsync(default);
    }

    [Test]
    public void Where_TLS_is_wanted_nothing_is_sent_without_it()
    {
        var settings = new SmtpSettings("127.0.0.1", Relay.Port, IsTlsAtOnce: false, IsTlsRequired: true, null, null, "chat@example.org");
        Assert.ThrowsAsync<NotSupportedException>(() => new SmtpMailer(settings).SendAsync(new Mail(Address, "hello", "a text"), default));
        Assert.That(Relay.IsEmpty);
    }

    private async Task VerifiedAsync()
    {
        await SetAsync(Address);
        await ReadAsync(HttpMethod.Post, "v1/accounts/me/email/verify", Ada, new { code = (await Relay.NextAsync()).Code });
    }

    private Task<JsonNode> SetAsync(string email) => ReadAsync(HttpMethod.Put, "v1/accounts/me/email", Ada, new { email, password = RawAccounts.Password });

    private Task<JsonNode> RequestAsync(string handle) => ReadAsync(HttpMethod.Post, "v1/password-resets", null, new { handle });

    private Task<JsonNode> CompleteAsync(string code) =>
        ReadAsync(HttpMethod.Post, "v1/password-resets/complete", null, new { handle = Handle, code, new_password = NewPassword });

    private Task WrongAsync(string code) => RefusedAsync(
        HttpStatusCode.Unauthorized, Code.WrongCode, HttpMethod.Post, "v1/password-resets/complete", null,
        new { handle = Handle, code, new_password = NewPassword });
}
