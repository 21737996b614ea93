using System.Text.Json;

namespace FastChat.Bench.Load.Histories;

/// <summary>What a kept database holds; written last, so a directory without it is not complete.</summary>
/// <param name="Messages">In each conversation.</param>
/// <param name="PerBlock">Messages in one block.</param>
/// <param name="PayloadBytes">Of a message.</param>
/// <param name="Readers">Accounts that are members of all conversations, beside the one that wrote.</param>
/// <param name="Conversations">Their ids; the payload of the i-th has the seed i + 1.</param>
/// <param name="FirstSequence">Of the first message, in each of them.</param>
internal sealed record HistoryManifest(
    int Messages, int PerBlock, int PayloadBytes, int Readers, IReadOnlyList<string> Conversations, ulong FirstSequence)
{
    private const string FileName = "bench-history.json";

    /// <summary>Null when there is none yet; refuses one that this run cannot use.</summary>
    public static HistoryManifest? Read(LoadArguments arguments)
    {
        if (arguments.DataDirectory is not { } directory || !Directory.Exists(directory))
            return null;
        var file = Path.Combine(directory, FileName);
        if (!File.Exists(file))
        {
            return Directory.EnumerateFileSystemEntries(directory).Any()
                ? throw new IOException($"{directory} holds something else, or a history that was not finished: take another directory")
                : null;
        }
        var kept = JsonSerializer.Deserialize<HistoryManifest>(File.ReadAllText(file))!;
        return kept.Fits(arguments) ? kept : throw new IOException($"{directory} was built with other options: take another directory");
    }

    public void Write(string directory) => File.WriteAllText(Path.Combine(directory, FileName), JsonSerializer.Serialize(this));

    /// <summary>Whether a run with these arguments can use it.</summary>
    private bool Fits(LoadArguments arguments) =>
        Messages == Each(arguments) && PerBlock == arguments.PerBlock && PayloadBytes == arguments.PayloadBytes
        && Readers >= arguments.Connections && Conversations.Count == arguments.Conversations;

    /// <summary>Messages of each conversation.</summary>
    public static int Each(LoadArguments arguments) => Math.Max(1, arguments.Messages / arguments.Conversations);
}
