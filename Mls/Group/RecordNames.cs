using System.Globalization;

namespace FastChat.Mls.Group;

/// <summary>The names of a group's records. Epochs and leaves are decimal.</summary>
internal static class RecordNames
{
    public const string Main = "group";
    public const string Proposals = "proposals";
    public const string Pending = "pending";
    public const string PastPrefix = "past/";
    public const string RatchetPrefix = "ratchet/";
    public const string HistoryPrefix = "history/";

    public static string Tree(ulong epoch) => $"tree/{epoch}";

    public static string Ratchet(ulong epoch, uint leaf) => $"{RatchetPrefix}{epoch}/{leaf}";

    public static string Past(ulong epoch) => $"{PastPrefix}{epoch}";

    public static string History(ulong epoch) => $"{HistoryPrefix}{epoch}";

    public static uint LeafOf(string ratchetName) => uint.Parse(ratchetName[(ratchetName.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture);
}
