using MessagePack;

namespace FastChat.Storage.Records;

/// <summary>
/// A metadata record: a MessagePack array whose first element is the version (1). Written by hand, so that nothing is
/// generated or reflected at run time.
/// </summary>
/// <typeparam name="T">The record itself.</typeparam>
internal interface IStoredRecord<T>
    where T : IStoredRecord<T>
{
    /// <summary>How many elements follow the version.</summary>
    static abstract int Elements { get; }

    /// <summary>Reads the elements after the version.</summary>
    static abstract T Read(ref MessagePackReader reader);

    /// <summary>Writes the elements after the version.</summary>
    void Write(ref MessagePackWriter writer);
}
