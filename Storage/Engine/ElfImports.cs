using System.Globalization;
using System.Runtime.InteropServices;

namespace FastChat.Storage.Engine;

/// <summary>
/// Finds, in a library that this process has loaded, the word through which it calls an imported function (System V
/// ABI, AMD64: the R_X86_64_JUMP_SLOT relocations of the dynamic section). Only reads.
/// </summary>
internal static unsafe class ElfImports
{
    private const uint ElfMagic = 0x464C457F;
    private const int HeaderOffsetOffset = 0x20, HeaderBytesOffset = 0x36, HeaderCountOffset = 0x38;
    private const uint DynamicHeader = 2;
    private const long NameTable = 5, SymbolTable = 6, JumpRelocationsBytes = 2, JumpRelocations = 23;
    private const int SymbolBytes = 24, RelocationBytes = 24;
    private const uint JumpSlot = 7;

    /// <summary>The word's address, or 0: the library is not loaded, imports no such function, or keeps its words read-only.</summary>
    public static nint FindWritableSlot(string libraryPath, ReadOnlySpan<byte> function)
    {
        var mappings = ReadMappings(libraryPath);
        if (mappings.Count == 0) return 0;
        var image = mappings.Min(mapping => mapping.From);
        if (*(uint*)image != ElfMagic) return 0;
        var slot = FindSlot((byte*)image, function);
        return mappings.Any(mapping => mapping.IsWritable && mapping.From <= slot && slot < mapping.To) ? slot : 0;
    }

    private static nint FindSlot(byte* image, ReadOnlySpan<byte> function)
    {
        byte* names = null, symbols = null, relocations = null;
        long relocationsBytes = 0;
        for (var entry = FindDynamic(image); entry is not null && *entry != 0; entry += 2)
        {
            switch (*entry)
            {
                case NameTable: names = Address(image, entry[1]); break;
                case SymbolTable: symbols = Address(image, entry[1]); break;
                case JumpRelocations: relocations = Address(image, entry[1]); break;
                case JumpRelocationsBytes: relocationsBytes = entry[1]; break;
            }
        }

        if (names is null || symbols is null || relocations is null) return 0;
        for (var at = relocations; at < relocations + relocationsBytes; at += RelocationBytes)
        {
            var info = *(ulong*)(at + sizeof(ulong));
            if ((uint)info != JumpSlot) continue;
            var name = names + *(uint*)(symbols + (info >> 32) * SymbolBytes);
            if (MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name).SequenceEqual(function)) return (nint)(image + *(ulong*)at);
        }

        return 0;
    }

    private static long* FindDynamic(byte* image)
    {
        var header = image + *(ulong*)(image + HeaderOffsetOffset);
        for (var left = *(ushort*)(image + HeaderCountOffset); left > 0; left--, header += *(ushort*)(image + HeaderBytesOffset))
        {
            const int VirtualAddressOffset = 0x10;
            if (*(uint*)header == DynamicHeader) return (long*)(image + *(ulong*)(header + VirtualAddressOffset));
        }

        return null;
    }

    /// <summary>glibc has made these absolute, musl leaves them relative to the image.</summary>
    private static byte* Address(byte* image, long value) => value >= (nint)image ? (byte*)value : image + value;

    private static List<Mapping> ReadMappings(string libraryPath)
    {
        var found = new List<Mapping>();
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            // from-to rwxp offset device inode path
            if (!line.EndsWith(libraryPath, StringComparison.Ordinal)) continue;
            var dash = line.IndexOf('-', StringComparison.Ordinal);
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            found.Add(new Mapping(
                nint.Parse(line.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                nint.Parse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                line[space + 2] == 'w'));
        }

        return found;
    }

    private readonly record struct Mapping(nint From, nint To, bool IsWritable);
}
