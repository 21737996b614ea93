using FastChat.Protocol;
using FastChat.Server.Administration;
using FastChat.Server.Routing;

namespace FastChat.Server.Http.Admin;

/// <summary>What the admin endpoints read of their queries and texts.</summary>
internal static class Pages
{
    public static int Limit(int? limit) => Math.Clamp(limit ?? AdministrationLimits.PageRows, 1, AdministrationLimits.PageRowsMax);

    public static string Text(string? text, string field) =>
        Accounts.ProfileText.Require(text ?? "", field, AdministrationLimits.TextBytesMax, lines: true);

    /// <summary>Where a page begins: the id that the one before ended with.</summary>
    public static T After<T>(string? text, TryParse<T> parse)
        where T : struct =>
        text is null ? default : parse(text, out var id) ? id : throw new RefusalException(Code.Malformed, "The page's beginning is not an id.");

    /// <summary>An id in a path.</summary>
    public static T Id<T>(string text, TryParse<T> parse) =>
        parse(text, out var id) ? id : throw new RefusalException(Code.NotFound, "There is nothing with this id.");
}
