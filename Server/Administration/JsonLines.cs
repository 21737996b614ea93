using System.Buffers;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FastChat.Server.Administration;

/// <summary>A file of an archive that holds one JSON value a line. Holds one line.</summary>
internal sealed class JsonLines : IDisposable
{
    private readonly Stream _entry;
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json;

    public JsonLines(ZipArchive zip, string name)
    {
        _entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        _json = new Utf8JsonWriter(_line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public int Count { get; private set; }

    /// <summary>Writes an object whose members <paramref name="write"/> writes.</summary>
    public void Add(Action<Utf8JsonWriter> write)
    {
        var json = Begin();
        write(json);
        End();
    }

    /// <summary>Begins an object; for what lambdas cannot hold.</summary>
    public Utf8JsonWriter Begin()
    {
        _json.WriteStartObject();
        return _json;
    }

    public void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _entry.Write(_line.WrittenSpan);
        _entry.Write("\n"u8);
        _line.ResetWrittenCount();
        _json.Reset();
        Count++;
    }

    public void Dispose()
    {
        _json.Dispose();
        _entry.Dispose();
    }
}
