using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Server.Delivery;

namespace FastChat.Server.Routing;

/// <summary>
/// The frames of a block with edits for those who joined after messages that it edits: without the content of these edits. One for each
/// number of edits to cut, as the earlier the message, the more newcomers do not see it. Owned by the fan-out.
/// </summary>
/// <param name="block">As it is stored.</param>
internal sealed class NewcomerFrames(byte[] block)
{
    private readonly Dictionary<int, SharedFrame> _frames = [];
    private readonly List<ulong> _edited = Edited(block);

    /// <summary>The frame for somebody who does not see all messages that are edited; it stays this object's.</summary>
    public SharedFrame For(ulong firstVisible)
    {
        var at = _edited.BinarySearch(firstVisible);
        var cuts = at < 0 ? ~at : at;
        if (!_frames.TryGetValue(cuts, out var frame))
        {
            var cut = BlockRewrite.WithoutEditsBefore(block, firstVisible) ?? block;
            _frames[cuts] = frame = FrameEncoder.Encode(new ServerFrame { Block = Block.Parser.ParseFrom(cut) });
        }

        return frame;
    }

    public void Release()
    {
        foreach (var frame in _frames.Values)
        {
            frame.Release();
        }
    }

    /// <summary>The messages that are edited, each once, ascending.</summary>
    private static List<ulong> Edited(ReadOnlySpan<byte> block)
    {
        var edited = new SortedSet<ulong>();
        BlockReader.TryOpen(block, out var reader);
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EntryKind.Edit)
            {
                edited.Add(entry.TargetSequence);
            }
        }

        return [.. edited];
    }
}
