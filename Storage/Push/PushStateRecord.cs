using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Push;

/// <summary>What a device is to be told, or was told, of a conversation by push. It ends once that is read.</summary>
public readonly record struct PushStateRecord(
    // The newest message that the account is to be notified of.
    ulong Through,
    // What lies up to here is done with: the device was told of it, or it came before what the push now waits for.
    ulong Told,
    // When it is to be told; 0: nothing is to be done.
    long DueMs,
    // When it was told last; 0: never, so there is nothing to withdraw.
    long ToldMs,
    // When the first attempt failed that has not succeeded since; 0: none did.
    long FailingSinceMs,
    int Attempts,
    // The device was connected, so it was given time to say that it received the message.
    bool Held) : IStoredRecord<PushStateRecord>
{
    static int IStoredRecord<PushStateRecord>.Elements => 7;

    static PushStateRecord IStoredRecord<PushStateRecord>.Read(ref MessagePackReader reader) => new(
        reader.ReadUInt64(),
        reader.ReadUInt64(),
        reader.ReadInt64(),
        reader.ReadInt64(),
        reader.ReadInt64(),
        reader.ReadInt32(),
        reader.ReadBoolean());

    void IStoredRecord<PushStateRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Through);
        writer.Write(Told);
        writer.Write(DueMs);
        writer.Write(ToldMs);
        writer.Write(FailingSinceMs);
        writer.Write(Attempts);
        writer.Write(Held);
    }
}
