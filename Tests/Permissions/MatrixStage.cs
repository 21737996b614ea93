using FastChat.Protocol;
using FastChat.Tests.Support.Raw;
using Google.Protobuf;

namespace FastChat.Tests.Permissions;

/// <summary>One conversation that one cell may ruin.</summary>
internal sealed class MatrixStage(MatrixCast cast, ConversationKind kind, ConversationId id, ConversationId freshId)
{
    private readonly Dictionary<Actor, ulong> _lastSendNumbers = [];
    private readonly Dictionary<Actor, ulong> _messages = [];

    public ConversationKind Kind { get; } = kind;

    public ByteString Id { get; } = id.ToByteString();

    /// <summary>An id for a conversation that does not exist.</summary>
    public ByteString FreshId { get; } = freshId.ToByteString();

    public ByteString Bystander => cast.Bystander.Account.ToByteString();

    public ByteString SecondAdmin => cast.SecondAdmin.Account.ToByteString();

    public ByteString Newcomer => cast.Newcomer.Account.ToByteString();

    /// <summary>A link to join by.</summary>
    public ByteString Link { get; set; } = ByteString.Empty;

    /// <summary>One of the right form that nobody made.</summary>
    public ByteString NoLink => ByteString.CopyFrom([.. Id.Span, .. FreshId.Span]);

    public MediaId ForeignMedia => cast.ForeignMedia;

    public ByteString AccountOf(Actor actor) => cast.Sessions[actor].Account.ToByteString();

    public string TokenOf(Actor actor) => cast.Sessions[actor].AccessToken;

    public Hello HelloOf(Actor actor) => RawClient.NewHello(cast.Sessions[actor]);

    /// <summary>Sequences of the polls that the bystander made.</summary>
    public ulong Poll { get; private set; }

    public ulong AnonymousPoll { get; private set; }

    /// <summary>The sequence of a message of theirs; those who have none name the owner's.</summary>
    public ulong MessageOf(Actor actor) => _messages.TryGetValue(actor, out var sequence) ? sequence : _messages[Actor.Owner];

    public void GoOnAfter(Actor actor, ulong sendNumber) => _lastSendNumbers[actor] = sendNumber;

    /// <summary>A Send under the actor's next number.</summary>
    public ClientFrame Send(Actor actor, OutgoingEntry entry) => new()
    {
        Send = new Send { ConversationId = Id, FirstSendNumber = _lastSendNumbers.GetValueOrDefault(actor) + 1, Entries = { entry } },
    };

    public async Task SpeakAsync(params Actor[] actors)
    {
        foreach (var actor in actors)
        {
            var number = _lastSendNumbers.GetValueOrDefault(actor) + 1;
            var outcome = await (await cast.ClientAsync(actor)).SendTextAsync(id, number, $"{actor} was here");
            Assert.That(outcome.Code, Is.EqualTo(Code.Unspecified), $"setting the stage: {actor} speaks");
            (_lastSendNumbers[actor], _messages[actor]) = (number, outcome.Sequence);
        }
    }

    /// <summary>The bystander asks.</summary>
    public async Task AskPollsAsync()
    {
        var outcomes = await (await cast.BystandersClientAsync()).SendAsync(id, 1, RawEntries.Poll(), RawEntries.Poll(EntryFlag.Anonymous));
        (Poll, AnonymousPoll) = (outcomes[0].Sequence, outcomes[1].Sequence);
    }

    /// <summary>What came of it: the code of the refusal or of the close, or none.</summary>
    public async Task<Code> AskAsync(Actor actor, ClientFrame request)
    {
        var client = await cast.ClientAsync(actor);
        try
        {
            if (request.RequestCase == ClientFrame.RequestOneofCase.Send)
            {
                return (await client.SendAsync(id, request.Send.FirstSendNumber, [.. request.Send.Entries]))[0].Code;
            }

            if (request.RequestCase == ClientFrame.RequestOneofCase.Pong)
            {
                // It has no answer: that the connection lives on is the answer.
                await client.WriteAsync(request);
                request = new ClientFrame { Ping = new Ping { Nonce = 1 } };
            }

            var answer = await client.RequestAsync(request);
            return answer.BodyCase == ServerFrame.BodyOneofCase.Error ? answer.Error.Code : Code.Unspecified;
        }
        catch (RawClosedException closed)
        {
            return closed.Code;
        }
    }

    /// <summary>The conversation as the owner sees it: what must not change when something was refused.</summary>
    public async Task<(ulong Head, ulong MembershipVersion)> StateAsync()
    {
        var answer = await (await cast.ClientAsync(Actor.Owner)).RequestAsync(new ClientFrame { FetchConversation = new FetchConversation { ConversationId = Id } });
        return (answer.Conversation.HeadSequence, answer.Conversation.MembershipVersion);
    }
}
