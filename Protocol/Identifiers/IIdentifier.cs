namespace FastChat.Protocol.Identifiers;

/// <summary>A 16-byte identifier. The types differ so that the compiler keeps an account out of a device's place.</summary>
/// <typeparam name="T">The identifier itself.</typeparam>
public interface IIdentifier<T>
    where T : struct, IIdentifier<T>
{
    /// <summary>The 16 bytes, read as a big-endian number.</summary>
    UInt128 Value { get; }

    /// <summary>Wraps a value.</summary>
    static abstract T From(UInt128 value);
}
