using FastChat.Protocol;

namespace FastChat.Tests.Support.Raw;

/// <summary>The connection ended before the answer came.</summary>
internal sealed class RawClosedException(Close? close)
    : Exception(close is null ? "The connection ended without a word." : $"The server closed: {close.Code} {close.Message}")
{
    public Code Code { get; } = close?.Code ?? Code.Unspecified;
}
