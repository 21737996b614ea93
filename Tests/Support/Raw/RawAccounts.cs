using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace FastChat.Tests.Support.Raw;

/// <summary>The account part of the HTTP API, one call each; a refusal fails the test with its body.</summary>
internal sealed class RawAccounts(HttpClient http)
{
    /// <summary>Long enough for every password rule.</summary>
    public const string Password = "correct horse battery";

    public Task<RawSession> RegisterAsync(string handle, string password = Password) =>
        PostAsync("v1/accounts", new { handle, password, device_name = $"{handle}'s first" });

    public Task<RawSession> SignInAsync(string handle, string password = Password, string deviceName = "another") =>
        PostAsync("v1/sessions", new { handle, password, device_name = deviceName });

    public Task<RawSession> RefreshAsync(string refreshToken) =>
        PostAsync("v1/sessions/refresh", new { refresh_token = refreshToken });

    /// <summary>Any call as the holder of a token.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? accessToken, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = accessToken is null ? null : new AuthenticationHeaderValue("Bearer", accessToken);
        return http.SendAsync(request);
    }

    /// <summary>Uploads a text and returns its media id.</summary>
    public async Task<MediaId> UploadAsync(string accessToken, string text)
    {
        using var answer = await SendAsync(HttpMethod.Post, "v1/media", accessToken, new StringContent(text));
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return MediaId.TryParse(body.GetProperty("media_id").GetString(), out var id) ? id : throw new InvalidOperationException($"{body}");
    }

    private async Task<RawSession> PostAsync(string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(path, body);
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<RawSession>())!
            : throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
