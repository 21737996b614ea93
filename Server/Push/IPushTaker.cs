namespace FastChat.Server.Push;

/// <summary>Takes pushes before a transport does. Thread-safe.</summary>
internal interface IPushTaker
{
    /// <summary>True: it is dealt with.</summary>
    Task<bool> TakeAsync(PushJob job, PushParcel parcel, CancellationToken cancellation);
}
