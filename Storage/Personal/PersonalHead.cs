using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Personal;

/// <summary>What is known of all that an account keeps for itself.</summary>
/// <param name="Version">Of the last change: a commit number of the account's shard.</param>
/// <param name="Floor">Void rows up to this version were forgotten: who knows less is told everything.</param>
/// <param name="Void">Rows that are kept only to be told.</param>
/// <param name="Conversations">Rows that say something, of each kind that is limited.</param>
/// <param name="Drafts">See there.</param>
/// <param name="Contacts">See there.</param>
/// <param name="Blocked">See there.</param>
public sealed record PersonalHead(
    long Version, long Floor, int Void, int Conversations, int Drafts, int Contacts, int Blocked) : IStoredRecord<PersonalHead>
{
    public static PersonalHead None { get; } = new(0, 0, 0, 0, 0, 0, 0);

    static int IStoredRecord<PersonalHead>.Elements => 7;

    static PersonalHead IStoredRecord<PersonalHead>.Read(ref MessagePackReader reader) => new(
        reader.ReadInt64(),
        reader.ReadInt64(),
        reader.ReadInt32(),
        reader.ReadInt32(),
        reader.ReadInt32(),
        reader.ReadInt32(),
        reader.ReadInt32());

    void IStoredRecord<PersonalHead>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Version);
        writer.Write(Floor);
        writer.Write(Void);
        writer.Write(Conversations);
        writer.Write(Drafts);
        writer.Write(Contacts);
        writer.Write(Blocked);
    }
}
