using Google.Protobuf;
using Google.Protobuf.Collections;

namespace FastChat.Protocol.Personal;

/// <summary>
/// What a change makes of a row. The server decides by it, and a device shows by it at once what the server will decide, so that
/// the two cannot differ. Nothing is changed in place. Limits are the server's affair.
/// </summary>
public static class PersonalPatches
{
    /// <summary>The row after the change.</summary>
    public static ConversationPreferences Apply(this SetConversationPreferences change, ConversationPreferences? row)
    {
        ArgumentNullException.ThrowIfNull(change);
        var changed = row?.Clone() ?? new ConversationPreferences();
        changed.ConversationId = change.ConversationId;
        if (change.HasArchived)
            (changed.Archived, changed.ArchivedOrdinal) = (change.Archived, change.Archived ? change.ArchivedOrdinal : 0);
        if (change.HasMutedUntilMs)
            changed.MutedUntilMs = change.MutedUntilMs;
        if (change.HasLevel)
            changed.Level = change.Level;
        foreach (var folder in change.RemoveFolders)
            changed.Folders.Remove(folder);
        foreach (var folder in change.AddFolders)
        {
            if (!changed.Folders.Contains(folder))
                changed.Folders.Add(folder);
        }

        return changed;
    }

    /// <summary>The list of pinned conversations after the change.</summary>
    public static PinnedConversations ApplyPin(this SetConversationPreferences change, PinnedConversations? row)
    {
        ArgumentNullException.ThrowIfNull(change);
        var changed = row?.Clone() ?? new PinnedConversations();
        if (!change.HasPinned)
            return changed;
        var pinned = changed.ConversationIds;
        pinned.Remove(change.ConversationId);
        if (change.Pinned)
            pinned.Insert(Place(pinned, change.PinnedAfter, isFirst: change.PinnedAfter.IsEmpty), change.ConversationId);
        return changed;
    }

    /// <summary>The list of folders after the change. One that is there keeps what the change leaves out.</summary>
    public static FolderList Apply(this SetFolder change, FolderList? row)
    {
        ArgumentNullException.ThrowIfNull(change);
        var changed = row?.Clone() ?? new FolderList();
        var folders = changed.Folders;
        var place = Find(folders, change.Id);
        var folder = place < 0 ? new Folder { Id = change.Id } : folders[place];
        if (change.HasName)
            folder.Name = change.Name;
        if (place >= 0 && (change.Removed || change.HasAfter))
            folders.RemoveAt(place);
        if (change.Removed || (place >= 0 && !change.HasAfter))
            return changed;
        var after = change.HasAfter && change.After != 0 ? Find(folders, change.After) : -1;
        var first = change is { HasAfter: true, After: 0 };
        folders.Insert(first ? 0 : after < 0 ? folders.Count : after + 1, folder);
        return changed;
    }

    /// <summary>The settings after the change.</summary>
    public static AccountSettings Apply(this SetAccountSettings change, AccountSettings? row)
    {
        ArgumentNullException.ThrowIfNull(change);
        var changed = row?.Clone() ?? new AccountSettings();
        if (change.HasLevel)
            changed.Level = change.Level;
        if (change.HasPresence)
            changed.Presence = change.Presence;
        if (change.HasLastSeen)
            changed.LastSeen = change.LastSeen;
        if (change.HasReadReceipts)
            changed.ReadReceipts = change.ReadReceipts;
        if (change.HasInvitations)
            changed.Invitations = change.Invitations;
        return changed;
    }

    /// <summary>Whether a row says nothing that its absence would not: it is kept only to be told.</summary>
    public static bool IsVoid(this PersonalRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.RowCase switch
        {
            PersonalRow.RowOneofCase.Conversation => row.Conversation is { Archived: false, MutedUntilMs: 0, Level: 0, Folders.Count: 0 },
            PersonalRow.RowOneofCase.Draft => row.Draft.Content.IsEmpty,
            PersonalRow.RowOneofCase.Contact => row.Contact.Removed,
            PersonalRow.RowOneofCase.Blocked => row.Blocked.Removed,
            _ => false,
        };
    }

    private static int Place(RepeatedField<ByteString> list, ByteString after, bool isFirst)
    {
        var place = isFirst ? -1 : list.IndexOf(after);
        return isFirst ? 0 : place < 0 ? list.Count : place + 1;
    }

    private static int Find(RepeatedField<Folder> folders, ulong id)
    {
        for (var i = 0; i < folders.Count; i++)
        {
            if (folders[i].Id == id)
                return i;
        }

        return -1;
    }
}
