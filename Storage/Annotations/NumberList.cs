using System.Collections.Immutable;
using MessagePack;

namespace FastChat.Storage.Annotations;

/// <summary>Lists of numbers in records.</summary>
internal static class NumberList
{
    public static void WriteNumbers(ref this MessagePackWriter writer, ImmutableArray<ulong> numbers)
    {
        writer.WriteArrayHeader(numbers.Length);
        foreach (var number in numbers) writer.Write(number);
    }

    public static ImmutableArray<ulong> ReadNumbers(ref this MessagePackReader reader)
    {
        var numbers = new ulong[reader.ReadArrayHeader()];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = reader.ReadUInt64();
        return [.. numbers];
    }
}
