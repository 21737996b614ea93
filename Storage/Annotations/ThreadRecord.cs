using FastChat.Storage.Records;
using MessagePack;

namespace FastChat.Storage.Annotations;

/// <summary>How far a thread has come.</summary>
/// <param name="Count">Replies so far; the next one gets the ordinal after it.</param>
/// <param name="LastSequence">Of the last reply.</param>
/// <param name="LastTimeMs">When it was stored.</param>
public readonly record struct ThreadRecord(uint Count, ulong LastSequence, long LastTimeMs) : IStoredRecord<ThreadRecord>
{
    static int IStoredRecord<ThreadRecord>.Elements => 3;

    static ThreadRecord IStoredRecord<ThreadRecord>.Read(ref MessagePackReader reader) =>
        new(reader.ReadUInt32(), reader.ReadUInt64(), reader.ReadInt64());

    void IStoredRecord<ThreadRecord>.Write(ref MessagePackWriter writer)
    {
        writer.Write(Count);
        writer.Write(LastSequence);
        writer.Write(LastTimeMs);
    }
}
