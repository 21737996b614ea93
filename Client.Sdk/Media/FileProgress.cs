namespace FastChat.Client.Media;

/// <summary>The progress of one file as part of its draft's.</summary>
internal sealed class FileProgress(long bytesBefore, long bytesTotal, Action<Transfer> report) : IProgress<Transfer>
{
    public void Report(Transfer value) => report(new Transfer(bytesBefore + value.BytesDone, bytesTotal));
}
