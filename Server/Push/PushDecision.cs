using FastChat.Server.Delivery;
using FastChat.Storage;
using FastChat.Storage.Push;

namespace FastChat.Server.Push;

/// <summary>What is to be done with a row that is due: by the messages, cursors, rules, blocks and connections of now. One thread.</summary>
internal sealed class PushDecision(
    ChatDatabase database, DeviceDirectory devices, PushInterest interest, PushSettings settings, TimeProvider time)
{
    /// <summary>A push to make, or else the row as it goes on: null deletes it.</summary>
    public (PushJob? Job, PushStateRecord? State) On(PushPlace place, in PushStateRecord state)
    {
        var subscription = database.PushSubscriptions.Read(place.Account, place.Device);
        if (subscription is null) return (null, null);
        if (PushCursors.AreDone(database, place, state.Through))
        {
            return state.ToldMs != 0 && subscription.Withdraw
                ? (new PushJob(place, subscription, state.Through, IsWithdrawal: true), state)
                : (null, null);
        }

        var now = time.GetUtcNow();
        if (state.Told >= state.Through || Wanted(place, state, subscription.CreatedMs) is not { } wanted) return (null, Settled(state));
        // What came last is not wanted any more: an earlier one is told of.
        if (wanted < state.Through) return (null, state with { Through = wanted });
        if (!IsAttended(place, now)) return (new PushJob(place, subscription, state.Through, IsWithdrawal: false), state);

        // Its connection may be dead and not know it yet: what is still there afterwards has the message.
        return state.Held
            ? (null, Settled(state))
            : (null, state with { Held = true, DueMs = (now + settings.Hold).ToUnixTimeMilliseconds() });
    }

    /// <summary>Nothing more is to be told; a row that told something waits for it to be read.</summary>
    public static PushStateRecord? Settled(in PushStateRecord state) =>
        state.ToldMs == 0 ? null : state with { DueMs = 0, Attempts = 0, FailingSinceMs = 0, Held = false };

    /// <summary>
    /// The newest message that is still to be told of, of those that the push waited for and that came after the device subscribed; of many the
    /// last ones are looked at. Null: none.
    /// </summary>
    private ulong? Wanted(PushPlace place, in PushStateRecord state, long subscribedMs)
    {
        var after = Math.Max(state.Told, state.Through - Math.Min(state.Through, PushLimits.MessagesMax));
        var messages = NewMessages.Read(database, place.Conversation, after, state.Through);
        return interest.Newest(place.Conversation, place.Account, [.. messages.Where(message => message.TimeMs >= subscribedMs)])?.Sequence;
    }

    /// <summary>Connected, and somebody was at it lately.</summary>
    private bool IsAttended(PushPlace place, DateTimeOffset now)
    {
        foreach (var link in devices.Links(place.Account))
        {
            if (link.Device == place.Device)
                return now.ToUnixTimeMilliseconds() - link.ActiveMs < settings.Idle.TotalMilliseconds;
        }

        return false;
    }
}
