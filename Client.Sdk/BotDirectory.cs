using System.Collections.Immutable;
using FastChat.Client.Accounts;
using FastChat.Protocol.Identifiers;
using Wire = FastChat.Protocol;

namespace FastChat.Client;

/// <summary>
/// The bots that the signed-in account owns (<see cref="ChatClient.Bots"/>), their tokens, and webhooks into groups. All members are for any thread, need the
/// server, and fail by <see cref="ChatException"/>.
/// </summary>
public sealed class BotDirectory
{
    private readonly ClientServices _services;
    private readonly SignIns _signIns;
    private readonly BotApi _bots;

    internal BotDirectory(ClientServices services, SignIns signIns) =>
        (_services, _signIns, _bots) = (services, signIns, new BotApi(services.Http));

    private BotApi Api
    {
        get
        {
            _signIns.Require();
            return _bots;
        }
    }

    /// <summary>Makes a bot. At most 20 belong to an account.</summary>
    /// <param name="handle">3 to 32 characters: a-z, 0-9, <c>_</c>, <c>.</c>, <c>-</c>, beginning with a letter; case does not count.</param>
    /// <param name="displayName">What others see; null: the handle.</param>
    /// <param name="cancellationToken">Ends the wait; it may have been made.</param>
    /// <returns>Its profile, of kind <see cref="AccountKind.Bot"/>.</returns>
    /// <exception cref="ChatException"><see cref="ErrorCode.HandleTaken"/>, <see cref="ErrorCode.LimitReached"/>,
    /// <see cref="ErrorCode.Forbidden"/>: guests and bots own none.</exception>
    public Task<Account> CreateAsync(string handle, string? displayName = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(handle);
        return Api.CreateAsync(handle, displayName, cancellationToken);
    }

    /// <summary>The account's bots, the oldest first.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<ImmutableArray<Account>> ReadAsync(CancellationToken cancellationToken = default) => Api.ReadAsync(cancellationToken);

    /// <summary>Ends a bot for good: it is signed out, its tokens are gone, it leaves its groups and its handle is free. What it wrote stays.</summary>
    /// <param name="bot">Which.</param>
    /// <param name="cancellationToken">Ends the wait; it may have been done.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotFound"/>: the account owns no such bot.</exception>
    public Task EndAsync(AccountId bot, CancellationToken cancellationToken = default) => Api.EndAsync(bot, cancellationToken);

    /// <summary>Makes a token by which the bot signs in. It is told this once.</summary>
    /// <param name="bot">Of which bot.</param>
    /// <param name="name">For its owner.</param>
    /// <param name="scopes">What it lets the bot do beyond reading.</param>
    /// <param name="expiresAfterDays">When it ends, at most ten years; null: not by itself.</param>
    /// <param name="cancellationToken">Ends the wait; it may have been made.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.LimitReached"/>: a bot has at most 20.</exception>
    public Task<NewBotToken> CreateTokenAsync(
        AccountId bot, string name, BotScopes scopes, int? expiresAfterDays = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Api.CreateTokenAsync(bot, name, scopes, expiresAfterDays, cancellationToken);
    }

    /// <summary>A bot's tokens, without the tokens themselves.</summary>
    /// <param name="bot">Of which bot.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<ImmutableArray<BotToken>> ReadTokensAsync(AccountId bot, CancellationToken cancellationToken = default) =>
        Api.ReadTokensAsync(bot, cancellationToken);

    /// <summary>Ends a token. What signed in with it is signed out within a second.</summary>
    /// <param name="bot">Of which bot.</param>
    /// <param name="token">Its <see cref="BotToken.Id"/>.</param>
    /// <param name="cancellationToken">Ends the wait; it may have been done.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotFound"/>.</exception>
    public Task RevokeTokenAsync(AccountId bot, string token, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        return Api.RevokeTokenAsync(bot, token, cancellationToken);
    }

    /// <summary>Lets another program write into a group, by an address that holds a secret. Admins and owners; at most 10 in a group. It ends when who made it leaves or loses that right.</summary>
    /// <param name="conversation">Into which.</param>
    /// <param name="name">As which its messages are shown, 1 to 128 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Ends the wait; it may have been made.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.Forbidden"/>, <see cref="ErrorCode.LimitReached"/>.</exception>
    public async Task<NewWebhook> CreateWebhookAsync(ConversationId conversation, string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var request = new Wire.CreateWebhook { ConversationId = conversation.ToByteString(), Name = name };
        var frame = await _signIns.Require().Engine.RequestAsync(new Wire.ClientFrame { CreateWebhook = request }, cancellationToken)
            .ConfigureAwait(false);
        return new NewWebhook(new Uri(_services.HttpAddress, $"v1/hooks/{frame.WebhookCreated.Token}"), Read(frame.WebhookCreated.Webhook));
    }

    /// <summary>The webhooks into a group, without their addresses. Admins and owners.</summary>
    /// <param name="conversation">Into which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.Forbidden"/>.</exception>
    public async Task<ImmutableArray<Webhook>> ReadWebhooksAsync(ConversationId conversation, CancellationToken cancellationToken = default)
    {
        var request = new Wire.FetchWebhooks { ConversationId = conversation.ToByteString() };
        var frame = await _signIns.Require().Engine.RequestAsync(new Wire.ClientFrame { FetchWebhooks = request }, cancellationToken)
            .ConfigureAwait(false);
        return [.. frame.WebhookList.Webhooks.Select(Read)];
    }

    /// <summary>Ends a webhook, whoever made it. What came in stays. Admins and owners.</summary>
    /// <param name="conversation">Into which it leads.</param>
    /// <param name="webhook">Its <see cref="Webhook.Id"/>.</param>
    /// <param name="cancellationToken">Ends the wait; it may have been done.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.Forbidden"/>.</exception>
    public Task RevokeWebhookAsync(ConversationId conversation, ulong webhook, CancellationToken cancellationToken = default) =>
        _signIns.Require().Engine.RequestAsync(
            new Wire.ClientFrame { RevokeWebhook = new Wire.RevokeWebhook { ConversationId = conversation.ToByteString(), WebhookId = webhook } },
            cancellationToken);

    private static Webhook Read(Wire.Webhook webhook) => new(
        webhook.WebhookId,
        webhook.Name,
        AccountId.TryRead(webhook.BotAccount.Span, out var bot) ? bot : AccountId.None,
        AccountId.TryRead(webhook.CreatorAccount.Span, out var creator) ? creator : AccountId.None,
        DateTimeOffset.FromUnixTimeMilliseconds(webhook.CreatedMs),
        webhook.LastUsedMs == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(webhook.LastUsedMs));
}
