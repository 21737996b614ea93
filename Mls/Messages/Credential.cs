using FastChat.Mls.Codec;

namespace FastChat.Mls.Messages;

/// <summary>
/// Who a member says it is (RFC 9420 section 5.3). A certificate chain is read and written, so that messages of others
/// can be told apart from damaged ones, but no leaf with one is accepted.
/// </summary>
internal sealed record Credential(ushort Type, byte[] Identity, byte[][] Certificates) : ITlsStruct<Credential>
{
    public const ushort Basic = 1;
    public const ushort X509 = 2;

    public static Credential Of(ReadOnlySpan<byte> identity) => new(Basic, identity.ToArray(), []);

    public static Credential Read(ref TlsReader reader)
    {
        var type = reader.U16();
        switch (type)
        {
            case Basic:
                return new(type, reader.Bytes(), []);
            case X509:
                var inner = reader.Enter();
                var chain = new List<byte[]>();
                while (!inner.AtEnd)
                {
                    inner.CountElement();
                    chain.Add(inner.Bytes());
                }

                reader.Leave(inner);
                return new(type, [], [.. chain]);
            default:
                throw new MlsException(MlsError.Unsupported, $"credential type {type}");
        }
    }

    public void Write(TlsWriter writer)
    {
        writer.U16(Type);
        if (Type == Basic)
        {
            writer.Bytes(Identity);
            return;
        }

        var mark = writer.BeginVector();
        foreach (var certificate in Certificates)
        {
            writer.Bytes(certificate);
        }

        writer.EndVector(mark);
    }

    public bool SameAs(Credential other) => TlsWriter.Encode(this).AsSpan().SequenceEqual(TlsWriter.Encode(other));
}
