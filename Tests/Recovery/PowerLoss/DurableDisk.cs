using System.Globalization;

namespace FastChat.Tests.Recovery.PowerLoss;

/// <summary>
/// A directory whose unsynced bytes and entries can be lost, as the shim (durable.c) noted them since the last loss: bytes
/// that were appended are cut off, bytes that were overwritten are what they were. What lies there when the shim starts is
/// durable. Renames and removals count as done.
/// </summary>
internal sealed class DurableDisk(string root, string journal)
{
    private readonly Dictionary<string, long> _durableBytes = [];
    private readonly Dictionary<string, Overwritings> _overwritten = [];
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
        foreach (var (path, pending) in _overwritten)
            PutBack(path, pending.Writes, random);
        foreach (var (path, durable) in _durableBytes)
            Cut(path, durable, random);
        File.Delete(journal);
        _durableBytes.Clear();
        _overwritten.Clear();
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
                case 'W' when rest.Split(' ', 4) is [var offset, var length, var place, var path]:
                    Pending(path).Writes.Add(new Overwriting(Number(offset), (int)Number(length), Number(place)));
                    break;
                case 'Y':
                    Pending(rest).Syncing = Pending(rest).Writes.Count;
                    break;
                case 'S':
                    var space = rest.IndexOf(' ', StringComparison.Ordinal);
                    _durableBytes[rest[(space + 1)..]] = Number(rest[..space]);
                    Pending(rest[(space + 1)..]).Synced();
                    break;
                case 'D':
                    _undurableEntries.RemoveWhere(e => Path.GetDirectoryName(e) == rest);
                    break;
                case 'R' when rest.Split('\t') is [var from, var to]:
                    _undurableEntries.Remove(from);
                    _undurableEntries.Remove(to);
                    if (_durableBytes.Remove(from, out var bytes))
                        _durableBytes[to] = bytes;
                    if (_overwritten.Remove(from, out var overwritten))
                        _overwritten[to] = overwritten;
                    break;
                case 'U':
                    _undurableEntries.Remove(rest);
                    _durableBytes.Remove(rest);
                    _overwritten.Remove(rest);
                    break;
            }
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private Overwritings Pending(string path)
    {
        if (!_overwritten.TryGetValue(path, out var pending))
            _overwritten.Add(path, pending = new Overwritings());
        return pending;
    }

    /// <summary>From a random byte of a random write on, newest first, so that what was overwritten twice is as at first.</summary>
    private void PutBack(string path, List<Overwriting> writes, Random random)
    {
        var kept = random.Next(writes.Count + 1);
        if (!File.Exists(path) || kept == writes.Count)
            return;
        using var file = File.Open(path, FileMode.Open, FileAccess.Write);
        using var old = File.OpenRead(journal + ".old");
        for (var i = writes.Count - 1; i >= kept; i--)
        {
            var from = i == kept ? random.Next(writes[i].Length) : 0;
            var bytes = new byte[writes[i].Length - from];
            old.Position = writes[i].Place + from;
            old.ReadExactly(bytes);
            file.Position = writes[i].Offset + from;
            file.Write(bytes);
        }

        Lost++;
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

    private sealed record Overwriting(long Offset, int Length, long Place);

    /// <summary>Of one file, those that no sync has covered yet.</summary>
    private sealed class Overwritings
    {
        public List<Overwriting> Writes { get; } = [];

        public int Syncing { get; set; }

        public void Synced()
        {
            Writes.RemoveRange(0, Syncing);
            Syncing = 0;
        }
    }
}
