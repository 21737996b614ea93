using FastChat.Bench.Load.Processes;
using Google.Protobuf;

namespace FastChat.Bench.Load.Searches;

/// <summary>The database of `search`, ready.</summary>
/// <param name="Searcher">Who searches.</param>
/// <param name="Conversations">Of the searcher, by number; other conversations have higher numbers.</param>
/// <param name="MessagesEach">In each conversation, all but a few of them indexed.</param>
/// <param name="IndexCpuUsPerMsg">CPU of making the index.</param>
/// <param name="IndexShareOfText">Bytes of the index by bytes of the text.</param>
internal sealed record SearchedHistory(
    SeededAccount Searcher, IReadOnlyList<ByteString> Conversations, int MessagesEach, double IndexCpuUsPerMsg, double IndexShareOfText);
