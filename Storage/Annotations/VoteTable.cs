using System.Buffers.Binary;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Commit;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Annotations;

/// <summary>Who chose what in anonymous polls, and how each stands. Only the server reads the votes.</summary>
public sealed class VoteTable
{
    private readonly AnnotationRows _rows;

    internal VoteTable(AnnotationRows rows) => _rows = rows;

    /// <summary>The options that the account chose, as bits; 0: none.</summary>
    public uint Read(ConversationId conversation, ulong poll, AccountId account) =>
        _rows.TryReadNumber(
            conversation, VoteKey(stackalloc byte[StorageLimits.KeyBytesMax], conversation, poll).Add(account.Value), out var choices)
            ? choices
            : 0;

    public void Put(CommitBatch batch, ConversationId conversation, ulong poll, AccountId account, uint choices, DataKey key) =>
        AnnotationRows.PutNumber(
            batch, VoteKey(stackalloc byte[StorageLimits.KeyBytesMax], conversation, poll).Add(account.Value), choices, key);

    public void Delete(CommitBatch batch, ConversationId conversation, ulong poll, AccountId account) =>
        AnnotationRows.Delete(batch, VoteKey(stackalloc byte[StorageLimits.KeyBytesMax], conversation, poll).Add(account.Value));

    /// <summary>The anonymous polls in which an account has voted: a pass over all votes of the conversation.</summary>
    public IReadOnlyList<ulong> ReadPolls(ConversationId conversation, AccountId account)
    {
        var polls = new List<ulong>();
        _rows.Visit(
            conversation,
            new AnnotationKey(stackalloc byte[StorageLimits.KeyBytesMax], conversation, AnnotationKind.Vote),
            new AnnotationKey(stackalloc byte[StorageLimits.KeyBytesMax], conversation, AnnotationKind.Vote),
            (rest, _) =>
            {
                if (BinaryPrimitives.ReadUInt128BigEndian(rest[sizeof(ulong)..]) == account.Value)
                    polls.Add(BinaryPrimitives.ReadUInt64BigEndian(rest));
                return true;
            });
        return polls;
    }

    public TallyRecord? ReadTally(ConversationId conversation, ulong poll) =>
        _rows.TryRead<TallyRecord>(conversation, TallyKey(stackalloc byte[StorageLimits.KeyBytesMax], conversation, poll), out var tally)
            ? tally
            : null;

    public void PutTally(CommitBatch batch, ConversationId conversation, ulong poll, TallyRecord tally, DataKey key) =>
        AnnotationRows.Put(batch, TallyKey(stackalloc byte[StorageLimits.KeyBytesMax], conversation, poll), tally, key);

    private static AnnotationKey VoteKey(Span<byte> room, ConversationId conversation, ulong poll) =>
        new AnnotationKey(room, conversation, AnnotationKind.Vote).Add(poll);

    private static AnnotationKey TallyKey(Span<byte> room, ConversationId conversation, ulong poll) =>
        new AnnotationKey(room, conversation, AnnotationKind.Tally).Add(poll);
}
