using FastChat.Protocol.Codec;

namespace FastChat.Server.Routing;

/// <summary>Finds single entries in stored blocks.</summary>
internal static class StoredEntry
{
    public static bool TryFind(ReadOnlySpan<byte> block, ulong sequence, out BlockEntry found)
    {
        if (BlockReader.TryOpen(block, out var reader))
        {
            while (reader.TryRead(out found))
            {
                if (found.Sequence == sequence)
                {
                    return true;
                }
            }
        }

        found = default;
        return false;
    }
}
