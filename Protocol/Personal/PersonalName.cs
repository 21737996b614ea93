using System.Text;
using FastChat.Protocol.Text;

namespace FastChat.Protocol.Personal;

/// <summary>What an account may call something of its own: a folder, a contact. The same for clients and the server.</summary>
public static class PersonalName
{
    /// <summary>The name without the space around it; false if it cannot be taken.</summary>
    public static bool TryRead(string text, int bytesMax, bool mayBeEmpty, out string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        name = text.Trim();
        return (name.Length > 0 || mayBeEmpty) && Encoding.UTF8.GetByteCount(name) <= bytesMax && ShownText.IsClean(name);
    }

    /// <summary>Why one cannot be taken.</summary>
    public static string Rule(int bytesMax, bool mayBeEmpty) =>
        $"A name has {(mayBeEmpty ? 0 : 1)} to {bytesMax} bytes, all of which show.";
}
