using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Accounts;

/// <summary>That an account owns a bot, from its owner's side.</summary>
public sealed record OwnedBotRecord(long CreatedMs) : IStoredRecord<OwnedBotRecord>
{
    static int IStoredRecord<OwnedBotRecord>.Elements => 1;

    static OwnedBotRecord IStoredRecord<OwnedBotRecord>.Read(ref MessagePackReader reader) => new(reader.ReadInt64());

    void IStoredRecord<OwnedBotRecord>.Write(ref MessagePackWriter writer) => writer.Write(CreatedMs);
}
