using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Accounts;

/// <summary>What an account is besides a person.</summary>
public sealed record AccountStatusRecord(
    AccountKind Kind,
    // When a guest ends; Ended: it does already, and there is no way back; 0: it does not.
    long ExpiresMs,
    // Whose bot it is; none otherwise.
    AccountId Owner) : IStoredRecord<AccountStatusRecord>
{
    /// <summary>Stands in <see cref="ExpiresMs"/> of a guest from the moment its end has begun.</summary>
    public const long Ended = -1;

    /// <summary>What accounts without a row are.</summary>
    public static AccountStatusRecord Person { get; } = new(AccountKind.Person, 0, AccountId.None);

    /// <summary>Whether it is a guest whose end has begun: it becomes nobody else any more.</summary>
    public bool HasEnded => ExpiresMs == Ended;

    static int IStoredRecord<AccountStatusRecord>.Elements => 3;

    static AccountStatusRecord IStoredRecord<AccountStatusRecord>.Read(ref MessagePackReader reader) => new(
        (AccountKind)reader.ReadInt32(),
        reader.ReadInt64(),
        reader.ReadOptionalId<AccountId>());

    void IStoredRecord<AccountStatusRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write((int)Kind);
        writer.Write(ExpiresMs);
        writer.WriteOptionalId(Owner);
    }
}
