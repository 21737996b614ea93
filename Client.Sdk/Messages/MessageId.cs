using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace FastChat.Client;

/// <summary>
/// Names a message from the moment it is composed: random, never 0, the same through every retry, restart and on every
/// device. The key of a row in a <see cref="Timeline"/>.
/// </summary>
/// <param name="Value">The 64 bits; 0 only in <see cref="None"/>.</param>
public readonly record struct MessageId(ulong Value)
{
    /// <summary>No message.</summary>
    public static MessageId None => default;

    /// <summary>Reads the text form of <see cref="ToString"/>; false if it is anything else.</summary>
    /// <param name="text">16 hexadecimal digits.</param>
    /// <param name="id">The id, or <see cref="None"/>.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out MessageId id)
    {
        var valid = ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            && text.Length == 16;
        id = valid ? new MessageId(value) : None;
        return valid;
    }

    /// <summary>16 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
