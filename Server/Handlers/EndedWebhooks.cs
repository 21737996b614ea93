using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Storage;

namespace FastChat.Server.Handlers;

/// <summary>
/// What is left of webhooks that have ended: their messages stay and show who wrote them, only the made-up handle is free. Thread-safe.
/// </summary>
internal sealed class EndedWebhooks(ChatDatabase database, ShardRouter router, HandleClaims handles)
{
    public Task FreeAsync(AccountId bot) => database.Accounts.Read(bot) is { } record
        ? handles.ReleaseAsync(database.Handles.KeyOf(record.Handle), bot)
        : Task.CompletedTask;

    /// <summary>Runs a command that changes members or rights, and frees the handles of those webhooks that have ended with it.</summary>
    public Task RunAsync(MembershipCommand command) => ChangeAsync(command.Conversation, () =>
    {
        router.Route(command);
        return command.Completion;
    });

    /// <summary>Makes a change of members or rights and frees the handles of those webhooks that have ended with it.</summary>
    public async Task ChangeAsync(ConversationId conversation, Func<Task> changeAsync)
    {
        var before = database.Annotations.Webhooks.ReadAll(conversation);
        await changeAsync();
        if (before.Count == 0) return;
        var left = database.Annotations.Webhooks.ReadAll(conversation).Select(row => row.Webhook).ToHashSet();
        foreach (var (_, ended) in before.Where(row => !left.Contains(row.Webhook))) await FreeAsync(ended.Bot);
    }
}
