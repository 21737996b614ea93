using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace FastChat.Tests.Support.Raw;

/// <summary>tus 1.0.0 with nothing around it: one request each, headers as they are.</summary>
internal sealed class TusClient(HttpClient http, RawSession session)
{
    public const string Path = "v1/uploads";

    /// <summary>Begins an upload, which must work; returns its path.</summary>
    public async Task<string> CreateAsync(long length, string? fileName = null, string? fileType = null)
    {
        using var answer = await PostAsync(length, fileName, fileType);
        Assert.That((int)answer.StatusCode, Is.EqualTo(201), await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.ToString().TrimStart('/');
    }

    /// <summary>Begins an upload, perhaps with its first part.</summary>
    public Task<HttpResponseMessage> PostAsync(long length, string? fileName = null, string? fileType = null, byte[]? part = null) =>
        SendAsync(HttpMethod.Post, Path, request =>
        {
            request.Headers.Add("Upload-Length", $"{length}");
            string[] metadata = [.. Pair("filename", fileName), .. Pair("filetype", fileType)];
            if (metadata.Length > 0) request.Headers.Add("Upload-Metadata", string.Join(',', metadata));
            if (part is not null) request.Content = Part(new ByteArrayContent(part));
        });

    public Task<HttpResponseMessage> PatchAsync(string upload, long offset, byte[] part, string? checksum = null) =>
        PatchAsync(upload, offset, new ByteArrayContent(part), checksum);

    public Task<HttpResponseMessage> PatchAsync(string upload, long offset, HttpContent part, string? checksum = null) =>
        SendAsync(HttpMethod.Patch, upload, request =>
        {
            request.Headers.Add("Upload-Offset", $"{offset}");
            if (checksum is not null) request.Headers.Add("Upload-Checksum", checksum);
            request.Content = Part(part);
        });

    /// <summary>Where an upload goes on, which must be known.</summary>
    public async Task<long> OffsetAsync(string upload)
    {
        using var answer = await SendAsync(HttpMethod.Head, upload);
        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        return long.Parse(One(answer, "Upload-Offset")!, null);
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", session.AccessToken);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        change?.Invoke(request);
        return http.SendAsync(request);
    }

    public static string? One(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values) || answer.Content.Headers.TryGetValues(header, out values) ? values.Single() : null;

    // The hash that every tus server must know.
#pragma warning disable CA5350
    public static string Sha1(byte[] part) => "sha1 " + Convert.ToBase64String(SHA1.HashData(part));
#pragma warning restore CA5350

    private static HttpContent Part(HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        return content;
    }

    private static IEnumerable<string> Pair(string key, string? value) =>
        value is null ? [] : [$"{key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}"];
}
