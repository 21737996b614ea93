using System.Runtime.InteropServices;

namespace FastChat.Storage.Backup;

/// <summary>
/// Copies media files: they never change once they have their name, so a hard link is a copy. What is still being written
/// lies under `media/incoming` and is nobody's yet.
/// </summary>
internal static partial class MediaCopy
{
    private const string Incoming = "incoming";

    /// <summary>Adds what the target lacks; returns how many files that were.</summary>
    public static int Add(string fromMedia, string toMedia, bool link)
    {
        if (!Directory.Exists(fromMedia)) return 0;
        DurableFiles.CreateDirectory(toMedia);
        var added = 0;
        foreach (var folder in Directory.EnumerateDirectories(fromMedia).Where(path => Path.GetFileName(path) != Incoming))
        {
            var target = Path.Combine(toMedia, Path.GetFileName(folder));
            var before = added;
            foreach (var file in Directory.EnumerateFiles(folder))
            {
                var copy = Path.Combine(target, Path.GetFileName(file));
                if (File.Exists(copy)) continue;
                DurableFiles.CreateDirectory(target);
                if (AddFile(file, copy, link)) added++;
            }

            if (added > before) DurableFiles.SyncDirectory(target);
        }

        return added;
    }

    /// <summary>
    /// Copies uploads in parts, which go on growing: after the checkpoint, so that a file holds at least what its row counts. One that ended
    /// meanwhile has no file any more; it begins anew.
    /// </summary>
    public static void AddUploads(string from, string to)
    {
        if (!Directory.Exists(from)) return;
        DurableFiles.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from)) AddFile(file, Path.Combine(to, Path.GetFileName(file)), linked: false);
        DurableFiles.SyncDirectory(to);
    }

    /// <summary>False: it was deleted in the meantime.</summary>
    private static bool AddFile(string file, string copy, bool linked)
    {
        if (linked && !OperatingSystem.IsWindows() && link(file, copy) == 0) return true;
        try
        {
            DurableFiles.Copy(file, copy);
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string existing, string added);
}
