using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace FastChat.Server.Auth;

/// <summary>
/// The exact form of our access tokens, checked before any library sees them: three parts, a flat header of exactly
/// alg, typ and kid, a flat payload of exactly our claims, each once and of
/// its kind. What has no place in that form (jwk, jku,
/// x5u, crit, nested or encrypted tokens) is refused without being understood.
/// </summary>
internal static class AccessTokenForm
{
    public const string Type = "at+jwt";
    public const string DeviceClaim = "device";
    public const string FamilyClaim = "family";

    private const int Parts = 3;
    private static readonly string[] HeaderTexts = ["alg", "typ", "kid"];
    private static readonly string[] PayloadTexts = ["iss", "aud", "sub", DeviceClaim, "jti"];
    private static readonly string[] PayloadNumbers = [FamilyClaim, "iat", "nbf", "exp"];

    // Read with `duplicates are an error`, so counting the members is enough to know that each is there once.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 1 };

    /// <summary>Whether the token has our form; says nothing about its signature.</summary>
    public static bool IsWellFormed(string token)
    {
        if (token.Length > AuthLimits.AccessTokenBytesMax || !Ascii.IsValid(token)) return false;
        Span<Range> parts = stackalloc Range[Parts + 1];
        var text = token.AsSpan();
        return text.Split(parts, '.') == Parts
            && IsFlat(text[parts[0]], HeaderTexts, [])
            && IsFlat(text[parts[1]], PayloadTexts, PayloadNumbers)
            && IsBase64Url(text[parts[2]]);
    }

    private static bool IsFlat(ReadOnlySpan<char> part, string[] texts, string[] numbers)
    {
        if (!IsBase64Url(part)) return false;
        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(part), Strict);
            var root = json.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && root.GetPropertyCount() == texts.Length + numbers.Length
                && Array.TrueForAll(texts, name => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
                && Array.TrueForAll(numbers, name => root.TryGetProperty(name, out var value) && IsWhole(value));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Not a text that looks like a number, no fraction and no exponent: libraries read those as numbers too.
    private static bool IsWhole(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _);

    // Without padding and white space, which decoders tolerate: one token has one spelling.
    private static bool IsBase64Url(ReadOnlySpan<char> part) =>
        part.Length > 0 && !part.ContainsAny(" \t\r\n=") && Base64Url.IsValid(part);
}
