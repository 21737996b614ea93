using System.Runtime.InteropServices;

namespace FastChat.Storage.Engine;

/// <summary>Reads an array of C strings.</summary>
internal static class CStrings
{
    public static List<string> Read(nint array, int count)
    {
        var strings = new List<string>(count);
        for (var i = 0; i < count; i++)
        {
            strings.Add(Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(array, i * nint.Size)) ?? string.Empty);
        }

        return strings;
    }
}
