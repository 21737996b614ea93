using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Annotations;
using FastChat.Storage.Conversations;
using Google.Protobuf;

namespace FastChat.Server.Handlers;

/// <summary>Reads a conversation as one account sees it, past the shard.</summary>
internal sealed class ConversationStateReader(ChatDatabase database, IConversationPages pages, GroupReads groups)
{
    private readonly WithheldReferences _withheld = new(pages);

    /// <summary>The conversation of somebody who is no longer in it.</summary>
    public static ConversationState Gone(ConversationId conversation, in ListRecord row) => new()
    {
        ConversationId = conversation.ToByteString(),
        Left = true,
        Deleted = row.State == ListState.Deleted,
        HeadSequence = row.Sequence,
    };

    /// <summary>Null: no such conversation, or the account is no member.</summary>
    public ConversationState? Read(AccountId account, DeviceId device, ConversationId conversation) =>
        Read(account, device, conversation, database.Conversations.ReadHead(conversation) ?? default);

    /// <summary>The same up to a head that was read just before.</summary>
    public ConversationState? Read(AccountId account, DeviceId device, ConversationId conversation, HeadRecord head)
    {
        // The head before the member row: whoever is a member afterwards may see all up to it (A6).
        if (database.Conversations.ReadRecord(conversation) is not { } record
            || database.Members.Read(conversation, account) is not { } member
            || !Permissions.Allows(Operation.Read, record.Kind, member.Role))
        {
            return null;
        }

        var withheld = record.Kind == ConversationKind.Direct ? database.Annotations.Withheld.Read(conversation, account) : null;
        if (withheld is { IsBlocking: true })
        {
            head = head with { Sequence = withheld.Cap(head.Sequence), Ordinal = withheld.Ordinal, LastTimeMs = withheld.TimeMs };
            if (head.Sequence < member.FirstVisibleSequence)
            {
                return null; // It was made after the block: there is nothing to know of.
            }
        }

        var cursor = database.Cursors.Read(conversation, account) ?? default;
        if (withheld is not null && cursor.ReadSequence < withheld.ReadSequence)
        {
            cursor = cursor with { ReadSequence = withheld.ReadSequence, ReadOrdinal = withheld.ReadOrdinal };
        }

        var state = new ConversationState
        {
            ConversationId = conversation.ToByteString(),
            Kind = record.Kind,
            Encryption = record.Encryption,
            Title = record.Title,
            MyRole = member.Role,
            HeadSequence = head.Sequence,
            HeadOrdinal = head.Ordinal,
            FirstVisibleSequence = member.FirstVisibleSequence,
            ReadSequence = cursor.ReadSequence,
            ReadOrdinal = cursor.ReadOrdinal,
            DeliveredSequence = cursor.DeliveredSequence,
            MembershipVersion = record.MembershipVersion,
            MemberCount = (uint)record.MemberCount,
            LastSendNumber = database.Sends.Read(conversation, device)?.Last ?? 0,
            LastTimeMs = head.LastTimeMs,
        };
        if (Peer(record, account) is { } peer)
        {
            state.Peer = peer.ToByteString();
        }

        if (database.Annotations.HasAny(conversation))
        {
            AddAnnotations(state, conversation, account, record, member, withheld);
        }

        if (record.Kind != ConversationKind.Direct)
        {
            state.Group = groups.State(account, conversation, record.Kind, member.Role);
        }

        AddPreview(state, conversation, member, head);
        if (withheld?.Holds(state.PreviewSequence) == true)
        {
            (state.PreviewSequence, state.Preview) = (0, null);
        }

        return state;
    }

    /// <summary>What is kept beside the log, as the member sees it.</summary>
    private void AddAnnotations(
        ConversationState state,
        ConversationId conversation,
        AccountId account,
        ConversationRecord record,
        MemberRecord member,
        WithheldRecord? withheld)
    {
        if (state.HeadSequence > state.ReadSequence)
        {
            var after = Math.Max(state.ReadSequence, member.FirstVisibleSequence - 1);
            state.UnreadMentions.AddRange(database.Annotations.Mentions.ReadNewest(
                conversation, account, after, ProtocolLimits.UnreadMentionsToldMax).Where(mention => withheld?.Holds(mention) != true));
        }

        var pins = (database.Annotations.Pins.Read(conversation)?.Sequences ?? []).Where(pin => pin >= member.FirstVisibleSequence).ToList();
        if (pins.Count > 0 && record.Kind == ConversationKind.Direct && (withheld ?? OfPeer(conversation, record, account)) is not null)
        {
            pins.RemoveAll(pin => !_withheld.IsPinned(conversation, pin, withheld ?? WithheldRecord.None));
        }

        state.PinnedSequences.AddRange(pins);
        foreach (var moved in database.Annotations.Threads.ReadCursors(conversation, account)?.Cursors ?? [])
        {
            state.ThreadCursors.Add(new Protocol.ThreadCursor { Root = moved.Root, ReadSequence = moved.Sequence, ReadOrdinal = moved.Ordinal });
        }

        state.MessageTimerSeconds = database.Annotations.MessageTimers.Read(conversation);
        if (database.Annotations.Hidden.Read(conversation, account) is { } hidden)
        {
            state.HiddenThrough = hidden.Through;
            state.HiddenSequences.AddRange(hidden.Sequences);
        }

        for (var i = 0; withheld is not null && i + 1 < withheld.Ranges.Length; i += 2)
        {
            state.HiddenRanges.Add(new SequenceRange { First = withheld.Ranges[i], Last = withheld.Ranges[i + 1] });
        }
    }

    /// <summary>What does not reach the other side of a direct conversation.</summary>
    private WithheldRecord? OfPeer(ConversationId conversation, ConversationRecord record, AccountId account) =>
        Peer(record, account) is { } peer ? database.Annotations.Withheld.Read(conversation, peer) : null;

    private static AccountId? Peer(ConversationRecord record, AccountId account) =>
        record.Kind != ConversationKind.Direct ? null : record.PeerOne == account ? record.PeerTwo : record.PeerOne;

    /// <summary>The last message of the last block; older ones are not looked for.</summary>
    private void AddPreview(ConversationState state, ConversationId conversation, MemberRecord member, HeadRecord head)
    {
        if (head.Sequence >= member.FirstVisibleSequence
            && database.Blocks.ReadLast(conversation, head.Sequence, LastMessage) is { Preview: not null } last
            && last.Sequence >= member.FirstVisibleSequence)
        {
            (state.PreviewSequence, state.Preview) = (last.Sequence, last.Preview);
        }
    }

    private static MessagePreview LastMessage(ReadOnlySpan<byte> block, out bool isSmall)
    {
        BlockReader.TryOpen(block, out var reader);
        BlockEntry last = default;
        while (reader.TryRead(out var entry))
        {
            if (entry is { Kind: EntryKind.Message, TargetSequence: 0 })
            {
                last = entry;
            }
        }

        isSmall = last.Content.Length <= RoutingLimits.KeptPreviewBytesMax;
        return new MessagePreview(last.Sequence, last.Sequence == 0 ? null : Preview(in last));
    }

    private static Entry Preview(in BlockEntry entry) => new()
    {
        Kind = entry.Kind,
        SenderAccount = entry.SenderAccount.ToByteString(),
        SenderDevice = entry.SenderDevice.ToByteString(),
        SendNumber = entry.SendNumber,
        MessageId = entry.MessageId,
        Flags = entry.Flags,
        TargetSequence = entry.TargetSequence,
        Content = entry.Content.Length > ProtocolLimits.PreviewContentBytesMax
            ? ByteString.Empty
            : ByteString.CopyFrom(entry.Content),
    };
}
