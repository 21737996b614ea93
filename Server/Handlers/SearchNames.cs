using System.Globalization;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Search.Queries;
using FastChat.Server.Accounts;
using FastChat.Storage;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Handlers;

/// <summary>
/// Resolves what filters name: accounts by `me`, exact handle (with or without @) or id; conversations by id, by the handle of
/// the other side, or by words of the title. Who is not there fits nothing, so that a search tells nobody who exists.
/// </summary>
internal sealed class SearchNames(ChatDatabase database)
{
    public UInt128? FindAccount(AccountId caller, string name)
    {
        if (name.Equals("me", StringComparison.OrdinalIgnoreCase)) return caller.Value;
        if (TryId(name, out var id)) return id;
        return Handle.TryNormalize(name.TrimStart('@'), out var handle) && database.Handles.Read(database.Handles.KeyOf(handle)) is { State: HandleState.Confirmed } row
            ? row.Account.Value
            : null;
    }

    /// <summary>Those of the caller's conversations that a search is about.</summary>
    public List<ConversationId> Choose(AccountId caller, IEnumerable<ConversationId> conversations, SearchQuery query)
    {
        var filters = query.Filters.Where(filter => filter.Kind == FilterKind.In).ToList();
        if (filters.Count == 0) return [.. conversations];
        var tests = filters.ToLookup(filter => filter.IsExcluded, filter => TestOf(caller, filter.Value));
        return [.. conversations.Where(conversation =>
            !tests[true].Any(test => test(conversation)) && (!tests[false].Any() || tests[false].Any(test => test(conversation))))];
    }

    private Func<ConversationId, bool> TestOf(AccountId caller, string value)
    {
        if (TryId(value, out var id)) return conversation => conversation.Value == id;
        var direct = FindAccount(caller, value) is { } account
            ? DirectConversation.Id(caller, new AccountId(account), Encryption.None)
            : ConversationId.None;
        var title = TitleWords.Of(value);
        return conversation => conversation == direct
            || (database.Conversations.ReadRecord(conversation) is { Title.Length: > 0 } record && title.AreIn(record.Title));
    }

    private static bool TryId(string text, out UInt128 id)
    {
        id = 0;
        var digits = text.Replace("-", "", StringComparison.Ordinal);
        return digits.Length == 32 && UInt128.TryParse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out id);
    }
}
