using FastChat.Protocol;
using FastChat.Protocol.Codec;
using FastChat.Protocol.Framing;
using FastChat.Tests.Support;
using Google.Protobuf;

namespace FastChat.Tests.Protocol.Framing;

/// <summary>The bytes of the example in docs/PROTOCOL.md. If one of these changes, old clients and servers break.</summary>
internal sealed class GoldenFrameTests
{
    private const long TimeMs = 1_790_000_000_000;
    private const ulong MessageId = 0x1122334455667788;
    private static readonly DeviceId Device = Id<DeviceId>("01997a00000070008000000000000001");
    private static readonly AccountId Account = Id<AccountId>("01997a000000700080000000000000aa");
    private static readonly ConversationId Conversation = Id<ConversationId>("01997a0000007000800000000000cccc");
    private static readonly ByteString Content = new MessageContent { Text = "hi" }.ToByteString();

    private static readonly IMessage[] Frames =
    [
        new ClientFrame
        {
            RequestId = 1,
            Hello = new Hello { ProtocolVersion = 1, AccessToken = "TOKEN", DeviceId = Device.ToByteString() },
        },
        new ClientFrame
        {
            Send = new Send
            {
                ConversationId = Conversation.ToByteString(),
                FirstSendNumber = 1,
                Entries = { new OutgoingEntry { Kind = EntryKind.Message, MessageId = MessageId, Flags = 1, Content = Content } },
            },
        },
        new ServerFrame
        {
            Ack = new Ack
            {
                Runs =
                {
                    new AckedRun
                    {
                        ConversationId = Conversation.ToByteString(),
                        FirstSendNumber = 1,
                        Count = 1,
                        FirstSequence = 1,
                        ServerTimeMs = TimeMs,
                    },
                },
            },
        },
        new ServerFrame
        {
            Block = new Block
            {
                ConversationId = Conversation.ToByteString(),
                FirstSequence = 1,
                EntryCount = 1,
                ServerTimeMs = TimeMs,
                UnreadOrdinal = 1,
                Entries =
                {
                    new Entry
                    {
                        Kind = EntryKind.Message,
                        SenderAccount = Account.ToByteString(),
                        SenderDevice = Device.ToByteString(),
                        SendNumber = 1,
                        MessageId = MessageId,
                        Flags = 1,
                        Content = Content,
                    },
                },
            },
        },
        new ClientFrame { RequestId = 2, Ping = new Ping { Nonce = 42 } },
        new ServerFrame { RequestId = 2, Pong = new Pong { Nonce = 42 } },
        new ServerFrame { Close = new Close { Code = Code.CloseReplaced, Message = "bye" } },
    ];

    [Test]
    public void The_documented_dumps_are_these_frames_in_this_order()
    {
        var documented = Repository.Read("docs/PROTOCOL.md").Split('\n')
            .Where(line => line.Length > 2 && line.Split(' ').All(word => word.Length == 2 && word.All(char.IsAsciiHexDigitLower)))
            .SelectMany(line => line.Split(' '));
        var expected = Frames.SelectMany(FrameWriter.ToArray).Select(value => $"{value:x2}");
        Assert.That(documented, Is.EqualTo(expected));
    }

    [Test]
    public void The_hand_written_block_is_the_documented_one()
    {
        var fields = new EntryFields { Kind = EntryKind.Message, MessageId = MessageId, Flags = 1, Content = Content.Span };
        var buffer = new byte[BlockWriter.HeadroomBytes + EntryWriter.Size(Account, Device, 1, in fields)];
        var entries = buffer.AsSpan(BlockWriter.HeadroomBytes);
        EntryWriter.Write(entries, Account, Device, 1, in fields);
        var (frame, _) = BlockWriter.WriteHeader(
            buffer.AsSpan(0, BlockWriter.HeadroomBytes), Conversation, 1, 1, TimeMs, 1, entries.Length);
        Assert.That(buffer[(BlockWriter.HeadroomBytes - frame)..], Is.EqualTo(FrameWriter.ToArray(Frames[3])));
    }

    [Test]
    public void Documented_codes_have_the_numbers_of_the_schema()
    {
        var text = Repository.Read("docs/PROTOCOL.md");
        foreach (var code in Enum.GetValues<Code>().Where(code => (int)code >= 4_000))
        {
            var name = $"CLOSE_{string.Concat(code.ToString()["Close".Length..].Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"))}";
            Assert.That(text, Does.Contain($"| {(int)code} | {name} |"));
        }
    }

    private static T Id<T>(string hex)
        where T : struct, IIdentifier<T>
    {
        Identifier.TryRead<T>(Convert.FromHexString(hex), out var id);
        return id;
    }
}
