namespace FastChat.Client.LocalState;

/// <summary>A sealed constant: whoever opens the store with another key is told so before anything is read or written.</summary>
internal static class KeyCheck
{
    private static ReadOnlySpan<byte> Constant => "fastchat/store/1"u8;

    public static void Verify(StoreConnection connection)
    {
        if (connection.Bytes("SELECT value FROM meta WHERE name = 'key-check'") is not { } value)
        {
            value = connection.Seal.Seal(StoreTable.KeyCheck, 0, 0, Constant);
            connection.Run("INSERT INTO meta(name, value) VALUES('key-check', $1)", value);
            return;
        }

        try
        {
            connection.Seal.Open(StoreTable.KeyCheck, 0, 0, value);
        }
        catch (InvalidDataException exception)
        {
            throw new ChatException(ErrorCode.StoreKeyWrong, "The store was sealed under another key.", null, exception);
        }
    }
}
