using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;

namespace FastChat.Client.Accounts;

/// <summary>The calls about accounts, sessions and devices. Thread-safe; every failure is a <see cref="ChatException"/>.</summary>
internal sealed class AccountApi(HttpApi http)
{
    public async Task<StoredSession> RegisterAsync(
        string handle, string password, string deviceName, string? invitation, CancellationToken cancellationToken)
    {
        var body = new RegisterBody(handle, password, deviceName, Invitation: invitation);
        var request = new ApiRequest<RegisterBody>(HttpMethod.Post, "v1/accounts", body, ApiShapes.Default.RegisterBody, false);
        return ApiAnswers.Read(await http.SendAsync(request, ApiShapes.Default.SessionBody, cancellationToken).ConfigureAwait(false));
    }

    /// <param name="handle">Whose.</param>
    /// <param name="password">Their password.</param>
    /// <param name="deviceName">What this device calls itself.</param>
    /// <param name="device">The device that this store was before; kept if it belongs to the account.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<StoredSession> SignInAsync(
        string handle, string password, string deviceName, DeviceId? device, CancellationToken cancellationToken)
    {
        var body = new SignInBody(handle, password, deviceName, device?.ToString());
        var request = new ApiRequest<SignInBody>(HttpMethod.Post, "v1/sessions", body, ApiShapes.Default.SignInBody, false);
        return ApiAnswers.Read(await http.SendAsync(request, ApiShapes.Default.SessionBody, cancellationToken).ConfigureAwait(false));
    }

    public async Task<StoredSession> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
    {
        var body = new RefreshBody(refreshToken);
        var request = new ApiRequest<RefreshBody>(HttpMethod.Post, "v1/sessions/refresh", body, ApiShapes.Default.RefreshBody, false);
        return ApiAnswers.Read(await http.SendAsync(request, ApiShapes.Default.SessionBody, cancellationToken).ConfigureAwait(false));
    }

    public Task SignOutAsync(CancellationToken cancellationToken) =>
        http.SendAsync(ApiRequests.WithoutBody(HttpMethod.Delete, "v1/sessions/current"), cancellationToken);

    public Task<Account> ReadSelfAsync(CancellationToken cancellationToken) => ReadProfileAsync("v1/accounts/me", cancellationToken);

    /// <summary>Null: no account has this handle.</summary>
    public async Task<Account?> FindAsync(string handle, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadProfileAsync($"v1/accounts/by-handle/{Uri.EscapeDataString(handle)}", cancellationToken).ConfigureAwait(false);
        }
        catch (ChatException e) when (e.Code is ErrorCode.AccountNotFound or ErrorCode.NotFound or ErrorCode.InvalidHandle)
        {
            return null;
        }
    }

    public async Task<Account> ChangeProfileAsync(ProfileChange change, CancellationToken cancellationToken)
    {
        // An empty id takes the avatar away; a missing one leaves it.
        var avatar = change.Avatar is { } media ? (media.IsNone() ? "" : media.ToString()) : null;
        var body = new ProfileChangeBody(change.DisplayName, change.About, avatar);
        var request = new ApiRequest<ProfileChangeBody>(
            HttpMethod.Patch, "v1/accounts/me", body, ApiShapes.Default.ProfileChangeBody, true);
        return ApiAnswers.Read(await http.SendAsync(request, ApiShapes.Default.ProfileBody, cancellationToken).ConfigureAwait(false));
    }

    public Task ChangePasswordAsync(string current, string replacement, CancellationToken cancellationToken) => http.SendAsync(
        new ApiRequest<PasswordBody>(
            HttpMethod.Put, "v1/accounts/me/password", new PasswordBody(current, replacement), ApiShapes.Default.PasswordBody, true),
        cancellationToken);

    public async Task<IReadOnlyList<Device>> ReadDevicesAsync(CancellationToken cancellationToken)
    {
        var body = await http.SendAsync(ApiRequests.WithoutBody(HttpMethod.Get, "v1/devices"), ApiShapes.Default.DevicesBody, cancellationToken)
            .ConfigureAwait(false);
        return [.. body.Devices.Select(device => new Device(
            ApiAnswers.Id<DeviceId>(device.DeviceId, DeviceId.TryParse),
            device.Name ?? "",
            DateTimeOffset.FromUnixTimeMilliseconds(device.CreatedMs),
            device.LastSeenMs == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(device.LastSeenMs),
            device.Current))];
    }

    public Task RevokeDeviceAsync(DeviceId device, CancellationToken cancellationToken) =>
        http.SendAsync(ApiRequests.WithoutBody(HttpMethod.Delete, $"v1/devices/{device}"), cancellationToken);

    private async Task<Account> ReadProfileAsync(string path, CancellationToken cancellationToken) => ApiAnswers.Read(
        await http.SendAsync(ApiRequests.WithoutBody(HttpMethod.Get, path), ApiShapes.Default.ProfileBody, cancellationToken).ConfigureAwait(false));
}
