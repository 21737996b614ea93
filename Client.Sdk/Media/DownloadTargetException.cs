namespace FastChat.Client.Media;

/// <summary>The application's stream failed, not the network: no attempt mends that.</summary>
internal sealed class DownloadTargetException(Exception inner) : Exception("Writing the download failed.", inner);
