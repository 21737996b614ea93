namespace FastChat.Server.Media;

/// <summary>What an operator sets about media; the server's options say what each means.</summary>
internal sealed record MediaOptions(long BytesMax, int UploadsMax, long BytesPerAccountMax);
