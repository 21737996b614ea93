using System.Collections.Immutable;
using MessagePack;

namespace FastChat.Storage.Feed;

/// <summary>Positions in the feed as records hold them: an array of [loop, turn].</summary>
internal static class LoopTurns
{
    public static ImmutableSortedDictionary<byte, long> Read(ref MessagePackReader reader)
    {
        var turns = ImmutableSortedDictionary.CreateBuilder<byte, long>();
        for (var count = reader.ReadArrayHeader(); count > 0; count--)
        {
            if (reader.ReadArrayHeader() != 2) throw new StorageCorruptException("A feed position is malformed.");
            turns[reader.ReadByte()] = reader.ReadInt64();
        }

        return turns.ToImmutable();
    }

    public static void Write(ref MessagePackWriter writer, ImmutableSortedDictionary<byte, long> turns)
    {
        writer.WriteArrayHeader(turns.Count);
        foreach (var (loop, turn) in turns)
        {
            writer.WriteArrayHeader(2);
            writer.Write(loop);
            writer.Write(turn);
        }
    }
}
