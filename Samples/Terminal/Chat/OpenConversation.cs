using System.Collections.Concurrent;
using FastChat.Client;
using FastChat.Protocol.Identifiers;

namespace FastChat.Samples.Terminal.Chat;

/// <summary>The conversation on the screen: its timeline, which message is selected, how far one scrolled.</summary>
/// <remarks>Belongs to the app's loop; the watching tasks only ever call <c>changed</c>.</remarks>
internal sealed class OpenConversation : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<AccountId, string> _names = [];
    private readonly Task _watching;
    private long _readUpTo;

    /// <param name="conversation">Which.</param>
    /// <param name="changed">Called when there is something new to show.</param>
    /// <param name="aroundSequence">Where to look; 0: at the end.</param>
    public OpenConversation(Conversation conversation, Func<Task> changed, long aroundSequence = 0)
    {
        Conversation = conversation;
        Timeline = conversation.OpenTimeline(aroundSequence);
        UnreadFrom = Timeline.FirstUnread;
        _watching = Task.WhenAll(WatchAsync(changed), LearnNamesAsync(changed));
    }

    public Conversation Conversation { get; }

    public Timeline Timeline { get; }

    /// <summary>The first message that was unread when the conversation was opened; 0: none.</summary>
    public long UnreadFrom { get; }

    /// <summary>The message that commands are about; null: the last one that fits.</summary>
    public MessageId? Selected { get; private set; }

    /// <summary>The row at the bottom of the window: which message, and which of its rows. Null: the newest.</summary>
    public (MessageId Key, int Row)? Bottom { get; set; }

    public TimelineItem? SelectedItem => Selected is { } key ? Timeline.Snapshot.FirstOrDefault(item => item.Key == key) : null;

    public string NameOf(AccountId account) =>
        _names.TryGetValue(account, out var name) ? name
        : Timeline.Snapshot.FirstOrDefault(item => item.Sender.Id == account)?.Sender.Name ?? "somebody";

    /// <summary>The selected message, or the newest that fits.</summary>
    public TimelineItem? Target(Func<TimelineItem, bool> fits) =>
        SelectedItem is { } selected ? (fits(selected) ? selected : null)
        : Timeline.Snapshot.LastOrDefault(item => item.Kind == EntryKind.Message && !item.Deleted && fits(item));

    /// <summary>Moves the selection up (-1) or down (+1) among the messages; beyond the newest it ends.</summary>
    public void Select(int step)
    {
        var messages = Timeline.Snapshot.Where(item => item.Kind == EntryKind.Message).ToList();
        var at = Selected is { } key ? messages.FindIndex(item => item.Key == key) : messages.Count;
        at = Math.Max(0, (at < 0 ? messages.Count : at) + step);
        Selected = at < messages.Count ? messages[at].Key : null;
    }

    public void ClearSelection() => Selected = null;

    /// <summary>Tells the server what has been on the screen; cheap when nothing is new.</summary>
    public async Task MarkReadAsync()
    {
        var newest = Timeline.Snapshot.LastOrDefault(item => item.Sequence is not null)?.Sequence ?? 0;
        if (newest > _readUpTo)
        {
            _readUpTo = newest;
            await Conversation.MarkReadAsync(newest);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await Timeline.DisposeAsync();
        await _watching;
        _closing.Dispose();
    }

    private async Task WatchAsync(Func<Task> changed)
    {
        try
        {
            await foreach (var _ in Timeline.ReadChangesAsync(_closing.Token))
            {
                await changed();
            }
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }

    /// <summary>Members' names for sentences about them. Those who cannot be asked for now stay "somebody".</summary>
    private async Task LearnNamesAsync(Func<Task> changed)
    {
        try
        {
            await foreach (var member in Conversation.ReadMembersAsync(_closing.Token))
            {
                _names[member.Account.Id] = member.Account.Name;
            }

            await changed();
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChatException)
        {
            // Closed, or offline.
        }
    }
}
