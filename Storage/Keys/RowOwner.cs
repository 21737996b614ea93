namespace FastChat.Storage.Keys;

/// <summary>Whose a table's rows are: what their keys begin with after the shard.</summary>
internal enum RowOwner
{
    /// <summary>The server's: no row goes with an account or a conversation.</summary>
    Server,

    /// <summary>A conversation's, and gone with it.</summary>
    Conversation,

    /// <summary>An account's, and gone with it.</summary>
    Account,

    /// <summary>Of either; ids are never the same.</summary>
    Either,
}
