using System.Security.Cryptography;
using System.Text;

namespace FastChat.Storage.Sealing;

/// <summary>
/// The key-encryption key's file: base64, one key a line, the current one first; a second line is there only while a
/// rotation is under way. Mode 0600. It lies outside the data directory, so that a stolen copy of the data is useless.
/// </summary>
public static class KeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerOnly | UnixFileMode.UserExecute;
    private const int KeysMax = 2;

    /// <summary>`fastchat/key` in the user's configuration directory.</summary>
    public static string DefaultPath => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "fastchat",
        "key");

    /// <summary>A new random key as text, for those who keep it in the environment.</summary>
    public static string NewKeyText() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Aead.KeyBytes));

    /// <summary>The keys of an environment variable or file: base64, apart by white space.</summary>
    internal static List<byte[]> Parse(string text, string source)
    {
        var keys = new List<byte[]>();
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var key = new byte[Aead.KeyBytes];
            if (!Convert.TryFromBase64String(word, key, out var written) || written != Aead.KeyBytes)
            {
                throw new StorageRefusedException($"{source} holds something that is not 32 bytes in base64.");
            }

            keys.Add(key);
        }

        if (keys.Count is 0 or > KeysMax)
        {
            throw new StorageRefusedException($"{source} must hold one key, or two while keys are being rotated.");
        }

        return keys;
    }

    internal static List<byte[]> Read(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerDirectory) != 0)
        {
            throw new StorageRefusedException($"Others can read the key file {path}. Run: chmod 600 {path}");
        }

        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Writes the keys durably: a temporary file, synced, renamed, its directory synced.</summary>
    internal static void Write(string path, IReadOnlyList<byte[]> keys)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        DurableFiles.CreateDirectory(directory);
        var text = string.Concat(keys.Select(key => Convert.ToBase64String(key) + "\n"));
        DurableFiles.Replace(path, Encoding.ASCII.GetBytes(text));
    }
}
