namespace FastChat.Client.Media;

/// <summary>Bytes that are to be uploaded.</summary>
/// <param name="Name">The file name, metadata only.</param>
/// <param name="ContentType">What the sender says it is.</param>
/// <param name="SizeBytes">How many.</param>
/// <param name="Open">Opens them from an offset on; called again when an attempt has failed.</param>
internal sealed record UploadSource(string Name, string ContentType, long SizeBytes, Func<long, Stream> Open)
{
    /// <summary>The upload in parts that was begun for them before; null: none.</summary>
    public string? Begun { get; init; }

    /// <summary>Keeps which one was begun, so that another process can go on with it.</summary>
    public Func<string?, Task> Keep { get; init; } = _ => Task.CompletedTask;
}
