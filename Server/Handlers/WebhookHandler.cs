using System.Text;
using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts;
using FastChat.Server.Auth;
using FastChat.Server.Concurrency;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;
using FastChat.Storage.Accounts;
using FastChat.Storage.Annotations;
using Google.Protobuf;

namespace FastChat.Server.Handlers;

/// <summary>
/// Incoming webhooks: made, listed and revoked by members who may, and used by whoever has their address. Each has a bot of its own, as which its
/// messages are shown. Thread-safe.
/// </summary>
internal sealed class WebhookHandler(
    ChatDatabase database,
    ShardRouter router,
    AccountCreation creation,
    EndedWebhooks ended,
    AccountStanding standing,
    AuthLimiter limiter,
    Live<IncomingWebhookLimits> limits,
    IIdSource ids,
    TimeProvider time)
{
    private readonly byte[] _tokenKey = database.Secret(WebhookToken.SecretName);
    private readonly RateLimit _posts = new(1, TimeSpan.FromMinutes(1), time);

    public async Task<ServerFrame> HandleAsync(Caller caller, CreateWebhook request)
    {
        var conversation = RequestFields.Conversation(request.ConversationId);
        var name = ProfileText.Require(request.Name, "name", AccountLimits.DisplayNameBytesMax);
        if (name.Length == 0)
        {
            throw RequestFields.Malformed("A webhook has a name.");
        }

        // Asked before its bot is made, so that a refusal leaves none behind.
        await RunAsync(new CreateWebhookCommand(conversation, caller.Account, 0, record: null));
        limiter.RequireWebhook(caller.Account);
        var webhook = ids.NewMessageId();
        var token = WebhookToken.Create(conversation, webhook, _tokenKey);
        var bot = ids.NewId<AccountId>();
        var status = new AccountStatusRecord(AccountKind.Bot, 0, caller.Account);
        await creation.CreateAsync(bot, new NewAccount(Handle.WebhookPrefix, name, null, status) { IsHandleMade = true }, (_, _, _) => true);
        var record = new IncomingWebhookRecord(name, bot, caller.Account, token.Hash, Now(), 0);
        try
        {
            await RunAsync(new CreateWebhookCommand(conversation, caller.Account, webhook, record));
        }
        catch (RefusalException)
        {
            await ended.FreeAsync(bot);
            throw;
        }

        return new ServerFrame { WebhookCreated = new WebhookCreated { Webhook = Wire(webhook, record), Token = token.Text } };
    }

    public async Task<ServerFrame> HandleAsync(Caller caller, FetchWebhooks request)
    {
        var all = await RunAsync(new ListWebhooksCommand(RequestFields.Conversation(request.ConversationId), caller.Account));
        return new ServerFrame { WebhookList = new WebhookList { Webhooks = { all.Select(row => Wire(row.Webhook, row.Record)) } } };
    }

    public async Task<ServerFrame> HandleAsync(Caller caller, RevokeWebhook request)
    {
        var bot = await RunAsync(new RevokeWebhookCommand(
            RequestFields.Conversation(request.ConversationId), caller.Account, request.WebhookId));
        if (!bot.IsNone())
        {
            await ended.FreeAsync(bot);
        }

        return new ServerFrame { Done = new Done() };
    }

    /// <summary>Posts a Markdown text through the webhook of a token.</summary>
    /// <exception cref="RefusalException">
    /// NotFound: no such webhook; AccountDisabled: its bot, or who made it; RateLimited; MessageTooLarge; or Malformed: nothing to say.
    /// </exception>
    public async Task PostAsync(string tokenText, string markdown)
    {
        if (!WebhookToken.TryParse(tokenText, _tokenKey, out var token) || database.Annotations.Webhooks.Read(token.Conversation, token.Webhook) is not { } webhook)
        {
            throw new RefusalException(Code.NotFound, "There is no such webhook.");
        }

        standing.RequireEnabled(webhook.Bot);
        if (!_posts.TryTake(HashCode.Combine(token.Webhook), limits.Value.PostsPerMinute, out var retryAfter))
        {
            throw new RefusalException(Code.RateLimited, "Too many messages through this webhook; wait.", retryAfter);
        }

        if (string.IsNullOrWhiteSpace(markdown) || Encoding.UTF8.GetByteCount(markdown) > ProtocolLimits.WebhookTextBytesMax)
        {
            throw RequestFields.Malformed($"text has 1 to {ProtocolLimits.WebhookTextBytesMax} bytes.");
        }

        var command = SendCommand.Scheduled(token.Conversation, webhook.Bot);
        var entry = new EntryFields
        {
            Kind = EntryKind.Message,
            MessageId = ids.NewMessageId(),
            Flags = (uint)EntryFlag.CountsAsUnread,
            Content = Markdown.Read(markdown).ToByteArray(),
        };
        command.Add(in entry, Permission.None);
        await RunAsync(new PostWebhookCommand(token.Conversation, token.Webhook, webhook.Creator, token.Hash, command, Now()));
    }

    private async Task<T> RunAsync<T>(ConversationRequest<T> command)
    {
        router.Route(command);
        return await command.Completion;
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static Webhook Wire(ulong id, IncomingWebhookRecord record) => new()
    {
        WebhookId = id,
        Name = record.Name,
        BotAccount = record.Bot.ToByteString(),
        CreatorAccount = record.Creator.ToByteString(),
        CreatedMs = record.CreatedMs,
        LastUsedMs = record.LastUsedMs,
    };
}
