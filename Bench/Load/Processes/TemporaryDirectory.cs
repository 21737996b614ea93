namespace FastChat.Bench.Load.Processes;

/// <summary>A directory that is gone after the run.</summary>
internal sealed class TemporaryDirectory : IDisposable, IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("fastchat-");

    public string Path => _directory.FullName;

    /// <summary>Settings of a server whose data and key lie here.</summary>
    public ServerSettings Server => new(Below("data"), Below("key"));

    public string Below(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => _directory.Delete(recursive: true);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
