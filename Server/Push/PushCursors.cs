using FastChat.Storage;
using FastChat.Storage.Push;

namespace FastChat.Server.Push;

/// <summary>How far an account has read, as push sees it.</summary>
internal static class PushCursors
{
    /// <summary>Whether there is nothing more to tell of a message: the account has left, or has read it, by its cursor in the
    /// conversation or by that in the thread whose reply it is.</summary>
    public static bool AreDone(ChatDatabase database, PushPlace place, ulong sequence) =>
        database.Members.Read(place.Conversation, place.Account) is null
        || (database.Cursors.Read(place.Conversation, place.Account) is { } cursor && cursor.ReadSequence >= sequence)
        || (database.Annotations.Threads.ReadCursors(place.Conversation, place.Account) is { } threads
            && threads.Cursors.Any(thread => thread.Sequence == sequence));
}
