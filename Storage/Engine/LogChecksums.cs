using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using NativeImport;

namespace FastChat.Storage.Engine;

/// <summary>
/// Lets RocksDB compute its log's checksums by the processor's instruction. The library as it is packed computes them
/// from tables, 1 GB/s, which is a tenth of the server's CPU under load; it calls the function through a word that any
/// other library could have claimed at load time. That word is pointed to ours (decision 0018). Done once a process,
/// before the first database is opened; where anything is not as expected, nothing is changed.
/// </summary>
internal static unsafe class LogChecksums
{
    private const int ProbeBytes = 1021;

    private static readonly Lazy<bool> Installed = new(Install);

    /// <summary>The mangled name of the function as C++ compilers export it.</summary>
    private static ReadOnlySpan<byte> Function => "_ZN7rocksdb6crc32c6ExtendEjPKcm"u8;

    /// <summary>Whether the processor's instruction is in use, from the first call on.</summary>
    public static bool AreFast => Installed.Value;

    /// <summary>The library that RocksDbSharp has loaded; null before its first use.</summary>
    public static string? LibraryPath => Auto.LoadedPath;

    private static bool Install()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64 || !Crc32C.IsSupported) return false;
        // Loads the library, if nothing has yet.
        _ = RocksDbSharp.Native.Instance;
        if (LibraryPath is not { } path || !NativeLibrary.TryLoad(path, out var library)) return false;
        if (!NativeLibrary.TryGetExport(library, Encoding.ASCII.GetString(Function), out var theirs)) return false;
        delegate* unmanaged[Cdecl]<uint, byte*, nuint, uint> ours = &Crc32C.Extend;
        if (!Agree((delegate* unmanaged[Cdecl]<uint, byte*, nuint, uint>)theirs, ours)) return false;
        var slot = ElfImports.FindWritableSlot(Path.GetFullPath(path), Function);
        if (slot == 0) return false;
        Volatile.Write(ref *(nint*)slot, (nint)ours);
        return true;
    }

    /// <summary>That both functions give the same for every length up to a probe's, on from any checksum.</summary>
    private static bool Agree(
        delegate* unmanaged[Cdecl]<uint, byte*, nuint, uint> theirs, delegate* unmanaged[Cdecl]<uint, byte*, nuint, uint> ours)
    {
        Span<byte> probe = stackalloc byte[ProbeBytes];
        RandomNumberGenerator.Fill(probe);
        uint checksum = 0;
        fixed (byte* bytes = probe)
        {
            for (nuint length = 0; length <= ProbeBytes; length++)
            {
                var expected = theirs(checksum, bytes, length);
                if (ours(checksum, bytes, length) != expected) return false;
                checksum = expected;
            }
        }

        return true;
    }
}
