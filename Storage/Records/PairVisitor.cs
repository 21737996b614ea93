namespace FastChat.Storage.Records;

/// <summary>Gets an owner's rows; false stops.</summary>
internal delegate bool PairVisitor<TId, T>(TId id, in T record);
