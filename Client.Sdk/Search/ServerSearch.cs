using System.Collections.Immutable;
using FastChat.Client.Internal;
using FastChat.Client.Messages;
using FastChat.Protocol.Identifiers;
using Google.Protobuf;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Search;

/// <summary>Searches on the server.</summary>
internal sealed class ServerSearch(ClientEngine engine, Accounts.People people)
{
    public async Task<FoundPage> RunAsync(string query, SearchOptions options, CancellationToken cancellationToken)
    {
        var request = new Wire.SearchMessages
        {
            Query = query,
            Order = (Wire.SearchOrder)(int)options.Order,
            Limit = (uint)options.Limit,
            Continuation = SearchPositions.Read(options.After),
        };
        request.ConversationIds.AddRange(Contents.Some(options.Conversations).Select(id => id.ToByteString()));
        var answer = await engine.RequestAsync(new Wire.ClientFrame { SearchMessages = request }, cancellationToken).ConfigureAwait(false);
        var page = answer.SearchPage ?? throw new ChatException(ErrorCode.InvalidResponse, "The answer to a search is no page.");
        return new FoundPage(
            [.. page.Hits.Select(Read)], page.Continuation.IsEmpty ? null : SearchPositions.Write(page.Continuation), page.Incomplete);
    }

    private FoundMessage Read(Wire.SearchHit hit)
    {
        _ = ConversationId.TryRead(hit.ConversationId.Span, out var conversation);
        _ = AccountId.TryRead(hit.SenderAccount.Span, out var sender);
        engine.WantProfile(sender);
        return new FoundMessage(
            conversation, (long)hit.Sequence, people.Find(sender), EntryReader.At(hit.ServerTimeMs), hit.Excerpt, Read(hit.Excerpt, hit.Highlights), hit.Edited)
        {
            IsCutAtStart = hit.CutAtStart,
            IsCutAtEnd = hit.CutAtEnd,
        };
    }

    // What lies outside of the text cannot be shown.
    private static ImmutableArray<Highlight> Read(string text, IEnumerable<Wire.TextRange> ranges) =>
        [.. ranges.Where(range => (ulong)range.Start + range.Length <= (ulong)text.Length).Select(range => new Highlight((int)range.Start, (int)range.Length))];
}
