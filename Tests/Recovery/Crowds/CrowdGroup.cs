using FastChat.Bench.Load.Processes;
using FastChat.Protocol;
using FastChat.Tests.Support.Raw;
using Google.Protobuf;

namespace FastChat.Tests.Recovery.Crowds;

/// <summary>A large group and its one writer, which knows what it wrote.</summary>
internal sealed class CrowdGroup(RawClient writer, ConversationId conversation)
{
    private const int EntriesAtOnceMax = 16;
    private ulong _lastNumber;

    public ConversationId Conversation => conversation;

    public RawClient Writer => writer;

    public ulong LastSequence { get; private set; }

    /// <summary>The texts by their sequence, acked all of them.</summary>
    public Dictionary<ulong, string> Acked { get; } = [];

    public static async Task<CrowdGroup> CreateAsync(RawClient writer, IReadOnlyList<SeededAccount> others)
    {
        var conversation = new IdSource(TimeProvider.System).NewId<ConversationId>();
        var create = new CreateGroup { ConversationId = conversation.ToByteString(), Title = "crowd" };
        await OkAsync(writer, new ClientFrame { CreateGroup = create });
        foreach (var some in others.Chunk(ProtocolLimits.MembersPerRequestMax))
        {
            var add = new AddMembers { ConversationId = conversation.ToByteString() };
            add.Accounts.AddRange(some.Select(a => Recording.Roster.Session(a).Account.ToByteString()));
            await OkAsync(writer, new ClientFrame { AddMembers = add });
        }
        return new CrowdGroup(writer, conversation);
    }

    public async Task<ulong> HeadAsync()
    {
        var answer = await OkAsync(writer, new ClientFrame { FetchConversation = new FetchConversation { ConversationId = conversation.ToByteString() } });
        return answer.Conversation.HeadSequence;
    }

    /// <summary>Sends texts of this length; returns when all are acked.</summary>
    public async Task SendAsync(int count, int characters)
    {
        for (var left = count; left > 0;)
        {
            var fits = Math.Max(1, Math.Min(EntriesAtOnceMax, ProtocolLimits.ClientFrameBytesMax / 2 / (characters + 64)));
            var texts = Enumerable.Range(0, Math.Min(left, fits)).Select(i => Text(_lastNumber + (ulong)i + 1, characters)).ToArray();
            var outcomes = await writer.SendAsync(conversation, _lastNumber + 1, [.. texts.Select(RawEntries.Text)]);
            for (var i = 0; i < texts.Length; i++)
            {
                Assert.That(outcomes[i].Code, Is.EqualTo(Code.Unspecified), outcomes[i].Refusal?.Message);
                Acked[outcomes[i].Sequence] = texts[i];
                LastSequence = outcomes[i].Sequence;
            }
            _lastNumber += (ulong)texts.Length;
            left -= texts.Length;
        }
    }

    /// <summary>Whether this entry is, word for word, what was sent and acked under that sequence.</summary>
    public bool IsRight(Entry entry, ulong sequence) =>
        entry.Kind != EntryKind.Message
        || (Acked.TryGetValue(sequence, out var text) && MessageContent.Parser.ParseFrom(entry.Content).Text == text);

    private static string Text(ulong number, int characters) => $"{number} ".PadRight(characters, (char)('a' + (number % 26)));

    private static async Task<ServerFrame> OkAsync(RawClient client, ClientFrame request)
    {
        var answer = await client.RequestAsync(request);
        Assert.That(answer.BodyCase, Is.Not.EqualTo(ServerFrame.BodyOneofCase.Error), $"{request.RequestCase}: {answer.Error}");
        return answer;
    }
}
