using System.Security.Cryptography;
using System.Text;
using FastChat.Protocol;
using FastChat.Server.Hosting;
using FastChat.Server.Webhooks;
using FastChat.Tests.Support;
using FastChat.Tests.Support.Raw;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Webhooks;

/// <summary>A server, a receiver of webhooks, and Ada, who speaks in a group.</summary>
internal sealed class WebhookWorld : IAsyncDisposable
{
    private readonly Dictionary<ConversationId, ulong> _numbers = [];
    private RawClient? _ada;

    private WebhookWorld(HttpsReceiver receiver) => Receiver = receiver;

    public HttpsReceiver Receiver { get; }

    public TestServer Server { get; private set; } = null!;

    public ShiftedClock Clock { get; } = new(stands: true);

    public RawSession Ada { get; private set; } = null!;

    public ConversationId Conversation { get; private set; }

    public WebhookRegistry Registry => Server.Server.Services.GetRequiredService<WebhookRegistry>();

    public string Address => new Uri(Receiver.Address, "/hook").ToString();

    public static async Task<WebhookWorld> StartAsync(Func<WebhookWorld, IReadOnlyList<WebhookOptions>>? webhooks = null)
    {
        var world = new WebhookWorld(await HttpsReceiver.StartAsync());
        world.Receiver.Answer = _ => new HttpsAnswer(204);
        world.Server = await TestServer.StartAsync(
            options => options with { Webhooks = webhooks?.Invoke(world) ?? [], Outbound = new OutboundOptions { AllowLoopback = true } },
            services => services.AddSingleton(world.Receiver.Trust),
            world.Clock);
        world.Ada = await world.Server.RegisterAsync("ada");
        world.Conversation = await world.CreateGroupAsync();
        return world;
    }

    public async Task<ConversationId> CreateGroupAsync()
    {
        var id = new IdSource(TimeProvider.System).NewId<ConversationId>();
        await (await AdaAsync()).RequestAsync(new ClientFrame { CreateGroup = new CreateGroup { ConversationId = id.ToByteString(), Title = "group" } });
        return id;
    }

    /// <summary>Ada says something; the sequence.</summary>
    public async Task<ulong> SayAsync(string text, ConversationId? where = null)
    {
        var conversation = where ?? Conversation;
        var number = _numbers[conversation] = _numbers.GetValueOrDefault(conversation) + 1;
        var outcome = await (await AdaAsync()).SendTextAsync(conversation, number, text);
        Assert.That(outcome.Code, Is.EqualTo(Code.Unspecified));
        return outcome.Sequence;
    }

    /// <summary>More than access tokens live: Ada goes on from another device.</summary>
    public async Task PassTimeAsync(TimeSpan time)
    {
        Clock.Advance(time);
        if (_ada is not null) await _ada.DisposeAsync();
        _ada = await Server.ConnectAsync(await Server.Accounts.SignInAsync("ada"));
        _numbers.Clear();
    }

    public async Task RestartAsync()
    {
        if (_ada is not null) await _ada.DisposeAsync();
        _ada = null;
        await Server.StopAsync();
        await Server.StartAgainAsync();
    }

    /// <summary>Events that were told, in order: type, sequence.</summary>
    public IEnumerable<(string Type, ulong Sequence)> Told(ConversationId? where = null) => Receiver.All
        .Where(request => request.Json.GetProperty("data").GetProperty("conversation").GetString() == (where ?? Conversation).ToString())
        .Select(request => (request.Json.GetProperty("type").GetString()!, request.Json.GetProperty("data").GetProperty("sequence").GetUInt64()));

    /// <summary>Whether the signature header holds one by this secret.</summary>
    public static bool IsSigned(HttpsRequest request, string secret)
    {
        var signed = Encoding.UTF8.GetBytes($"{request.Header("webhook-id")}.{request.Header("webhook-timestamp")}.{request.Text}");
        var signature = "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed));
        return request.Header("webhook-signature")!.Split(' ').Contains(signature);
    }

    public async ValueTask DisposeAsync()
    {
        if (_ada is not null) await _ada.DisposeAsync();
        await Server.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    private async Task<RawClient> AdaAsync() => _ada ??= await Server.ConnectAsync(Ada);
}
