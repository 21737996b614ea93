using System.Diagnostics;
using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Wire;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;

namespace FastChat.Bench.Load.Pairs;

/// <summary>Two accounts and a direct conversation for each pair, on a FastChat server.</summary>
internal sealed class FastChatPairSetUp(LoadTarget target, PairSettings settings, int payloadBytes) : IPairSetUp
{
    private readonly ServerHttp _http = new(target.Http);
    private SeededAccount[] _accounts = [];

    public async Task PrepareAsync(int pairs, CancellationToken cancellation)
    {
        var prefix = $"bench{Environment.ProcessId}n{Stopwatch.GetTimestamp() % 1_000_000}x";
        _accounts = await _http.SeedAsync(2 * pairs, prefix, cancellation);
    }

    public Pair Make(int number, PairFigures figures)
    {
        var (one, other) = (_accounts[(2 * number) - 2], _accounts[(2 * number) - 1]);
        var payload = new Payload(number, payloadBytes);
        var line = new SequenceLine();
        var (fromConnection, _) = Connect(one);
        var made = fromConnection.Ask(new ClientFrame { CreateDirect = new CreateDirect { AccountId = Account(other) } }).Conversation;
        if (!ConversationId.TryRead(made.ConversationId.Span, out var conversation))
            throw new InvalidDataException("the server gave a conversation id that is none");
        var (toConnection, welcome) = Connect(other);
        var seen = welcome.Page.Conversations.Single(c => c.ConversationId == made.ConversationId);
        var sender = new FastChatSender(
            fromConnection, new SendWriter(conversation, payload), settings, figures, line, made.LastSendNumber);
        var receiver = new FastChatReceiver(
            toConnection, conversation, payload, figures, line, seen.HeadSequence, made.LastSendNumber);
        fromConnection.HandOver();
        toConnection.HandOver();
        return new Pair(sender, receiver);
    }

    public Task<long?> AllocatedBytesAsync(CancellationToken cancellation) => _http.AllocatedBytesAsync(cancellation);

    public void Dispose() => _http.Dispose();

    private (LeanConnection Connection, Welcome Welcome) Connect(SeededAccount account)
    {
        var connection = new LeanConnection(target.Tcp);
        return (connection, connection.Greet(account));
    }

    private static Google.Protobuf.ByteString Account(SeededAccount account) =>
        AccountId.TryParse(account.AccountId, out var id)
            ? id.ToByteString()
            : throw new InvalidDataException("the seeding endpoint gave an account id that is none");
}
