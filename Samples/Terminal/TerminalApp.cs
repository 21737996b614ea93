using System.Runtime.InteropServices;
using System.Threading.Channels;
using FastChat.Client;
using FastChat.Samples.Terminal.Chat;
using FastChat.Samples.Terminal.Commands;
using FastChat.Samples.Terminal.Display;
using FastChat.Samples.Terminal.Views;

namespace FastChat.Samples.Terminal;

/// <summary>
/// The interactive program. One loop owns everything: keys, changes from the SDK and finished commands reach it as work
/// items, and after each burst it draws once.
/// </summary>
internal sealed class TerminalApp : IAsyncDisposable
{
    private static readonly TimeSpan ClockTick = TimeSpan.FromSeconds(1);
    private readonly Channel<Func<Task>> _work = Channel.CreateUnbounded<Func<Task>>();
    private readonly CancellationTokenSource _quitting = new();
    private readonly InputLine _input = new();
    private readonly ChatClient _client;
    private readonly ChatState _state;
    private readonly Window _window;

    public TerminalApp(ChatClient client, string server)
    {
        _client = client;
        _state = new ChatState(client, PostAsync);
        _window = new Window(_state, _input, server, TimeProvider.System);
    }

    public async Task<int> RunAsync()
    {
        Console.TreatControlCAsInput = true;
        using var screen = new Screen();
        using var resized = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Post(Nothing));
        using var ended = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => { signal.Cancel = true; _quitting.Cancel(); });
        _client.ConnectionChanged += OnConnectionChanged;
        new Thread(ReadKeys) { IsBackground = true, Name = "keys" }.Start();
        var watching = Task.WhenAll(
            Background.RunAsync(WatchListAsync), Background.RunAsync(TickAsync));
        var presence = new PresenceWatch(_state, Post, _quitting.Token);
        try
        {
            while (!_quitting.IsCancellationRequested)
            {
                _state.Choose(0);
                presence.Follow();
                _window.Draw(screen);
                await NextBurstAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Quit.
        }

        _client.ConnectionChanged -= OnConnectionChanged;
        await watching;
        await presence.Ended;
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        await _state.DisposeAsync();
        _quitting.Dispose();
    }

    private async Task NextBurstAsync()
    {
        await _work.Reader.WaitToReadAsync(_quitting.Token);
        while (_work.Reader.TryRead(out var item))
        {
            await item();
        }

        if (_state.Open is { Bottom: null } open)
        {
            await Background.QuietlyAsync(open.MarkReadAsync);
        }
    }

    private void OnKey(ConsoleKeyInfo key)
    {
        _state.Notice = "";
        if (key is { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control })
        {
            _quitting.Cancel();
        }
        else if (_window.ShowsHelp)
        {
            _window.ShowsHelp = false;
        }
        else if (key.Key == ConsoleKey.Enter)
        {
            Enter();
        }
        else if (!Move(key) && _input.Apply(key) && _state.Open is { } open && !_input.Text.StartsWith('/') && !_input.IsEmpty)
        {
            open.Conversation.NotifyTyping();
        }
    }

    private bool Move(ConsoleKeyInfo key)
    {
        var open = _state.Open;
        switch (key.Key)
        {
            case ConsoleKey.Escape when !_input.IsEmpty: _input.Set(""); return true;
            case ConsoleKey.Escape when open?.Selected is not null: open.ClearSelection(); return true;
            case ConsoleKey.Escape: Post(_state.CloseAsync); return true;
            case ConsoleKey.UpArrow or ConsoleKey.DownArrow when open is null: _state.Choose(key.Key == ConsoleKey.UpArrow ? -1 : 1); return true;
            case ConsoleKey.UpArrow: open.Select(-1); LoadAtTheEnds(open); return true;
            case ConsoleKey.DownArrow: open.Select(1); return true;
            case ConsoleKey.PageUp when open is not null: Scroll(open, -_window.Timeline.PageRows); return true;
            case ConsoleKey.PageDown when open is not null: Scroll(open, _window.Timeline.PageRows); return true;
            case ConsoleKey.End when open is not null && _input.IsEmpty: open.Bottom = null; open.ClearSelection(); return true;
            default: return false;
        }
    }

    private void Scroll(OpenConversation open, int rows)
    {
        open.ClearSelection();
        _window.Timeline.Scroll(open, rows);
        LoadAtTheEnds(open);
    }

    private void LoadAtTheEnds(OpenConversation open)
    {
        if (_window.Timeline.AtTop && !open.Timeline.AtStart)
        {
            InBackground(async () => await open.Timeline.LoadOlderAsync());
        }
        else if (_window.Timeline.AtBottom && !open.Timeline.AtEnd)
        {
            InBackground(async () => await open.Timeline.LoadNewerAsync());
        }
    }

    private void Enter()
    {
        var line = _input.Take();
        if (line.Trim() is "/quit" or "/exit")
        {
            _quitting.Cancel();
        }
        else if (line.Trim() == "/help")
        {
            _window.ShowsHelp = true;
        }
        else if (line.Trim() == "/edit" && _state.Open?.Target(item => item.Sender.Id == _state.Me.Id) is { } own)
        {
            _input.Set($"/edit {own.Text}");
        }
        else if (line.Trim().Length > 0)
        {
            Begin(async () =>
            {
                _state.Notice = (await CommandTable.RunAsync(_state, line)).Text;
                if (_client.Account is null)
                {
                    await _quitting.CancelAsync(); // Signed out: what is on the screen is gone from the disk.
                }
            });
        }
        else if (_state is { Open: null, Chosen: { } chosen })
        {
            Post(() => _state.ShowAsync(_client.GetConversation(chosen)));
        }
    }

    private void ReadKeys()
    {
        while (!_quitting.IsCancellationRequested)
        {
            var key = Console.ReadKey(intercept: true);
            Post(() =>
            {
                OnKey(key);
                return Task.CompletedTask;
            });
        }
    }

    private async Task WatchListAsync()
    {
        await foreach (var _ in _state.Conversations.ReadChangesAsync(_quitting.Token))
        {
            Post(Nothing);
        }
    }

    /// <summary>Countdowns and the date move on by themselves.</summary>
    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(ClockTick);
        while (await timer.WaitForNextTickAsync(_quitting.Token))
        {
            Post(Nothing);
        }
    }

    /// <summary>Starts a line's work on the loop, so that messages are queued in the order of their lines; it may go on beside it.</summary>
    private void Begin(Func<Task> run) => _ = Background.QuietlyAsync(
        async () =>
        {
            await run();
            Post(Nothing);
        });

    /// <summary>For what may wait for the network: the loop goes on meanwhile, and draws when it is done.</summary>
    private void InBackground(Func<Task> run) => _ = Background.RunAsync(
        async () =>
        {
            await run();
            Post(Nothing);
        });

    private void OnConnectionChanged(object? sender, ConnectionStatus status) => Post(Nothing);

    private Task PostAsync()
    {
        Post(Nothing);
        return Task.CompletedTask;
    }

    private void Post(Func<Task> item) => _work.Writer.TryWrite(item);

    private static Task Nothing() => Task.CompletedTask;
}
