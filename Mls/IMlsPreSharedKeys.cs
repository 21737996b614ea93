namespace FastChat.Mls;

/// <summary>The external pre-shared keys of an application (RFC 9420 section 8.4).</summary>
public interface IMlsPreSharedKeys
{
    /// <summary>The key that has this id; null when there is none. The caller zeroes the array.</summary>
    byte[]? Find(ReadOnlySpan<byte> id);
}
