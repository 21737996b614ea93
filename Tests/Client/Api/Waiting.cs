using System.Collections.Immutable;
using FastChat.Client;

namespace FastChat.Tests.Client.Api;

/// <summary>Waits for what happens, with one deadline for all.</summary>
internal static class Waiting
{
    /// <summary>Far beyond what anything takes, so that a loaded machine fails no test.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static async Task LiveAsync(this ChatClient client)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await client.WaitForAsync(ConnectionState.Live, deadline.Token);
    }

    /// <summary>Takes a client off the line and waits until nothing of its connection runs on: until then it may still take what is written to send it.</summary>
    public static async Task PauseAsync(this ChatClient client)
    {
        client.Paused = true;
        await client.WaitForAsync(ConnectionState.Paused).SoonAsync();
    }

    /// <summary>The first state of a list that fits.</summary>
    public static async Task<ImmutableArray<T>> UntilAsync<T>(this LiveList<T> list, Func<ImmutableArray<T>, bool> fits)
        where T : notnull
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var rows = ImmutableArray<T>.Empty;
        try
        {
            await foreach (var changes in list.ReadChangesAsync(deadline.Token))
            {
                rows = changes.Aggregate(rows, (state, change) => change.ApplyTo(state));
                if (fits(rows))
                    return rows;
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The list did not get there; it is:\n{string.Join('\n', rows)}");
        }

        throw new InvalidOperationException("The list was disposed of.");
    }

    public static async Task<TimelineItem> RowAsync(this Timeline timeline, Func<TimelineItem, bool> fits) =>
        (await timeline.UntilAsync(rows => rows.Any(fits))).First(fits);

    /// <summary>The first so many of a stream.</summary>
    public static async Task<List<T>> TakeAsync<T>(this IAsyncEnumerable<T> stream, int count)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var taken = new List<T>();
        await foreach (var item in stream.WithCancellation(deadline.Token))
        {
            taken.Add(item);
            if (taken.Count == count)
                break;
        }

        return taken;
    }

    /// <summary>What a device knows of a group, once it fits.</summary>
    public static async Task<GroupInfo> UntilInfoAsync(this Conversation conversation, Func<GroupInfo, bool> fits)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await foreach (var info in conversation.Group.ReadInfoAsync(deadline.Token))
        {
            if (fits(info))
                return info;
        }

        throw new InvalidOperationException("The stream ended.");
    }

    public static Task<T> SoonAsync<T>(this Task<T> task) => task.WaitAsync(Deadline);

    public static Task SoonAsync(this Task task) => task.WaitAsync(Deadline);
}
