using System.Collections.Immutable;
using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Annotations;

/// <summary>The pinned messages of a conversation, the one pinned last at the end.</summary>
public sealed record PinsRecord(ImmutableArray<ulong> Sequences) : IStoredRecord<PinsRecord>
{
    static int IStoredRecord<PinsRecord>.Elements => 1;

    static PinsRecord IStoredRecord<PinsRecord>.Read(ref MessagePackReader reader) => new(reader.ReadNumbers());

    void IStoredRecord<PinsRecord>.Write(ref MessagePackWriter writer) => writer.WriteNumbers(Sequences);
}
