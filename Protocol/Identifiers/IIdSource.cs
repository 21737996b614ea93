namespace FastChat.Protocol.Identifiers;

/// <summary>Where new identifiers and random numbers come from (invariant A8). Implementations are thread-safe.</summary>
public interface IIdSource
{
    /// <summary>A new time-ordered id: a UUIDv7 (RFC 9562, section 5.7).</summary>
    T NewId<T>()
        where T : struct, IIdentifier<T>;

    /// <summary>16 random bytes, for names that must not be guessed or ordered (media).</summary>
    T NewRandomId<T>()
        where T : struct, IIdentifier<T>;

    /// <summary>A random message id, never 0.</summary>
    ulong NewMessageId();
}
