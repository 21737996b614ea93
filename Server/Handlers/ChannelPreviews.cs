using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Identifiers;
using FastChat.Storage;
using FastChat.Storage.Annotations;
using Google.Protobuf;

namespace FastChat.Server.Handlers;

/// <summary>What those see of a group or channel who have a link or know its handle, before they join.</summary>
internal sealed class ChannelPreviews(ChatDatabase database, GroupReads groups, ChannelHandles handles, IConversationPages pages)
{
    /// <summary>Blocks that are looked through for the last messages.</summary>
    private const int BlocksMax = 16;

    /// <summary>What a link or a handle names. Whether it is still open, the conversation's loop says.</summary>
    /// <param name="link">Null: by the handle.</param>
    /// <param name="handle">As typed.</param>
    /// <exception cref="Routing.RefusalException">InviteInvalid, or Malformed.</exception>
    public JoinPlace Find(ByteString? link, string handle)
    {
        if (link is null)
        {
            return handle.Length == 0 ? throw RequestFields.Malformed("A link or a handle is missing.")
                : handles.Find(handle) is { } channel ? new JoinPlace(channel, null, database.Annotations.Groups.Read(channel)!.Handle)
                : throw Invalid();
        }

        return link.Length == JoinPlace.LinkBytes && ConversationId.TryRead(link.Span[..Identifier.Bytes], out var conversation)
            ? new JoinPlace(conversation, InviteKey.Of(link.Span[Identifier.Bytes..]), "")
            : throw RequestFields.Malformed($"A link has {JoinPlace.LinkBytes} bytes.");
    }

    public ConversationPreview Read(AccountId account, JoinPlace place)
    {
        var now = groups.NowMs;
        var invite = place.Invite is { } key ? database.Annotations.Invites.Read(place.Conversation, key) : null;
        var member = database.Members.Read(place.Conversation, account) is not null;
        if (database.Conversations.ReadRecord(place.Conversation) is not { } record
            || (place.Invite is not null && (invite is null || !(member || invite.IsOpen(now)))))
        {
            throw Invalid();
        }

        var group = groups.Read(place.Conversation, record.Kind) ?? GroupRecord.None;
        var isBanned = groups.LaidDown(place.Conversation, account, group)?.IsBanned(now) == true;
        if (isBanned && place.Invite is not null)
        {
            throw Invalid(); // A handle is known to everybody; what a link leads to, not to who was banned there.
        }

        var preview = new ConversationPreview
        {
            ConversationId = place.Conversation.ToByteString(),
            Kind = record.Kind,
            Title = record.Title,
            Description = group.Description,
            AvatarMediaId = group.Avatar.IsNone() ? ByteString.Empty : group.Avatar.ToByteString(),
            Handle = group.Handle,
            MemberCount = (uint)record.MemberCount,
            NeedsApproval = invite?.NeedsApproval == true,
            State = member ? JoinState.Member
                : isBanned ? JoinState.Banned
                : database.Annotations.JoinRequests.Read(place.Conversation, account) is not null ? JoinState.Requested
                : JoinState.None,
        };
        if (group is { Handle.Length: > 0, History: HistoryVisibility.All } && !isBanned)
        {
            AddRecent(preview, place.Conversation);
        }

        return preview;
    }

    /// <summary>What whoever joins may read anyway.</summary>
    private void AddRecent(ConversationPreview preview, ConversationId conversation)
    {
        var (blocks, found) = (0, new List<Block>());
        pages.ReadBackward(conversation, database.Conversations.ReadHead(conversation)?.Sequence ?? 0, (_, block) =>
        {
            var sequences = new List<ulong>();
            BlockReader.TryOpen(block, out var reader);
            while (reader.TryRead(out var entry))
            {
                if (entry is { Kind: EntryKind.Message, TargetSequence: 0 } && (entry.Flags & (uint)EntryFlag.Removed) == 0)
                {
                    sequences.Add(entry.Sequence);
                }
            }

            sequences.Reverse();
            foreach (var sequence in sequences.Take(ProtocolLimits.PreviewMessagesMax - found.Count))
            {
                found.Insert(0, Block.Parser.ParseFrom(BlockCut.Single(block, sequence)));
            }

            return found.Count < ProtocolLimits.PreviewMessagesMax && ++blocks < BlocksMax;
        });
        preview.Recent.AddRange(found);
    }

    private static Routing.RefusalException Invalid() => new(Code.InviteInvalid, "There is no such link or handle.");
}
