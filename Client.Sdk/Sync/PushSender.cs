using FastChat.Client.Connections;
using FastChat.Client.LocalState;
using FastChat.Protocol.Errors;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Sync;

/// <summary>Tells the server how this device is pushed to, and notices that the server has dropped it.</summary>
internal sealed class PushSender(LocalStore store, SyncWork work, ServerConnection connection, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (store.Read(PushTable.Read).State == PushRegistrationState.On)
            await CheckAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            while (!await TellAsync(cancellationToken).ConfigureAwait(false))
                await Task.Delay(RetryAfter, time, cancellationToken).ConfigureAwait(false);
            await work.Push.TakeAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // A server that knows of nothing has been told by the push service that the subscription is dead, or was restored.
    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        var asked = store.Read(PushTable.Read);
        try
        {
            var answer = await connection.RequestAsync(new Wire.ClientFrame { FetchPush = new Wire.FetchPush() }, cancellationToken).ConfigureAwait(false);
            if (answer.PushState is { } state && (state.Kind != (Wire.PushKind)asked.Kind || state.Endpoint != asked.Endpoint))
                await NoteAsync(asked, PushRegistrationState.Ended, null).ConfigureAwait(false);
        }
        catch (ChatException exception)
        {
            SyncLog.RequestRefused(logger, exception.Code);
        }
    }

    // False: again in a while.
    private async Task<bool> TellAsync(CancellationToken cancellationToken)
    {
        var push = store.Read(PushTable.Read);
        if (push.State != PushRegistrationState.Waiting)
            return true;
        try
        {
            await connection.RequestAsync(FrameOf(push), cancellationToken).ConfigureAwait(false);
            await NoteAsync(push, push.Kind == PushKind.None ? PushRegistrationState.Off : PushRegistrationState.On, null).ConfigureAwait(false);
            return true;
        }
        catch (ChatException exception)
        {
            SyncLog.RequestRefused(logger, exception.Code);
            if (exception.Code.Advice == Advice.Retry)
                return false;
            await NoteAsync(push, PushRegistrationState.Refused, exception.Code).ConfigureAwait(false);
            return true;
        }
    }

    private static Wire.ClientFrame FrameOf(StoredPush push) => push.Kind == PushKind.None
        ? new Wire.ClientFrame { ClearPush = new Wire.ClearPush() }
        : new Wire.ClientFrame
        {
            SetPush = new Wire.SetPush
            {
                Kind = (Wire.PushKind)push.Kind,
                Endpoint = push.Endpoint,
                Topic = push.Topic,
                Preview = push.Preview,
                KeepRead = push.KeepRead,
                PublicKey = ByteString.CopyFrom(push.PublicKey),
                AuthSecret = ByteString.CopyFrom(push.AuthSecret),
            },
        };

    // What was changed meanwhile is told next.
    private Task<bool> NoteAsync(StoredPush told, PushRegistrationState state, ErrorCode? code) => store.WriteAsync(transaction =>
    {
        var now = PushTable.Read(transaction.Connection);
        if (now.IsSameAs(told))
            PushTable.Write(transaction.Connection, now with { State = state, Code = code });
        else
            work.Push.Add(true);
        return true;
    });
}
