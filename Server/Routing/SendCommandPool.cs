using System.Collections.Concurrent;

namespace FastChat.Server.Routing;

/// <summary>Send commands between two uses. Rented on connection threads, given back on loops; bounded.</summary>
internal static class SendCommandPool
{
    /// <summary>About 8 KiB each.</summary>
    private const int SpareMax = 1_024;

    private static readonly ConcurrentQueue<SendCommand> Spare = new();
    private static int _count;

    public static SendCommand Take()
    {
        if (Spare.TryDequeue(out var command))
        {
            Interlocked.Decrement(ref _count);
            return command;
        }

        return new SendCommand();
    }

    public static void Return(SendCommand command)
    {
        if (Volatile.Read(ref _count) < SpareMax)
        {
            Interlocked.Increment(ref _count);
            Spare.Enqueue(command);
        }
    }
}
