using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Wire;
using FastChat.Protocol;

namespace FastChat.Tests.Recovery.Crowds;

/// <summary>
/// One of thousands of connections: counts what it is sent, and can catch up from the log. Its blocks must be without
/// gaps and in order unless the server says that it lags.
/// </summary>
internal sealed class CrowdMember(SeededAccount account, LeanConnection connection) : IFrameSink, IDisposable
{
    public SeededAccount Account => account;

    public LeanConnection Connection => connection;

    /// <summary>Up to which sequence it has everything.</summary>
    public ulong Sequence { get; set; }

    /// <summary>Wrong order, or a gap though nobody said that this connection lags.</summary>
    public int Faults { get; private set; }

    public bool Lagged { get; private set; }

    /// <summary>Called with each entry that is new, in order.</summary>
    public Action<Entry, ulong>? Arrived { get; set; }

    public void Received(ReadOnlySpan<byte> frame)
    {
        var message = ServerFrame.Parser.ParseFrom(frame);
        switch (message.BodyCase)
        {
            case ServerFrame.BodyOneofCase.Block:
                Take(message.Block);
                break;
            case ServerFrame.BodyOneofCase.Lagging:
                Lagged = true;
                break;
            case ServerFrame.BodyOneofCase.Ping:
                connection.Queue(new ClientFrame { Pong = new Pong { Nonce = message.Ping.Nonce } });
                break;
            case ServerFrame.BodyOneofCase.Close:
                throw new IOException($"closed: {message.Close.Code} {message.Close.Message}");
        }
    }

    /// <summary>Blocking: asks for everything after <see cref="Sequence"/> until the head is reached.</summary>
    public void CatchUp(ConversationId conversation)
    {
        connection.Ask(new ClientFrame { Sync = new Sync() }, this); // live delivery is on again
        HistoryPage page;
        do
        {
            page = connection.Ask(
                new ClientFrame
                {
                    FetchHistory = new FetchHistory { ConversationId = conversation.ToByteString(), After = Sequence, Limit = ProtocolLimits.HistoryPageEntriesMax },
                },
                this).HistoryPage;
            if (Sequence == 0)
                Sequence = Math.Max(1, page.FirstVisibleSequence) - 1;
            foreach (var block in page.Blocks)
                Take(block, isLive: false);
        }
        while (Sequence < page.HeadSequence && page.Blocks.Count > 0);
    }

    public void Dispose() => connection.Dispose();

    private void Take(Block block, bool isLive = true)
    {
        for (var i = 0; i < block.Entries.Count; i++)
        {
            var sequence = block.FirstSequence + (ulong)i;
            if (sequence <= Sequence)
                continue;
            if (sequence != Sequence + 1)
            {
                Faults += isLive && Lagged ? 0 : 1; // behind a gap, only the log can go on
                return;
            }
            Sequence = sequence;
            Arrived?.Invoke(block.Entries[i], sequence);
        }
    }
}
