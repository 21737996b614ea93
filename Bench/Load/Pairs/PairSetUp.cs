using System.Net;
using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Wire;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Bench.Load.Pairs;

/// <summary>Connects a pair's two devices and makes their conversation. Blocks: it runs before the loops.</summary>
internal sealed class PairSetUp(EndPoint server, PairSettings settings, int payloadBytes)
{
    public Pair Make(int seed, SeededAccount one, SeededAccount other, PairFigures figures)
    {
        var payload = new Payload(seed, payloadBytes);
        var line = new SequenceLine();
        var (fromConnection, _) = Connect(one);
        var made = fromConnection.Ask(new ClientFrame { CreateDirect = new CreateDirect { AccountId = Account(other) } }).Conversation;
        if (!ConversationId.TryRead(made.ConversationId.Span, out var conversation))
            throw new InvalidDataException("the server gave a conversation id that is none");
        var (toConnection, welcome) = Connect(other);
        var seen = welcome.Page.Conversations.Single(c => c.ConversationId == made.ConversationId);
        var sender = new PairSender(
            fromConnection, new SendWriter(conversation, payload), settings, figures, line, made.LastSendNumber);
        var receiver = new PairReceiver(
            toConnection, conversation, payload, figures, line, seen.HeadSequence, made.LastSendNumber);
        fromConnection.HandOver();
        toConnection.HandOver();
        return new Pair(sender, receiver);
    }

    private (LeanConnection Connection, Welcome Welcome) Connect(SeededAccount account)
    {
        var connection = new LeanConnection(server);
        return (connection, connection.Greet(account));
    }

    private static Google.Protobuf.ByteString Account(SeededAccount account) =>
        AccountId.TryParse(account.AccountId, out var id)
            ? id.ToByteString()
            : throw new InvalidDataException("the seeding endpoint gave an account id that is none");
}
