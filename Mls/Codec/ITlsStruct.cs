namespace FastChat.Mls.Codec;

/// <summary>A struct of the TLS presentation language (RFC 9420 section 2.1).</summary>
internal interface ITlsStruct<out T>
{
    /// <summary>Reads one from where the reader stands. Throws <see cref="MlsException"/> when the bytes are not one.</summary>
    static abstract T Read(ref TlsReader reader);

    void Write(TlsWriter writer);
}
