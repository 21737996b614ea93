using FastChat.Protocol;
using Google.Protobuf;

namespace FastChat.Tests.Protocol.Codec;

/// <summary>Seeded random messages for differential tests: every field present or absent, numbers of every length.</summary>
internal sealed class RandomMessages(int seed)
{
    private readonly Random _random = new(seed);

    internal Send Send() => new()
    {
        ConversationId = Id(),
        FirstSendNumber = Number(),
        Entries = { Many(1, 6, OutgoingEntry) },
    };

    internal OutgoingEntry OutgoingEntry()
    {
        var entry = new OutgoingEntry();
        if (Chance())
            entry.Kind = (EntryKind)_random.Next(-2, 12);
        if (Chance())
            entry.MessageId = Number();
        if (Chance())
            entry.TargetSequence = Number();
        if (Chance())
            entry.MediaIds.AddRange(Many(0, 4, () => Chance() ? Id() : Bytes(20)));
        if (Chance())
            entry.ExpiresAfterSeconds = (uint)Number();
        if (Chance())
            entry.Flags = (uint)Number();
        if (Chance())
            entry.MentionedAccounts.AddRange(Many(0, 3, () => Chance() ? Id() : Bytes(20)));
        if (Chance())
            entry.PollOptions = (uint)Number();
        if (Chance())
            entry.Choices = (uint)Number();
        if (Chance())
            entry.PayloadType = new string('t', _random.Next(70));
        if (Chance())
            entry.ClosesAfterSeconds = (uint)Number();
        if (Chance())
            entry.Content = Bytes(300);
        return entry;
    }

    /// <summary>Nearly always what <see cref="FastChat.Protocol.Codec.PlainEntry"/> takes.</summary>
    internal OutgoingEntry PlainEntry() => new()
    {
        Kind = EntryKind.Message,
        MessageId = Number(),
        Flags = (uint)_random.Next(4),
        Content = Bytes(300),
    };

    internal Block Block()
    {
        var block = new Block
        {
            ConversationId = Id(),
            FirstSequence = Math.Max(1, Number() >> 1),
            ServerTimeMs = Chance() ? (long)Number() : 0,
            UnreadOrdinal = Chance() ? Number() : 0,
            Entries = { Many(1, 6, Entry) },
        };
        block.EntryCount = (uint)block.Entries.Count;
        return block;
    }

    internal Entry Entry()
    {
        var client = OutgoingEntry();
        return new Entry
        {
            Kind = client.Kind,
            SenderAccount = Chance() ? Id() : ByteString.Empty,
            SenderDevice = Chance() ? Id() : ByteString.Empty,
            SendNumber = Chance() ? Number() : 0,
            MessageId = client.MessageId,
            TargetSequence = client.TargetSequence,
            MediaIds = { client.MediaIds },
            ExpiresAfterSeconds = client.ExpiresAfterSeconds,
            Flags = client.Flags,
            MentionedAccounts = { client.MentionedAccounts },
            PollOptions = client.PollOptions,
            Choices = client.Choices,
            PayloadType = client.PayloadType,
            ClosesAfterSeconds = client.ClosesAfterSeconds,
            Content = client.Content,
            ThreadOrdinal = Chance() ? (uint)Number() : 0,
        };
    }

    internal AckedRun AckedRun() => new()
    {
        ConversationId = Id(),
        FirstSendNumber = Number(),
        Count = (uint)Number(),
        FirstSequence = Number(),
        ServerTimeMs = (long)Number(),
    };

    internal ByteString Id()
    {
        var id = new byte[Identifier.Bytes];
        _random.NextBytes(id);
        return ByteString.CopyFrom(id);
    }

    internal ByteString Bytes(int lengthMax)
    {
        var bytes = new byte[_random.Next(lengthMax + 1)];
        _random.NextBytes(bytes);
        return ByteString.CopyFrom(bytes);
    }

    /// <summary>Small, large and every number of bits equally often.</summary>
    internal ulong Number() => (ulong)_random.NextInt64(long.MinValue, long.MaxValue) >> _random.Next(64);

    internal bool Chance() => _random.Next(2) == 0;

    internal int Next(int below) => _random.Next(below);

    internal List<T> Many<T>(int from, int to, Func<T> make) =>
        [.. Enumerable.Range(0, _random.Next(from, to + 1)).Select(_ => make())];

    /// <summary>Valid bytes made hostile: flipped, cut, doubled, or with a piece of something else inside.</summary>
    internal byte[] Spoil(byte[] bytes)
    {
        var spoiled = bytes.ToList();
        for (var changes = _random.Next(1, 4); changes > 0 && spoiled.Count > 0; changes--)
        {
            var at = _random.Next(spoiled.Count);
            switch (_random.Next(5))
            {
                case 0:
                    spoiled[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1:
                    spoiled.RemoveRange(at, _random.Next(1, spoiled.Count - at + 1));
                    break;
                case 2:
                    spoiled.Insert(at, (byte)_random.Next(256));
                    break;
                case 3:
                    spoiled[at] = (byte)_random.Next(256);
                    break;
                default:
                    spoiled.InsertRange(at, Bytes(12));
                    break;
            }
        }

        return [.. spoiled];
    }
}
