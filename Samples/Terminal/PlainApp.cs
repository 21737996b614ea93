using FastChat.Client;
using FastChat.Samples.Terminal.Chat;
using FastChat.Samples.Terminal.Commands;
using FastChat.Samples.Terminal.Display;

namespace FastChat.Samples.Terminal;

/// <summary>
/// Lines in, lines out: the same commands, for pipes and scripts. Rows are printed when they appear and whenever they change:
/// those of the list, and, once a conversation is open, its messages and who is typing. Three commands more, for what keys do on
/// a screen: /wait TEXT goes on once a printed row contains the text, /typing tells that one types, /older scrolls back.
/// </summary>
internal sealed class PlainApp : IAsyncDisposable
{
    private const int WaitSecondsMax = 30;
    private readonly Lock _printing = new();
    private readonly Dictionary<string, string> _printed = [];
    private readonly CancellationTokenSource _quitting = new();
    private readonly ChatClient _client;
    private readonly ChatState _state;
    private readonly string? _script;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PlainApp(ChatClient client, string? script)
    {
        _client = client;
        _script = script;
        _state = new ChatState(client, PrintAsync);
    }

    public async Task<int> RunAsync()
    {
        using var input = _script is null ? Console.In : File.OpenText(_script);
        await _client.WaitForAsync(ConnectionState.Live);
        var watching = Background.RunAsync(WatchListAsync);
        var code = 0;
        while (await input.ReadLineAsync() is { } line && line.Trim() is not ("/quit" or "/exit"))
        {
            var notice = await RunAsync(line);
            code = notice.IsProblem ? 1 : code;
            Print(notice.Text);
        }

        await _client.FlushAsync();
        await PrintAsync();
        await _quitting.CancelAsync();
        await watching;
        return code;
    }

    public async ValueTask DisposeAsync()
    {
        await _state.DisposeAsync();
        _quitting.Dispose();
    }

    private async Task<Notice> RunAsync(string line)
    {
        if (line.StartsWith("/wait ", StringComparison.Ordinal))
        {
            return await WaitAsync(line["/wait ".Length..].Trim());
        }

        if (line.Trim() == "/help")
        {
            CommandTable.All.ToList().ForEach(c => Print($"/{c.Name} {c.Arguments}  {c.Purpose}"));
            return default;
        }

        if (line.Trim() is "/typing" or "/older")
        {
            return await MoveAsync(line.Trim());
        }

        return line.Trim().Length == 0 ? default : await CommandTable.RunAsync(_state, line);
    }

    private async Task<Notice> MoveAsync(string command)
    {
        if (_state.Open is not { } open)
        {
            return new Notice($"open a conversation before {command}", IsProblem: true);
        }

        if (command == "/typing")
        {
            open.Conversation.NotifyTyping();
            return default;
        }

        return await open.Timeline.LoadOlderAsync() > 0 ? default : new Notice("this is the beginning");
    }

    private async Task<Notice> WaitAsync(string text)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(WaitSecondsMax));
        try
        {
            while (true)
            {
                Task news;
                lock (_printing)
                {
                    if (_printed.Values.Any(row => row.Contains(text, StringComparison.Ordinal)))
                    {
                        return default;
                    }

                    news = _news.Task;
                }

                await news.WaitAsync(timeout.Token);
            }
        }
        catch (OperationCanceledException)
        {
            return new Notice($"waited {WaitSecondsMax} s for “{text}” in vain", IsProblem: true);
        }
    }

    /// <summary>Prints what is new or has changed of the open conversation. Runs on any thread.</summary>
    private async Task PrintAsync()
    {
        if (_state.Open is not { } open)
        {
            return;
        }

        Show(open.Timeline.Snapshot.Select(item => (item.Key.ToString(), Row(open, item))));
        await Background.QuietlyAsync(open.MarkReadAsync);
    }

    private async Task WatchListAsync()
    {
        await foreach (var _ in _state.Conversations.ReadChangesAsync(_quitting.Token))
        {
            Show(_state.Open is null
                ? _state.Conversations.Snapshot.Select(row => (row.Id.ToString(), $"{row.UnreadCount} unread  {Wording.TitleOf(row)}{(row.MentionCount > 0 ? $" @{row.MentionCount}" : "")}"))
                : _state.Conversations.Snapshot.Where(row => row.Id == _state.Chosen).Select(row => ("typing", Wording.Typing(row))));
        }
    }

    private void Show(IEnumerable<(string Key, string Text)> rows)
    {
        lock (_printing)
        {
            foreach (var (key, text) in rows)
            {
                if (text.Length > 0 && _printed.GetValueOrDefault(key) != text)
                {
                    _printed[key] = text;
                    Print(text);
                }
            }

            _news.TrySetResult();
            _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private string Row(OpenConversation open, TimelineItem item)
    {
        if (item.Kind == EntryKind.Membership)
        {
            return $"* {Wording.Of(item.Membership, item.Sender.Name, open.NameOf)}";
        }

        var text = item.Deleted ? "deleted" : string.Join(' ', Wording.Parts(item).Where(part => part.Length > 0));
        var reactions = item.Reactions.IsDefaultOrEmpty ? "" : $" {{{string.Join(' ', item.Reactions.Select(r => $"{r.Emoji} {r.Count}"))}}}";
        var delivery = item.Sender.Id == _state.Me.Id ? $" [{Wording.Of(item.Delivery)}]" : "";
        return $"{Wording.NameOf(item.Sender, _state.Me)}: {text}{(item.Edited ? " (edited)" : "")}{(item.Pinned ? " ⚑" : "")}{reactions}{delivery}{Wording.Refused(item)}";
    }

    private static void Print(string? line)
    {
        if (line is { Length: > 0 })
        {
            Console.WriteLine(Columns.Printable(line));
        }
    }
}
