using System.Runtime.InteropServices;
using System.Text;
using FastChat.Storage.Engine;

namespace FastChat.Tests.Storage.Engine;

internal sealed class LogChecksumTests
{
    /// <summary>RFC 3720, appendix B.4, and the check value that all catalogues of CRCs give.</summary>
    [Test]
    public void The_checksum_is_crc_32c()
    {
        if (!Crc32C.IsSupported) Assert.Ignore("This processor has no such instruction.");
        Assert.Multiple(() =>
        {
            Assert.That(Crc32C.Compute(Encoding.ASCII.GetBytes("123456789")), Is.EqualTo(0xE3069283));
            Assert.That(Crc32C.Compute(new byte[32]), Is.EqualTo(0x8A9136AA));
            Assert.That(Crc32C.Compute([.. Enumerable.Repeat((byte)0xFF, 32)]), Is.EqualTo(0x62A8AB43));
            Assert.That(Crc32C.Compute([.. Enumerable.Range(0, 32).Select(i => (byte)i)]), Is.EqualTo(0x46DD794E));
        });
    }

    [Test]
    public void Where_the_processor_can_RocksDB_s_log_is_checked_by_it()
    {
        var expected = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64 && Crc32C.IsSupported;
        Assert.That(LogChecksums.AreFast, Is.EqualTo(expected));
    }

    [Test]
    public void A_function_that_a_library_does_not_import_has_no_slot()
    {
        if (!LogChecksums.AreFast) Assert.Ignore("Only on Linux with x64.");
        var library = LogChecksums.LibraryPath!;
        Assert.That(ElfImports.FindWritableSlot(library, "no_such_function"u8), Is.EqualTo((nint)0));
        Assert.That(ElfImports.FindWritableSlot("/nowhere/librocksdb.so", "_ZN7rocksdb6crc32c6ExtendEjPKcm"u8), Is.EqualTo((nint)0));
    }
}
