using FastChat.Mls.Codec;
using FastChat.Mls.Crypto;
using FastChat.Mls.Messages;

namespace FastChat.Mls;

/// <summary>A key package of this device with its private keys. Dispose of it to erase them.</summary>
public sealed class MlsKeyPackage : IDisposable
{
    private const byte Version = 1;

    internal MlsKeyPackage(KeyPackage package, Secret initKey, Secret leafKey)
    {
        (Package, InitKey, LeafKey) = (package, initKey, leafKey);
        Message = MlsMessage.Encode(package);
        Reference = package.Reference();
    }

    /// <summary>What is published: an MLSMessage with the KeyPackage.</summary>
    public ReadOnlyMemory<byte> Message { get; }

    /// <summary>KeyPackageRef: what a Welcome names (RFC 9420 section 5.2).</summary>
    public ReadOnlyMemory<byte> Reference { get; }

    /// <summary>Whether it may be used more than once.</summary>
    public bool IsLastResort => Package.IsLastResort;

    internal KeyPackage Package { get; }

    internal Secret InitKey { get; }

    internal Secret LeafKey { get; }

    /// <summary>Reads what <see cref="Export"/> gave.</summary>
    public static MlsKeyPackage Import(ReadOnlySpan<byte> bytes)
    {
        var reader = new TlsReader(bytes);
        if (reader.U8() is var version && version != Version)
            throw new MlsException(MlsError.BadState, $"key package version {version}");
        var package = new MlsKeyPackage(KeyPackage.Read(ref reader), new Secret(reader.Vector()), new Secret(reader.Vector()));
        reader.End();
        return package;
    }

    /// <summary>Package and private keys, to be stored sealed. Zero the array when it is written.</summary>
    public byte[] Export()
    {
        using var writer = new TlsWriter();
        writer.U8(Version);
        Package.Write(writer);
        writer.Bytes(InitKey.Span);
        writer.Bytes(LeafKey.Span);
        return writer.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        InitKey.Dispose();
        LeafKey.Dispose();
    }
}
