using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FastChat.Mls.Codec;

/// <summary>
/// Writes the TLS presentation language (RFC 9420 section 2.1). What it held is zeroed when it grows and when it is
/// disposed of, since secrets are written with it too.
/// </summary>
internal sealed class TlsWriter(int capacityBytes = 256) : IDisposable
{
    private byte[] _buffer = new byte[capacityBytes];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public static byte[] Encode<T>(T value) where T : ITlsStruct<T>
    {
        using var writer = new TlsWriter();
        value.Write(writer);
        return writer.ToArray();
    }

    public byte[] ToArray() => Written.ToArray();

    public void U8(int value) => Grow(1)[0] = (byte)value;

    public void U16(int value) => BinaryPrimitives.WriteUInt16BigEndian(Grow(2), (ushort)value);

    public void U32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Grow(4), value);

    public void U64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Grow(8), value);

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Grow(bytes.Length));

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        WriteLength(Grow(LengthBytes(bytes.Length)), bytes.Length);
        Raw(bytes);
    }

    /// <summary>Starts a vector whose length is not known yet; give the mark to <see cref="EndVector"/>.</summary>
    public int BeginVector()
    {
        Grow(1);
        return Length;
    }

    public void EndVector(int mark)
    {
        var content = Length - mark;
        var header = LengthBytes(content);
        if (header > 1)
        {
            Grow(header - 1);
            _buffer.AsSpan(mark, content).CopyTo(_buffer.AsSpan(mark - 1 + header));
        }

        WriteLength(_buffer.AsSpan(mark - 1, header), content);
    }

    public void List<T>(IReadOnlyCollection<T> items) where T : ITlsStruct<T>
    {
        var mark = BeginVector();
        foreach (var item in items)
        {
            item.Write(this);
        }

        EndVector(mark);
    }

    public void Optional<T>(T? value) where T : class, ITlsStruct<T>
    {
        U8(value is null ? 0 : 1);
        value?.Write(this);
    }

    public void U16List(ReadOnlySpan<ushort> values)
    {
        var mark = BeginVector();
        foreach (var value in values)
        {
            U16(value);
        }

        EndVector(mark);
    }

    public void U32List(ReadOnlySpan<uint> values)
    {
        var mark = BeginVector();
        foreach (var value in values)
        {
            U32(value);
        }

        EndVector(mark);
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_buffer);

    private static int LengthBytes(int length) => length switch
    {
        < 1 << 6 => 1,
        < 1 << 14 => 2,
        < 1 << 30 => 4,
        _ => throw new MlsException(MlsError.TooLarge, "a vector holds at most 2^30 - 1 bytes"),
    };

    private static void WriteLength(Span<byte> header, int length)
    {
        switch (header.Length)
        {
            case 1:
                header[0] = (byte)length;
                break;
            case 2:
                BinaryPrimitives.WriteUInt16BigEndian(header, (ushort)(length | 0x4000));
                break;
            default:
                BinaryPrimitives.WriteUInt32BigEndian(header, (uint)length | 0x80000000);
                break;
        }
    }

    private Span<byte> Grow(int count)
    {
        if (Length + count > _buffer.Length)
        {
            var larger = new byte[Math.Max(Length + count, _buffer.Length * 2)];
            Written.CopyTo(larger);
            CryptographicOperations.ZeroMemory(_buffer);
            _buffer = larger;
        }

        var grown = _buffer.AsSpan(Length, count);
        Length += count;
        return grown;
    }
}
