using System.Text;
using System.Text.Json;

namespace FastChat.Tests.Support;

/// <summary>What a <see cref="HttpsReceiver"/> was asked.</summary>
internal sealed record HttpsRequest(string Method, string Path, string Protocol, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
