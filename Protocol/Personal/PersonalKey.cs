using System.Buffers.Binary;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;

namespace FastChat.Protocol.Personal;

/// <summary>Names a <see cref="PersonalRow"/> of an account: its kind, and the conversation or account that it is about.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">What it is about; 0 where an account has one row of the kind.</param>
public readonly record struct PersonalKey(PersonalKind Kind, UInt128 Id)
{
    public static PersonalKey Settings => new(PersonalKind.Settings, 0);

    public static PersonalKey Pinned => new(PersonalKind.Pinned, 0);

    public static PersonalKey Folders => new(PersonalKind.Folders, 0);

    public static PersonalKey Conversation(ConversationId id) => new(PersonalKind.Conversation, id.Value);

    public static PersonalKey Draft(ConversationId id) => new(PersonalKind.Draft, id.Value);

    public static PersonalKey Contact(AccountId id) => new(PersonalKind.Contact, id.Value);

    public static PersonalKey Blocked(AccountId id) => new(PersonalKind.Blocked, id.Value);

    /// <summary>Of a row; null: its kind is a newer protocol's, or its id has another form.</summary>
    public static PersonalKey? Of(PersonalRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.RowCase switch
        {
            PersonalRow.RowOneofCase.Settings => Settings,
            PersonalRow.RowOneofCase.Pinned => Pinned,
            PersonalRow.RowOneofCase.Folders => Folders,
            PersonalRow.RowOneofCase.Conversation => Of(PersonalKind.Conversation, row.Conversation.ConversationId),
            PersonalRow.RowOneofCase.Draft => Of(PersonalKind.Draft, row.Draft.ConversationId),
            PersonalRow.RowOneofCase.Contact => Of(PersonalKind.Contact, row.Contact.Account),
            PersonalRow.RowOneofCase.Blocked => Of(PersonalKind.Blocked, row.Blocked.Account),
            _ => null,
        };
    }

    private static PersonalKey? Of(PersonalKind kind, ByteString id) => id.Length == Identifier.Bytes
        ? new PersonalKey(kind, BinaryPrimitives.ReadUInt128BigEndian(id.Span))
        : null;
}
