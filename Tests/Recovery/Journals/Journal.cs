using System.Text;

namespace FastChat.Tests.Recovery.Journals;

/// <summary>
/// One client's file of events. Every call hands whole lines to the operating system before it returns, so a client or a
/// server that is killed the moment after loses none of them. Any thread may write.
/// </summary>
internal sealed class Journal : IDisposable
{
    private readonly FileStream _file;
    private readonly Lock _writing = new();

    public Journal(string path)
    {
        Path = path;
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    public string Path { get; }

    public void Write(params ReadOnlySpan<JournalEvent> events)
    {
        var lines = new StringBuilder();
        foreach (ref readonly var e in events)
            lines.Append(JournalLine.Write(e));
        var bytes = Encoding.ASCII.GetBytes(lines.ToString());
        lock (_writing)
            _file.Write(bytes);
    }

    /// <summary>Reads a journal. Its last line may have been cut short; anything else unreadable is an error.</summary>
    public static IEnumerable<JournalEvent> Read(string path)
    {
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        for (var number = 1; file.ReadLine() is { } line; number++)
        {
            if (JournalLine.TryRead(line, out var e))
                yield return e;
            else if (!file.EndOfStream)
                throw new InvalidDataException($"{path}, line {number}: {line}");
        }
    }

    public void Dispose() => _file.Dispose();
}
