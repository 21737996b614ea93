using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client.Accounts;

/// <summary>Reads the bodies that the HTTP API answers with; what has another form is <see cref="ErrorCode.InvalidResponse"/>.</summary>
internal static class ApiAnswers
{
    public delegate bool Parser<T>(string? text, out T id);

    public static StoredSession Read(SessionBody body) => new(
        Id<AccountId>(body.AccountId, AccountId.TryParse),
        Id<DeviceId>(body.DeviceId, DeviceId.TryParse),
        body.Handle,
        body.AccessToken,
        DateTimeOffset.FromUnixTimeMilliseconds(body.AccessExpiresMs),
        body.RefreshToken,
        DateTimeOffset.FromUnixTimeMilliseconds(body.RefreshExpiresMs));

    public static Account Read(ProfileBody body) => new(
        Id<AccountId>(body.AccountId, AccountId.TryParse),
        body.Handle,
        body.DisplayName ?? "",
        body.About ?? "",
        string.IsNullOrEmpty(body.AvatarMediaId) ? null : Id<MediaId>(body.AvatarMediaId, MediaId.TryParse))
    {
        // A kind that this version does not know is told as a person's.
        Kind = Enum.TryParse<AccountKind>(body.Kind, ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? kind : AccountKind.Person,
    };

    public static T Id<T>(string? text, Parser<T> parse) =>
        parse(text, out var id) ? id : throw new ChatException(ErrorCode.InvalidResponse, "The answer holds an id of another form.");
}
