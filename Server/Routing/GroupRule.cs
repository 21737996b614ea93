using FastChat.Protocol;
using FastChat.Storage.Annotations;

namespace FastChat.Server.Routing;

/// <summary>
/// What keeps a member who has the permission from speaking for a while: a mute, and the pause of slow mode. Asked only where something
/// of that kind was set. Runs on the conversation's loop.
/// </summary>
internal static class GroupRule
{
    /// <summary>Why the entry is not taken now, or null; the command is told when it would be.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="group">What was set of the conversation.</param>
    /// <param name="member">The sender.</param>
    /// <param name="command">What it sends.</param>
    /// <param name="index">Which entry of it.</param>
    /// <param name="from">The first that is new; those between are going to be taken.</param>
    public static (Code Code, string Message)? Refusal(
        ShardTurn turn, GroupRecord group, MemberState member, SendCommand command, int index, int from)
    {
        ref readonly var entry = ref command.Entries[index];
        if (member.IsMuted(turn.NowMs) && (entry.Needs & Permissions.Speaking) != 0)
        {
            command.RetryAfterMs = member.LaidDown!.MutedUntilMs - turn.NowMs;
            return (Code.Muted, "You are muted here.");
        }

        if (group.SlowModeSeconds == 0 || entry.Kind != EntryKind.Message || member.Role != Role.Member)
        {
            return null;
        }

        var last = HasMessage(command, from, index) ? turn.NowMs : member.LastMessageMs;
        var wait = last + (group.SlowModeSeconds * 1_000L) - turn.NowMs;
        if (last == 0 || wait <= 0)
        {
            return null;
        }

        command.RetryAfterMs = wait;
        return (Code.SlowMode, $"A member sends one message in {group.SlowModeSeconds} seconds here.");
    }

    /// <summary>Under slow mode: when the sender's messages were taken, kept with them.</summary>
    public static void Note(ShardTurn turn, LoadedConversation state, SendCommand command, int from, int to)
    {
        // What a webhook brings in is of no member, and limited elsewhere.
        if (state.RoleOf(command.Actor).IsMember() && HasMessage(command, from, to))
        {
            state.Members[command.Actor].LastMessageMs = turn.NowMs;
            turn.Store.Annotations.Groups.PutLastMessage(turn.Batch, state.Id, command.Actor, turn.NowMs, state.Key!);
        }
    }

    private static bool HasMessage(SendCommand command, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (command.Entries[i].Kind == EntryKind.Message)
            {
                return true;
            }
        }

        return false;
    }
}
