using System.Collections.Concurrent;
using System.Numerics;

namespace FastChat.Server.Delivery;

/// <summary>
/// Keeps released frames with their buffers, in classes of four-fold size. Frames are rented on shard loops and released on
/// pool threads, so the pool is shared by all threads rather than cached per thread. Thread-safe.
/// </summary>
internal static class FramePool
{
    private const int SmallestBytes = 256;

    /// <summary>Each class keeps at most this many bytes; frames beyond that go to the garbage collector.</summary>
    private const int ClassBytesMax = 4 * 1024 * 1024;

    // 256 B, 1, 4, 16, 64, 256 KiB, 1 MiB: the last holds the largest server frame.
    private static readonly SizeClass[] Classes = [.. Enumerable.Range(0, 7).Select(i => new SizeClass(SmallestBytes << (2 * i)))];

    internal static SharedFrame Take(int bytesMin)
    {
        var index = ClassOf(bytesMin);
        return index < Classes.Length ? Classes[index].Take() : new SharedFrame(new byte[bytesMin]);
    }

    internal static void Return(SharedFrame frame)
    {
        var index = ClassOf(frame.Buffer.Length);
        if (index < Classes.Length)
            Classes[index].Return(frame);
    }

    private static int ClassOf(int bytes) =>
        bytes <= SmallestBytes ? 0 : (BitOperations.Log2((uint)(bytes - 1) / SmallestBytes) / 2) + 1;

    private sealed class SizeClass(int bytes)
    {
        private readonly ConcurrentQueue<SharedFrame> _frames = new();
        private readonly int _framesMax = ClassBytesMax / bytes;
        private int _count;

        internal SharedFrame Take()
        {
            if (!_frames.TryDequeue(out var frame))
                return new SharedFrame(GC.AllocateUninitializedArray<byte>(bytes));
            Interlocked.Decrement(ref _count);
            return frame;
        }

        internal void Return(SharedFrame frame)
        {
            if (Interlocked.Increment(ref _count) <= _framesMax)
                _frames.Enqueue(frame);
            else
                Interlocked.Decrement(ref _count);
        }
    }
}
