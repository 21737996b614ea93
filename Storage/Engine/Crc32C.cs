using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace FastChat.Storage.Engine;

/// <summary>CRC-32C (RFC 3720, appendix B.4) by the processor's own instruction, callable from native code.</summary>
internal static unsafe class Crc32C
{
    public static bool IsSupported => Sse42.X64.IsSupported;

    /// <summary>Of the bytes alone.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes) return Continue(0, first, (nuint)bytes.Length);
    }

    /// <summary>
    /// `uint32_t rocksdb::crc32c::Extend(uint32_t, const char*, size_t)`: the checksum of the bytes before, given
    /// theirs, and of <paramref name="bytes"/>. Called on RocksDB's threads; must neither throw nor wait.
    /// </summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Extend(uint checksum, byte* bytes, nuint length) => Continue(checksum, bytes, length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Continue(uint checksum, byte* bytes, nuint length)
    {
        var crc = ~checksum;
        for (; length >= sizeof(ulong); length -= sizeof(ulong), bytes += sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, Unsafe.ReadUnaligned<ulong>(bytes));
        }

        for (; length > 0; length--, bytes++) crc = BitOperations.Crc32C(crc, *bytes);
        return ~crc;
    }
}
