using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Protocol.Personal;
using FastChat.Server.Accounts;
using FastChat.Server.Routing;

namespace FastChat.Server.Handlers;

/// <summary>What an account keeps for itself about conversations: settings, pins, folders, drafts; and its own settings.</summary>
internal sealed class PreferenceHandler(PersonalStore store, PersonalPages pages, ConversationReads reads)
{
    public Task<ServerFrame> HandleAsync(Caller caller, FetchPersonal request) => Task.FromResult(new ServerFrame
    {
        PersonalPage = pages.Read(caller.Account, request.AfterVersion, request.Continuation.Span),
    });

    public Task<ServerFrame> HandleAsync(Caller caller, SetConversationPreferences request)
    {
        var conversation = RequireMember(caller, request.ConversationId);
        RequireLevel(request.Level);
        if (request.AddFolders.Contains(0)) throw RequestFields.Malformed("A folder's id is not 0.");
        return ChangeAsync(caller, edit =>
        {
            if (HasSetting(request))
            {
                var folders = edit.Read(PersonalKey.Folders)?.Folders.Folders.Select(folder => folder.Id).ToHashSet() ?? [];
                var changed = request.Apply(edit.Read(PersonalKey.Conversation(conversation))?.Conversation);
                var kept = changed.Folders.Where(folders.Contains).ToArray();
                if (kept.Length > ProtocolLimits.FoldersPerConversationMax)
                    throw new RefusalException(Code.LimitReached, $"A conversation is in at most {ProtocolLimits.FoldersPerConversationMax} folders.");
                changed.Folders.Clear();
                changed.Folders.AddRange(kept);
                edit.Put(new PersonalRow { Conversation = changed });
            }

            if (request.HasPinned)
            {
                var pinned = request.ApplyPin(edit.Read(PersonalKey.Pinned)?.Pinned);
                if (request.Pinned && pinned.ConversationIds.Count > ProtocolLimits.PinnedConversationsMax)
                    throw new RefusalException(Code.LimitReached, $"At most {ProtocolLimits.PinnedConversationsMax} conversations are pinned.");
                edit.Put(new PersonalRow { Pinned = pinned });
            }
        });
    }

    public Task<ServerFrame> HandleAsync(Caller caller, SetFolder request)
    {
        if (request.Id == 0) throw RequestFields.Malformed("A folder's id is not 0.");
        if (request.HasName) request.Name = Text(request.Name, ProtocolLimits.FolderNameBytesMax, mayBeEmpty: false);
        return ChangeAsync(caller, edit =>
        {
            var before = edit.Read(PersonalKey.Folders)?.Folders ?? new FolderList();
            if (!request.Removed && !request.HasName && before.Folders.All(folder => folder.Id != request.Id))
                throw new RefusalException(Code.FolderNotFound, "No such folder; a new one needs a name.");
            var after = request.Apply(before);
            if (after.Folders.Count > ProtocolLimits.FoldersMax)
                throw new RefusalException(Code.LimitReached, $"An account has at most {ProtocolLimits.FoldersMax} folders.");
            edit.Put(new PersonalRow { Folders = after });
        });
    }

    public Task<ServerFrame> HandleAsync(Caller caller, SetAccountSettings request)
    {
        RequireLevel(request.Level);
        foreach (var audience in new[] { request.Presence, request.LastSeen, request.ReadReceipts, request.Invitations })
        {
            if (!Enum.IsDefined(audience)) throw RequestFields.Malformed("Everyone, contacts or nobody.");
        }

        return ChangeAsync(caller, edit =>
            edit.Put(new PersonalRow { Settings = request.Apply(edit.Read(PersonalKey.Settings)?.Settings) }));
    }

    public Task<ServerFrame> HandleAsync(Caller caller, SetDraft request)
    {
        var conversation = RequireMember(caller, request.ConversationId);
        if (request.Content.Length > ProtocolLimits.DraftBytesMax)
            throw new RefusalException(Code.MessageTooLarge, $"A draft has at most {ProtocolLimits.DraftBytesMax} bytes.");
        if (request.OnlyHashes.Count > ProtocolLimits.DraftHashesMax) throw RequestFields.Malformed($"At most {ProtocolLimits.DraftHashesMax} hashes.");
        var mentioned = RequestFields.Accounts(request.MentionedAccounts, ProtocolLimits.MentionsPerEntryMax);
        return ChangeAsync(caller, edit =>
        {
            var before = edit.Read(PersonalKey.Draft(conversation));
            if (request.OnlyHashes.Count > 0 && (before is null || !request.OnlyHashes.Contains(DraftHash.Of(before.Draft.Content))))
            {
                edit.Put(before ?? new PersonalRow { Draft = new Draft { ConversationId = request.ConversationId } });
                return;
            }

            var draft = new Draft { ConversationId = request.ConversationId, Content = request.Content, ChangedMs = edit.NowMs };
            draft.MentionedAccounts.AddRange(mentioned.Select(account => account.ToByteString()));
            edit.Put(new PersonalRow { Draft = draft });
        });
    }

    private static bool HasSetting(SetConversationPreferences request) =>
        request.HasArchived || request.HasMutedUntilMs || request.HasLevel || request.AddFolders.Count + request.RemoveFolders.Count > 0;

    private static void RequireLevel(NotificationLevel level)
    {
        if (!Enum.IsDefined(level)) throw RequestFields.Malformed("All, mentions or none.");
    }

    private ConversationId RequireMember(Caller caller, Google.Protobuf.ByteString id)
    {
        var conversation = RequestFields.Conversation(id);
        return reads.IsMember(conversation, caller.Account) ? conversation : throw RequestFields.NotFound();
    }

    /// <summary>A name that the account gives to something of its own.</summary>
    internal static string Text(string text, int bytesMax, bool mayBeEmpty) => PersonalName.TryRead(text, bytesMax, mayBeEmpty, out var name)
        ? name
        : throw new RefusalException(Code.InvalidName, PersonalName.Rule(bytesMax, mayBeEmpty));

    private async Task<ServerFrame> ChangeAsync(Caller caller, Action<PersonalEdit> change) =>
        new() { PersonalChanged = await store.ChangeAsync(caller.Link, change) };
}
