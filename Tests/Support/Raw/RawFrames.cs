using FastChat.Protocol;

namespace FastChat.Tests.Support.Raw;

/// <summary>The delimited form, read a byte at a time where it matters: slow, and plain to see that it is right.</summary>
internal static class RawFrames
{
    /// <summary>The next frame, or null at the end of the stream.</summary>
    public static async Task<ServerFrame?> ReadAsync(Stream stream)
    {
        var length = 0u;
        var one = new byte[1];
        for (var shift = 0; ; shift += 7)
        {
            if (await stream.ReadAsync(one) == 0)
            {
                return null;
            }

            length |= (uint)(one[0] & 0x7F) << shift;
            if (one[0] < 0x80)
            {
                break;
            }
        }

        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes);
        return ServerFrame.Parser.ParseFrom(bytes);
    }
}
