using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Delivery;
using FastChat.Storage.Annotations;
using FastChat.Storage.Media;

namespace FastChat.Server.Routing.Commands;

/// <summary>Changes those settings of a group or channel that the change names.</summary>
/// <param name="conversation">Which.</param>
/// <param name="link">Of whom.</param>
/// <param name="messageId">Of the entry that says so.</param>
/// <param name="settings">What is set in it is changed; checked for its form.</param>
/// <param name="avatar">The picture and the right to read it, where the settings name one.</param>
internal sealed class UpdateConversationCommand(
    ConversationId conversation,
    DeviceLink link,
    ulong messageId,
    SettingsChanged settings,
    (MediaId Media, MediaReferenceRecord Reference)? avatar) : MembershipCommand(conversation, link, messageId)
{
    protected override (Code Code, string Message)? Refusal(ShardTurn turn, LoadedConversation state) =>
        (settings.HasDescription || settings.HasAvatarMediaId ? Unless(state, Operation.ChangeInfo) : null)
        ?? (settings.HasSlowModeSeconds || settings.HasHistory ? Unless(state, Operation.ChangeRules) : null)
        ?? If(state.Record!.Kind == ConversationKind.Direct, Code.Forbidden, "A direct conversation has no such settings.");

    protected override bool Change(ShardTurn turn, LoadedConversation state)
    {
        var before = state.Group ?? GroupRecord.None;
        var after = before with
        {
            Description = settings.HasDescription ? settings.Description : before.Description,
            Avatar = settings.HasAvatarMediaId ? avatar?.Media ?? MediaId.None : before.Avatar,
            SlowModeSeconds = settings.HasSlowModeSeconds ? settings.SlowModeSeconds : before.SlowModeSeconds,
            History = settings.HasHistory ? settings.History : before.History,
            HistoryEntries = settings.HasHistory ? settings.HistoryEntries : before.HistoryEntries,
        };
        if (after == before)
        {
            return false;
        }

        if (after.Avatar != before.Avatar)
        {
            ChangeAvatar(turn, state, before.Avatar);
        }

        MemberRows.PutGroup(turn, state, after);
        Write(turn, state, new MembershipChange { SettingsChanged = settings });
        return true;
    }

    /// <summary>With the picture goes the right to read it, unless a message refers to it too.</summary>
    private void ChangeAvatar(ShardTurn turn, LoadedConversation state, MediaId before)
    {
        if (!before.IsNone() && !turn.Store.Annotations.MediaUses.IsUsedElsewhere(state.Id, before, new HashSet<ulong>()))
        {
            turn.Store.DeleteMediaReference(turn.Batch, state.Id, before);
        }

        if (avatar is { } picture)
        {
            turn.Store.PutMediaReference(turn.Batch, state.Id, picture.Media, picture.Reference, state.Key!);
        }
    }
}
