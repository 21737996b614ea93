using System.Globalization;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Accounts;
using FastChat.Server.Routing;
using FastChat.Storage.Accounts;

namespace FastChat.Server.Hosting;

/// <summary>The commands about invitations. They need the running server, which alone writes such rows.</summary>
internal sealed class InvitationCommands(Invitations invitations)
{
    public const string CreatePath = "/invitations/create";
    public const string ListPath = "/invitations/list";
    public const string RevokePath = "/invitations/revoke";

    /// <summary>The address that a command's arguments make, or null if they are not such a command's.</summary>
    public static string? PathOf(IReadOnlyList<string> arguments) => (arguments.Count > 0 ? arguments[0] : "", arguments.Count) switch
    {
        ("create", 3 or 4) =>
            $"{CreatePath}?uses={Escaped(arguments[1])}&days={Escaped(arguments[2])}&note={Escaped(arguments.Count > 3 ? arguments[3] : "")}",
        ("list", 1) => ListPath,
        ("revoke", 2) => $"{RevokePath}?id={Escaped(arguments[1])}",
        _ => null,
    };

    /// <summary>What to print; null: no command about invitations.</summary>
    public async Task<string?> TryAnswerAsync(string path, IQueryCollection query) => path switch
    {
        CreatePath => await CreateAsync(Number(query, "uses"), Number(query, "days"), query["note"].ToString()),
        ListPath => List(),
        RevokePath => await RevokeAsync(query["id"].ToString()),
        _ => null,
    };

    private async Task<string> CreateAsync(int uses, int days, string note)
    {
        var (code, key, record) = await invitations.CreateAsync(note, uses, TimeSpan.FromDays(days));
        return $"{code}{Environment.NewLine}{Describe(key, record)}";
    }

    private string List() => invitations.ReadAll() is { Count: > 0 } all
        ? string.Join(Environment.NewLine, all.Select(row => Describe(row.Key, row.Record)))
        : "There are no invitations.";

    private async Task<string> RevokeAsync(string id)
    {
        if (!AccountId.TryParse(id, out var key) || !await invitations.RevokeAsync(new InvitationKey(key.Value)))
            throw new RefusalException(Code.NotFound, "There is no such invitation.");
        return "Revoked.";
    }

    private static string Describe(InvitationKey key, InvitationRecord record) => string.Create(
        CultureInfo.InvariantCulture,
        $"{key}  {record.Uses} of {record.UsesMax} used, until {DateTimeOffset.FromUnixTimeMilliseconds(record.ExpiresMs):u}  {record.Note}").TrimEnd();

    private static string Escaped(string text) => Uri.EscapeDataString(text);

    private static int Number(IQueryCollection query, string name) =>
        int.TryParse(query[name].ToString(), CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new RefusalException(Code.Malformed, $"{name} must be a whole number.");
}
