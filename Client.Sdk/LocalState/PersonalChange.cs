using FastChat.Protocol.Identifiers;
using FastChat.Protocol.Personal;
using Wire = FastChat.Protocol;

namespace FastChat.Client.LocalState;

/// <summary>A change of what the account keeps for itself that waits for the server.</summary>
/// <param name="Position">Its place in the line.</param>
/// <param name="Key">What it changes.</param>
/// <param name="Frame">The request.</param>
internal sealed record PersonalChange(long Position, PersonalKey Key, Wire.ClientFrame Frame)
{
    /// <summary>What a request changes.</summary>
    public static PersonalKey KeyOf(Wire.ClientFrame frame) => frame.RequestCase switch
    {
        Wire.ClientFrame.RequestOneofCase.SetConversationPreferences => new(PersonalKind.Conversation, Id(frame.SetConversationPreferences.ConversationId)),
        Wire.ClientFrame.RequestOneofCase.SetFolder => new(PersonalKind.Folders, frame.SetFolder.Id),
        Wire.ClientFrame.RequestOneofCase.SetAccountSettings => PersonalKey.Settings,
        Wire.ClientFrame.RequestOneofCase.SetDraft => new(PersonalKind.Draft, Id(frame.SetDraft.ConversationId)),
        Wire.ClientFrame.RequestOneofCase.SetContact => new(PersonalKind.Contact, Id(frame.SetContact.Account)),
        Wire.ClientFrame.RequestOneofCase.SetBlocked => new(PersonalKind.Blocked, Id(frame.SetBlocked.Account)),
        _ => throw new ArgumentException("No change of what an account keeps.", nameof(frame)),
    };

    /// <summary>Whether what it does depends on the changes before it, so that it may not take an earlier one's place.</summary>
    public static bool DependsOnOrder(Wire.ClientFrame frame) =>
        frame.SetFolder is not null || frame.SetConversationPreferences is { HasPinned: true } or { AddFolders.Count: > 0 };

    /// <summary>An earlier change and a later one in one; the later one wins.</summary>
    public static Wire.ClientFrame Merge(Wire.ClientFrame earlier, Wire.ClientFrame later)
    {
        // Each of the others says all that there is to say.
        if (earlier.SetConversationPreferences is null && earlier.SetAccountSettings is null)
            return later;
        var merged = earlier.Clone();
        merged.MergeFrom(later);
        if (merged.SetConversationPreferences is { } preferences && later.SetConversationPreferences is { } last)
        {
            if (last.HasArchived)
                preferences.ArchivedOrdinal = last.ArchivedOrdinal;
            foreach (var folder in last.RemoveFolders)
                preferences.AddFolders.Remove(folder);
        }

        return merged;
    }

    private static UInt128 Id(Google.Protobuf.ByteString bytes) => ConversationId.TryRead(bytes.Span, out var id) ? id.Value : 0;
}
