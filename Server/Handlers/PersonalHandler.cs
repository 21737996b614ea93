using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Server.Routing.Commands;

namespace FastChat.Server.Handlers;

/// <summary>Deletion for oneself, signals, and the time after which messages expire.</summary>
internal sealed class PersonalHandler(ShardRouter router, IIdSource ids)
{
    public Task<ServerFrame> HandleAsync(Caller caller, HideMessages request)
    {
        if (request.Sequences.Count > ProtocolLimits.HiddenMax)
        {
            throw new RefusalException(Code.LimitReached, $"At most {ProtocolLimits.HiddenMax} messages in one request.");
        }

        return RunAsync(new HideCommand(
            RequestFields.Conversation(request.ConversationId), caller.Account, request.Through, [.. request.Sequences.Where(s => s > 0)]));
    }

    public Task<ServerFrame> HandleAsync(Caller caller, SendSignal request)
    {
        if (request.Data.Length > ProtocolLimits.SignalBytesMax)
        {
            throw new RefusalException(Code.MessageTooLarge, $"A signal has at most {ProtocolLimits.SignalBytesMax} bytes.");
        }

        if (request.Type.Length is 0 or > ProtocolLimits.PayloadTypeBytesMax || request.Type.Any(c => c is < '!' or > '~'))
        {
            throw RequestFields.Malformed($"A signal's type has 1 to {ProtocolLimits.PayloadTypeBytesMax} visible ASCII characters.");
        }

        var signal = new SignalEvent
        {
            ConversationId = request.ConversationId,
            Account = caller.Account.ToByteString(),
            Device = caller.Device.ToByteString(),
            Type = request.Type,
            Data = request.Data,
        };
        return RunAsync(new SignalCommand(
            RequestFields.Conversation(request.ConversationId),
            caller.Link,
            signal,
            RequestFields.Accounts(request.Accounts, ProtocolLimits.SignalAccountsMax)));
    }

    public Task<ServerFrame> HandleAsync(Caller caller, SetMessageTimer request)
    {
        if (request.Seconds > ProtocolLimits.TimerSecondsMax)
        {
            throw RequestFields.Malformed($"Messages expire after at most {ProtocolLimits.TimerSecondsMax} seconds.");
        }

        return RunAsync(new SetMessageTimerCommand(
            RequestFields.Conversation(request.ConversationId), caller.Link, ids.NewMessageId(), request.Seconds));
    }

    private async Task<ServerFrame> RunAsync(ConversationRequest<bool> command)
    {
        router.Route(command);
        await command.Completion;
        return new ServerFrame { Done = new Done() };
    }
}
