using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FastChat.Protocol;
using FastChat.Server.Hosting;
using FastChat.Tests.Server.Http;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.Logging;
using OtpNet;

namespace FastChat.Tests.Server.Accounts;

/// <summary>
/// A server with a mail relay, whose clock can be set forward and all of whose log is kept. The tests of a fixture share it, and each has an Ada of
/// its own.
/// </summary>
internal abstract class ProofWorld
{
    private int _tests;

    protected ShiftedClock Clock { get; } = new(stands: true);

    protected TestServer Server { get; private set; } = null!;

    protected SmtpSink Relay { get; private set; } = null!;

    /// <summary>Everything that was logged, down to the last detail.</summary>
    protected LoggedErrors Log { get; } = new(LogLevel.Trace);

    protected RawSession Ada { get; private set; } = null!;

    /// <summary>Hers.</summary>
    protected string Handle => NameOf("ada");

    /// <summary>Where her mail goes.</summary>
    protected string Address => $"{Handle}@example.org";

    /// <summary>What a host does itself.</summary>
    protected virtual FastChatHooks Hooks { get; } = new();

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        await PrepareAsync();
        Relay = new SmtpSink();
        Server = await TestServer.StartAsync(Change, services => services.AddHooks(Hooks), Clock, Log);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await Server.DisposeAsync();
        await Relay.DisposeAsync();
        Log.Dispose();
    }

    /// <summary>What is limited by the minute or hour begins anew.</summary>
    [SetUp]
    public async Task BeginAsync()
    {
        _tests++;
        Log.Clear();
        Clock.Advance(TimeSpan.FromHours(1));
        Ada = await Server.RegisterAsync(Handle);
    }

    /// <summary>A handle of this test's own.</summary>
    protected string NameOf(string who) => $"{who}-{_tests}";

    /// <summary>What has to be there before the server starts.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    protected virtual ServerOptions Change(ServerOptions options) => options with
    {
        Mail = new MailOptions { Host = "127.0.0.1", Port = Relay.Port, Security = MailSecurity.None, From = "chat@example.org" },
    };

    protected async Task RestartAsync()
    {
        await Server.StopAsync();
        await Server.StartAgainAsync();
    }

    /// <summary>The code of the next time step: each is good only once.</summary>
    protected string NextCode(string secret)
    {
        Clock.Advance(TimeSpan.FromSeconds(30));
        return new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(Clock.GetUtcNow().UtcDateTime);
    }

    /// <summary>Switches Ada's second step on; her secret and her recovery codes.</summary>
    protected async Task<(string Secret, string[] Recovery)> EnrolAsync()
    {
        var begun = await ReadAsync(HttpMethod.Post, "v1/accounts/me/two-step", Ada, new { password = RawAccounts.Password });
        var secret = (string)begun["secret"]!;
        var confirmed = await ReadAsync(HttpMethod.Post, "v1/accounts/me/two-step/confirm", Ada, new { code = NextCode(secret) });
        return (secret, [.. confirmed["recovery_codes"]!.AsArray().Select(code => (string)code!)]);
    }

    /// <summary>The first step of a sign-in that needs a second: its ticket.</summary>
    protected async Task<string> TicketAsync(string password = RawAccounts.Password)
    {
        using var half = await SendAsync(HttpMethod.Post, "v1/sessions", null, new { handle = Handle, password, device_name = "x" });
        return (string)(await HttpTestBase.RequireProblemAsync(half, HttpStatusCode.Unauthorized, Code.SecondStepNeeded))["ticket"]!;
    }

    protected Task<HttpResponseMessage> FinishAsync(string ticket, string code) =>
        SendAsync(HttpMethod.Post, "v1/sessions/second-step", null, new { ticket, code, device_name = "second" });

    protected Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, RawSession? session = null, object? body = null) =>
        Server.Accounts.SendAsync(method, path, session?.AccessToken, body is null ? null : JsonContent.Create(body));

    protected async Task<JsonNode> ReadAsync(HttpMethod method, string path, RawSession? session = null, object? body = null)
    {
        using var answer = await SendAsync(method, path, session, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, text);
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    protected async Task RefusedAsync(HttpStatusCode status, Code code, HttpMethod method, string path, RawSession? session, object? body)
    {
        using var answer = await SendAsync(method, path, session, body);
        await HttpTestBase.RequireProblemAsync(answer, status, code);
    }

    /// <summary>None of these is on the disk or in the log in clear.</summary>
    protected void RequireNoTrace(params string[] secrets)
    {
        var files = DiskTraces.Of(Server.Server.Options.DataDirectory);
        Assert.That(files.Hold(Ada.Account.Value), "ids are on the disk, so that the search can find something");
        Assert.That(Log.Entries, Is.Not.Empty);
        foreach (var secret in secrets)
        {
            Assert.That(files.Hold(secret), Is.False, secret);
            Assert.That(Log.Entries.Where(line => line.Contains(secret, StringComparison.Ordinal)), Is.Empty);
        }
    }
}
