using System.Globalization;

namespace FastChat.Tests.Recovery.PowerLoss;

/// <summary>
/// A directory whose unsynced bytes and entries can be lost, as the shim (durable.c) noted them since the last loss. What
/// lies there when the shim starts is durable. Renames and removals count as done.
/// </summary>
internal sealed class DurableDisk(string root, string journal)
{
    private readonly Dictionary<string, long> _durableBytes = [];
    private readonly HashSet<string> _undurableEntries = [];

    /// <summary>How many files and directories the last loss removed or cut.</summary>
    public int Lost { get; private set; }

    /// <summary>Each file keeps its synced bytes and some of the others; an entry that is not synced may be gone.</summary>
    public void LosePower(Random random)
    {
        Read();
        Lost = 0;
        foreach (var entry in _undurableEntries.Where(_ => random.Next(2) == 0))
            Remove(entry);
        foreach (var (path, durable) in _durableBytes)
            Cut(path, durable, random);
        File.Delete(journal);
        _durableBytes.Clear();
        _undurableEntries.Clear();
    }

    private void Read()
    {
        if (!File.Exists(journal))
            throw new InvalidOperationException("the shim noted nothing: it was not loaded");
        foreach (var line in File.ReadLines(journal))
        {
            var rest = line[2..];
            switch (line[0])
            {
                case 'C':
                    _undurableEntries.Add(rest);
                    _durableBytes.TryAdd(rest, 0);
                    break;
                case 'S':
                    var space = rest.IndexOf(' ', StringComparison.Ordinal);
                    _durableBytes[rest[(space + 1)..]] = long.Parse(rest[..space], CultureInfo.InvariantCulture);
                    break;
                case 'D':
                    _undurableEntries.RemoveWhere(e => Path.GetDirectoryName(e) == rest);
                    break;
                case 'R' when rest.Split('\t') is [var from, var to]:
                    _undurableEntries.Remove(from);
                    _undurableEntries.Remove(to);
                    if (_durableBytes.Remove(from, out var bytes))
                        _durableBytes[to] = bytes;
                    break;
                case 'U':
                    _undurableEntries.Remove(rest);
                    _durableBytes.Remove(rest);
                    break;
            }
        }
    }

    private void Remove(string path)
    {
        if (!path.StartsWith(root, StringComparison.Ordinal))
            throw new InvalidOperationException($"{path} is not below {root}");
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else if (File.Exists(path))
            File.Delete(path);
        else
            return;
        Lost++;
    }

    private void Cut(string path, long durable, Random random)
    {
        if (!File.Exists(path))
            return;
        using var file = File.Open(path, FileMode.Open, FileAccess.Write);
        var kept = durable + (long)(random.NextDouble() * (file.Length - durable));
        if (kept >= file.Length)
            return;
        file.SetLength(kept);
        Lost++;
    }
}
