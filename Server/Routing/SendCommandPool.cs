using System.Collections.Concurrent;

namespace FastChat.Server.Routing;

/// <summary>Send commands between two uses, with their buffers. Rented on connection threads, given back on loops; bounded.</summary>
internal static class SendCommandPool
{
    /// <summary>Of all spare commands: some 40,000 that held one short message each, or 650 full ones.</summary>
    private const int SpareBytesMax = 16 * 1024 * 1024;

    private static readonly ConcurrentQueue<SendCommand> Spare = new();
    private static int _bytes;

    public static SendCommand Take()
    {
        if (Spare.TryDequeue(out var command))
        {
            Interlocked.Add(ref _bytes, -command.KeptBytes);
            return command;
        }

        return new SendCommand();
    }

    public static void Return(SendCommand command)
    {
        if (Volatile.Read(ref _bytes) < SpareBytesMax)
        {
            Interlocked.Add(ref _bytes, command.KeptBytes);
            Spare.Enqueue(command);
        }
        else
        {
            command.DropBuffer();
        }
    }
}
