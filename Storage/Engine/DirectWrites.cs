using System.Runtime.InteropServices;

namespace FastChat.Storage.Engine;

/// <summary>
/// Whether a directory's file system takes writes past the page cache (open(2), O_DIRECT). Tried out, because RocksDB would
/// learn it at its first flush and then write no more.
/// </summary>
internal static partial class DirectWrites
{
    private const string Probe = "direct-write-probe";
    private const nuint BlockBytes = 4096;

    // fcntl.h of Linux
    private const int ReadWrite = 0x2;
    private const int Create = 0x40;
    private const int OwnerOnly = 0x180; // 0600

    private static int Direct => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 0x4000,
        Architecture.Arm64 => 0x1_0000,
        _ => 0,
    };

    public static bool AreSupported(string directory)
    {
        if (!OperatingSystem.IsLinux() || Direct == 0) return false;
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, Probe);
        try
        {
            return TryWrite(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static unsafe bool TryWrite(string path)
    {
        var file = open(path, ReadWrite | Create | Direct, OwnerOnly);
        if (file < 0) return false;
        var block = NativeMemory.AlignedAlloc(BlockBytes, BlockBytes);
        try
        {
            NativeMemory.Clear(block, BlockBytes);
            return write(file, block, BlockBytes) == (nint)BlockBytes;
        }
        finally
        {
            NativeMemory.AlignedFree(block);
            _ = close(file);
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)] private static partial int open(string path, int flags, int mode);
    [LibraryImport("libc")] private static unsafe partial nint write(int file, void* bytes, nuint count);
    [LibraryImport("libc")] private static partial int close(int file);
}
