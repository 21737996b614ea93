using FastChat.Mls.Codec;
using FastChat.Mls.Messages;

namespace FastChat.Mls;

/// <summary>An extension of a group's context (RFC 9420 section 13.4).</summary>
public sealed record MlsExtension(int Type, ReadOnlyMemory<byte> Data)
{
    /// <summary>required_capabilities: what every member must support (RFC 9420 section 11.1). Basic credentials are always required.</summary>
    public static MlsExtension RequiredCapabilities(IEnumerable<int> extensionTypes, IEnumerable<int> proposalTypes) => new(
        ExtensionType.RequiredCapabilities,
        TlsWriter.Encode(new RequiredCapabilities(
            [.. extensionTypes.Select(t => (ushort)t)], [.. proposalTypes.Select(t => (ushort)t)], [Credential.Basic])));

    internal static Extension[] ToWire(IEnumerable<MlsExtension> extensions) =>
        [.. extensions.Select(e => new Extension((ushort)e.Type, e.Data.ToArray()))];
}
