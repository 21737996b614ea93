using FastChat.Server.Auth;
using FastChat.Server.Http.Bodies;

namespace FastChat.Server.Http;

/// <summary>Tokens as an answer.</summary>
internal static class Sessions
{
    public static JsonResultOf<SessionBody> Answer(SessionTokens tokens, int status = StatusCodes.Status200OK) => new(
        new SessionBody(
            tokens.Account.ToString(),
            tokens.Device.ToString(),
            tokens.Handle,
            tokens.Access,
            tokens.AccessExpires.ToUnixTimeMilliseconds(),
            tokens.Refresh,
            tokens.RefreshExpires.ToUnixTimeMilliseconds()),
        JsonShapes.Default.SessionBody,
        status);
}
