namespace FastChat.Client.Media;

/// <summary>Tells the application's progress, and on the way that something moved.</summary>
internal sealed class WatchedProgress(IProgress<Transfer>? inner, Action moved) : IProgress<Transfer>
{
    public void Report(Transfer value)
    {
        moved();
        inner?.Report(value);
    }
}
