using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace FastChat.Protocol.Codec;

/// <summary>
/// Parses a peer's message with a nesting limit of <see cref="ProtocolLimits.ProtobufDepthMax"/>. The runtime offers a
/// limit for streams only, at the price of a 4 KiB buffer per message, so its entry for byte sequences is called by
/// name; tests notice when a new version renames it.
/// </summary>
public static class BoundedParser
{
    /// <summary>Parses all of <paramref name="content"/>; false if it is no such message or nested too deeply.</summary>
    public static bool TryParse<T>(in ReadOnlySequence<byte> content, [NotNullWhen(true)] out T? message)
        where T : class, IBufferMessage, new()
    {
        var parsed = new T();
        message = null;
        try
        {
            ParseContext type = default;
            Initialize(ref type, content, ProtocolLimits.ProtobufDepthMax, out var context);
            parsed.InternalMergeFrom(ref context);

            // Generated code stops at an end-group tag that began nowhere; at the true end the last tag is 0.
            if (LastTag(ref context) != 0)
                return false;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }

        message = parsed;
        return true;
    }

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "Initialize")]
    private static extern void Initialize(
        ref ParseContext type, ReadOnlySequence<byte> input, int recursionLimit, out ParseContext context);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_LastTag")]
    private static extern uint LastTag(ref ParseContext context);
}
