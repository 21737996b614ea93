using FastChat.Client;
using FastChat.Samples.Terminal.Chat;
using FastChat.Samples.Terminal.Commands;
using FastChat.Samples.Terminal.Display;

namespace FastChat.Samples.Terminal;

/// <summary>
/// Lines in, lines out: the same commands, for pipes and scripts. Each row of the open conversation is printed when it
/// appears and whenever it changes. One command more: /wait TEXT goes on once a printed row contains the text.
/// </summary>
internal sealed class PlainApp : IAsyncDisposable
{
    private const int WaitSecondsMax = 30;
    private readonly Lock _printing = new();
    private readonly Dictionary<MessageId, string> _printed = [];
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
        foreach (var row in _state.Conversations.Snapshot)
        {
            Print($"{row.UnreadCount} unread  {Wording.TitleOf(row)}");
        }

        var code = 0;
        while (await input.ReadLineAsync() is { } line && line.Trim() is not ("/quit" or "/exit"))
        {
            var notice = await RunAsync(line);
            code = notice.IsProblem ? 1 : code;
            Print(notice.Text);
        }

        await _client.FlushAsync();
        await PrintAsync();
        return code;
    }

    public ValueTask DisposeAsync() => _state.DisposeAsync();

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

        return line.Trim().Length == 0 ? default : await CommandTable.RunAsync(_state, line);
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

    /// <summary>Prints what is new or has changed. Runs on any thread.</summary>
    private async Task PrintAsync()
    {
        if (_state.Open is not { } open)
        {
            return;
        }

        lock (_printing)
        {
            foreach (var item in open.Timeline.Snapshot)
            {
                var row = Row(open, item);
                if (!_printed.TryGetValue(item.Key, out var before) || before != row)
                {
                    _printed[item.Key] = row;
                    Print(row);
                }
            }

            _news.TrySetResult();
            _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        await Background.QuietlyAsync(open.MarkReadAsync);
    }

    private string Row(OpenConversation open, TimelineItem item)
    {
        if (item.Kind == EntryKind.Membership)
        {
            return $"* {Wording.Of(item.Membership, item.Sender.Name, open.NameOf)}";
        }

        var text = item.Deleted ? "deleted" : string.Join(' ', new[] { item.Text }.Concat(item.Attachments.IsDefaultOrEmpty ? [] : item.Attachments.Select(Wording.Of)).Where(p => p.Length > 0));
        var reactions = item.Reactions.IsDefaultOrEmpty ? "" : $" {{{string.Join(' ', item.Reactions.Select(r => $"{r.Emoji} {r.Count}"))}}}";
        var delivery = item.Sender.Id == _state.Me.Id ? $" [{Wording.Of(item.Delivery)}]" : "";
        return $"{Wording.NameOf(item.Sender, _state.Me)}: {text}{(item.Edited ? " (edited)" : "")}{reactions}{delivery}";
    }

    private static void Print(string? line)
    {
        if (line is { Length: > 0 })
        {
            Console.WriteLine(Columns.Printable(line));
        }
    }
}
