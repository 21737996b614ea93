using System.Collections.Immutable;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Messages;

/// <summary>
/// A poll with what later entries made of it. What counts is decided by the log alone: each account's last vote, up to the entry
/// that closes the poll and up to its time. Not thread-safe; lives as long as one fold.
/// </summary>
internal sealed class PollFold(Wire.PollContent words, uint flags, DateTimeOffset? closesAt, AccountId me)
{
    private readonly List<(AccountId Account, uint Choices)> _votes = [];
    private Wire.PollTally _tally = new();
    private bool _closed;

    private bool IsAnonymous => (flags & (uint)Wire.EntryFlag.Anonymous) != 0;

    /// <summary>Null: the message is no poll, or its header and its words do not fit.</summary>
    public static PollFold? Of(OpenedContent content, uint options, uint flags, uint closesAfterSeconds, long timeMs, AccountId me) =>
        content.Poll is { } words && options > 0 && words.Options.Count == options
            ? new PollFold(words, flags, closesAfterSeconds == 0 ? null : EntryReader.At(timeMs + (closesAfterSeconds * 1_000L)), me)
            : null;

    public void Apply(Wire.EntryKind kind, AccountId account, uint choices, ByteString content, long timeMs)
    {
        if (_closed || (closesAt is { } end && EntryReader.At(timeMs) > end))
            return;
        switch (kind)
        {
            case Wire.EntryKind.Vote when !IsAnonymous:
                _votes.RemoveAll(vote => vote.Account == account);
                if (choices != 0)
                    _votes.Add((account, choices));
                break;
            case Wire.EntryKind.PollTally when IsAnonymous:
                _tally = Read(content) ?? _tally;
                break;
            case Wire.EntryKind.PollClosed:
                _closed = true;
                break;
            default:
                break;
        }
    }

    public Poll Result() => new(words.Question, [.. words.Options.Select(Option)])
    {
        Multiple = (flags & (uint)Wire.EntryFlag.Multiple) != 0,
        Anonymous = IsAnonymous,
        Closed = _closed,
        ClosesAt = closesAt,
        VoterCount = IsAnonymous ? (int)_tally.Voters : _votes.Count,
    };

    private PollOption Option(string text, int option)
    {
        if (IsAnonymous)
            return new PollOption(text, option < _tally.Counts.Count ? (int)_tally.Counts[option] : 0, [], false);
        ImmutableArray<AccountId> voters = [.. _votes.Where(vote => (vote.Choices >> option & 1) != 0).Select(vote => vote.Account)];
        return new PollOption(text, voters.Length, voters, voters.Contains(me));
    }

    private static Wire.PollTally? Read(ByteString content)
    {
        try
        {
            return Wire.PollTally.Parser.ParseFrom(content);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
