using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;
using FastChat.Server.Webhooks;

namespace FastChat.Server.Hosting;

/// <summary>Shows the host's moderation hook messages and edits, and deletes what it does not keep. To be asked twice changes nothing.</summary>
internal sealed class ModeratedEntries(IModerationHook hook, ShardRouter router, IIdSource ids) : IEntryHook
{
    public string Address => WebhookSetting.HookPrefix + "moderation";

    public async ValueTask OnEntryAsync(WebhookEvent stored, CancellationToken cancellation)
    {
        // What was cut out has no content to be judged.
        if (stored.Kind is not (EntryKind.Message or EntryKind.Edit) || (stored.Flags & (uint)(EntryFlag.Removed | EntryFlag.Superseded)) != 0) return;
        if (await hook.OnStoredAsync(HookEntries.Of(stored), cancellation) != ModerationVerdict.Remove) return;
        var message = stored.Kind == EntryKind.Edit ? stored.Target : stored.Sequence;
        var command = new WithdrawCommand(stored.Conversation, AccountId.None, [(message, ids.NewMessageId())]);
        router.Route(command);
        await command.Completion;
    }
}
