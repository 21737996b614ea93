using System.Buffers;
using FastChat.Protocol;

namespace FastChat.Server.Handlers;

/// <summary>What a session hands its requests to, once it knows who speaks.</summary>
internal interface IRequestPipeline
{
    /// <summary>Turns live delivery on, then reads the first page of what changed since the Hello's cursor.</summary>
    /// <exception cref="Routing.RefusalException">The shards are too busy to subscribe the device.</exception>
    ValueTask<SyncPage> OpenAsync(Caller caller, Hello hello, CancellationToken cancellation);

    /// <summary>
    /// Takes the content of a `Send`, on the connection's read loop. Does not wait and does not throw for bad input: what is
    /// refused is told by SendRefused.
    /// </summary>
    /// <returns>False, only without <paramref name="mayRead"/>: it refers to what is stored, and reading that may take as long as a
    /// disk takes. Nothing was taken; call again from a thread that may wait.</returns>
    bool TrySend(Caller caller, in ReadOnlySequence<byte> send, bool mayRead);

    /// <summary>Whether somebody reviews what is sent: then it goes to <see cref="SendReviewedAsync"/>.</summary>
    bool ReviewsSends => false;

    /// <summary>The same as <see cref="TrySend"/> after a review, which may take a while; the read loop waits, so that order stays.</summary>
    ValueTask SendReviewedAsync(Caller caller, byte[] send) => ValueTask.CompletedTask;
    /// <summary>Refuses the content of a `Send` that came too fast; nothing of it is taken.</summary>
    void RefuseSend(Caller caller, in ReadOnlySequence<byte> send, TimeSpan retryAfter);

    /// <summary>
    /// Any other request but those that the session answers itself (hello, renew_access, ping, pong). The session has
    /// taken its place with <see cref="Caller.TryBegin"/>; it is answered exactly once.
    /// </summary>
    void Dispatch(Caller caller, ClientFrame frame);

    /// <summary>Once, after the connection has ended: no event goes to it any more.</summary>
    void Closed(Caller caller);
}
