using System.Buffers.Binary;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Protocol.Personal;
using FastChat.Server.Routing;
using FastChat.Storage;
using FastChat.Storage.Personal;
using Google.Protobuf;

namespace FastChat.Server.Accounts;

/// <summary>Reads what an account keeps for itself, page by page: what has changed since a version, or everything.</summary>
internal sealed class PersonalPages(ChatDatabase database)
{
    private const int ContinuationBytes = sizeof(long) + 2 + Identifier.Bytes;

    /// <summary>The version of the last change; 0: the account keeps nothing.</summary>
    public ulong Version(AccountId account) => (ulong)(database.Personal.ReadHead(account)?.Version ?? 0);

    /// <exception cref="RefusalException">BadCursor: the continuation is none of ours.</exception>
    public PersonalPage Read(AccountId account, ulong after, ReadOnlySpan<byte> continuation)
    {
        var head = database.Personal.ReadHead(account) ?? PersonalHead.None;
        var (version, fromStart, from) = continuation.IsEmpty
            ? (head.Version, BeginsAnew(head, (long)after), default)
            : Decode(continuation);
        var page = new PersonalPage { FromStart = fromStart };
        var (bytes, visited, last) = (0, 0, from);
        var more = false;
        database.Personal.Visit(account, from, (key, row) =>
        {
            if (bytes > PersonalLimits.PageBytesMax || visited == PersonalLimits.PageRowsVisitedMax)
            {
                more = true;
                return false;
            }

            (last, visited) = (key, visited + 1);
            if (fromStart ? !row.IsVoid() : row.Version > after)
            {
                bytes += row.CalculateSize();
                page.Rows.Add(row);
            }

            return true;
        });
        if (more) page.Continuation = Encode(version, fromStart, last);
        else page.Version = (ulong)version;
        return page;
    }

    /// <summary>
    /// Also when the two are on different sides of a restore, which raises all commit numbers: what the client knows may never have been.
    /// </summary>
    private static bool BeginsAnew(PersonalHead head, long after) =>
        after <= 0 || after < head.Floor || after > head.Version
        || after / StorageLimits.RestoreCommitNumbersRaised != head.Version / StorageLimits.RestoreCommitNumbersRaised;

    private static ByteString Encode(long version, bool fromStart, PersonalKey last)
    {
        Span<byte> bytes = stackalloc byte[ContinuationBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, version);
        bytes[sizeof(long)] = fromStart ? (byte)1 : (byte)0;
        bytes[sizeof(long) + 1] = (byte)last.Kind;
        BinaryPrimitives.WriteUInt128BigEndian(bytes[(sizeof(long) + 2)..], last.Id);
        return ByteString.CopyFrom(bytes);
    }

    private static (long Version, bool FromStart, PersonalKey From) Decode(ReadOnlySpan<byte> bytes) => bytes.Length == ContinuationBytes
        ? (BinaryPrimitives.ReadInt64BigEndian(bytes),
            bytes[sizeof(long)] != 0,
            new PersonalKey((PersonalKind)bytes[sizeof(long) + 1], BinaryPrimitives.ReadUInt128BigEndian(bytes[(sizeof(long) + 2)..])))
        : throw new RefusalException(Code.BadCursor, "Not a continuation of this server; begin again.");
}
