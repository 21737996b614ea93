using System.Buffers.Binary;
using System.Text;

namespace FastChat.Tests.Support;

/// <summary>The bytes of all files of a directory as they are now, to be searched for what must not be among them.</summary>
internal sealed class DiskTraces
{
    private readonly List<byte[]> _files = [];

    public static DiskTraces Of(string directory)
    {
        var traces = new DiskTraces();
        foreach (var path in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".sock", StringComparison.Ordinal)))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            file.CopyTo(bytes);
            traces._files.Add(bytes.ToArray());
        }

        return traces;
    }

    public bool Hold(string text) => Hold(Encoding.UTF8.GetBytes(text));

    public bool Hold(UInt128 id)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return Hold(bytes);
    }

    public bool Hold(byte[] bytes) => _files.Any(file => file.AsSpan().IndexOf(bytes) >= 0);
}
