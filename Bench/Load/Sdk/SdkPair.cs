using System.Collections.Immutable;
using System.Diagnostics;
using FastChat.Bench.Load.Loops;
using FastChat.Bench.Load.Streams;
using FastChat.Client;

namespace FastChat.Bench.Load.Sdk;

/// <summary>A sender and a receiver that are the real client, each with its store on disk.</summary>
internal sealed class SdkPair : IAsyncDisposable
{
    private const string PayloadType = "bench";
    private readonly ChatClient _from;
    private readonly ChatClient _to;
    private readonly Conversation _sending;
    private readonly Conversation _receiving;
    private readonly Payload _payload;
    private readonly SdkPace _pace;
    private readonly SemaphoreSlim _window;
    private readonly Lock _gate = new(); // guards everything below: acks and messages come on the clients' own threads
    private readonly DeliveryCheck _check = new(0);
    private readonly SequenceLine _line = new();
    private readonly LoadFigures _figures = new();
    private ulong _lastSent;
    private long _acked;
    private long _wrongAcks;
    private TaskCompletionSource? _delivered;

    public SdkPair(ChatClient from, ChatClient to, Conversation sending, Payload payload, LoadArguments arguments, double share)
    {
        _from = from;
        _to = to;
        _sending = sending;
        _receiving = to.GetConversation(sending.Id);
        _payload = payload;
        _window = new SemaphoreSlim(arguments.Window);
        _pace = new SdkPace(arguments, share);
        OneInFlight = arguments.OneInFlight;
    }

    public LoadFigures Figures => _figures;

    public long Unacked => (long)_lastSent - _acked;

    public CheckSums Wrong
    {
        get
        {
            lock (_gate)
                return CheckSums.Of(_check, _lastSent) + new CheckSums(0, 0, 0, _wrongAcks);
        }
    }

    public long DeliveredSoFar => _check.Delivered;

    private bool OneInFlight { get; }

    public void Enter(LoadPhase phase)
    {
        lock (_gate)
        {
            if (phase == LoadPhase.Measuring)
                _figures.Begin(Stopwatch.GetTimestamp());
            else if (_figures.Measuring)
                _figures.End(Stopwatch.GetTimestamp());
        }
    }

    /// <summary>Sends until told to stop, then waits for what is under way.</summary>
    public async Task SendAsync(CancellationToken stop, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await _window.WaitAsync(stop);
                await SendOneAsync(await _pace.NextAsync(stop), cancellation);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nothing new; what is under way goes on.
        }
    }

    /// <summary>Reads the log as a bot does; ends by cancellation.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        await foreach (var entry in _receiving.ReadEntriesAsync(afterSequence: 0, cancellation))
        {
            if (entry is { Kind: EntryKind.Message })
                Arrived(entry);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _from.DisposeAsync();
        await _to.DisposeAsync();
        _window.Dispose();
    }

    private async Task SendOneAsync(long ticks, CancellationToken cancellation)
    {
        var content = new byte[_payload.Bytes];
        var number = _lastSent + 1;
        _payload.Write(content, number, ticks);
        var delivered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _lastSent = number;
            _delivered = delivered;
        }
        var draft = new MessageDraft { Custom = new CustomPayload(PayloadType, ImmutableArray.Create(content)) };
        var outgoing = await _sending.SendAsync(draft, cancellationToken: cancellation);
        var acked = AckAsync(outgoing.Sent, number, ticks);
        if (OneInFlight)
            await Task.WhenAll(acked, delivered.Task).WaitAsync(cancellation);
    }

    private async Task AckAsync(Task<long> sent, ulong number, long ticks)
    {
        var sequence = await sent;
        lock (_gate)
        {
            _acked++;
            if (!_line.Fits(number, (ulong)sequence))
                _wrongAcks++;
            if (_figures.Measuring)
                _figures.Acked++;
            if (_figures.Counts(ticks, _pace.IsOpen))
                LoadFigures.Record(_figures.Ack, Stopwatch.GetTimestamp() - ticks);
        }
        _window.Release();
    }

    private void Arrived(Entry entry)
    {
        var content = entry.Custom is { Type: PayloadType } custom ? custom.Data.AsSpan() : [];
        var number = content.Length >= sizeof(ulong) ? BitConverter.ToUInt64(content) : 0;
        lock (_gate)
        {
            var intact = _payload.TryRead(content, number, out var ticks) && _line.Fits(number, (ulong)entry.Sequence);
            _check.Arrived(number, intact);
            if (_figures.Measuring)
                _figures.Delivered++;
            if (intact && _figures.Counts(ticks, _pace.IsOpen))
                LoadFigures.Record(_figures.Delivery, Stopwatch.GetTimestamp() - ticks);
            if (number == _lastSent)
                _delivered?.TrySetResult();
        }
    }
}
