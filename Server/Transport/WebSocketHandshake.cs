using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http;

namespace FastChat.Server.Transport;

/// <summary>
/// The opening handshake of a WebSocket (RFC 6455, section 4.2.1), split by Kestrel's own parser, which checks little of what it
/// splits. True to the letter or not taken: whatever is missing, doubled, not plain ASCII, or says something about a body makes it a
/// request that HTTP is to judge.
/// </summary>
internal sealed class WebSocketHandshake : IHttpHeadersHandler, IHttpRequestLineHandler
{
    private const int KeyChars = 24; // 16 bytes in base64
    private const int KeyBytes = 16;

    private static readonly HttpParser<WebSocketHandshake> Parser = new();

    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);
    private static readonly SearchValues<byte> HostChars = Letters("-._"u8);
    private static readonly SearchValues<byte> NameChars = Letters("!#$%&'*+-.^_`|~"u8); // RFC 9110, section 5.6.2
    private static readonly SearchValues<byte> ValueChars = SearchValues.Create([(byte)'\t', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (byte)c)]);

    private readonly IWebSocketGate _gate;
    private readonly byte[] _key = new byte[KeyChars];
    private Parts _seen;
    private int _headers;
    private bool _isOdd;

    private WebSocketHandshake(IWebSocketGate gate) => _gate = gate;

    [Flags]
    private enum Parts
    {
        None = 0,
        Host = 1,
        Upgrade = 2,
        Connection = 4,
        Version = 8,
        Key = 16,
        All = 31,
    }

    /// <summary>Takes a whole handshake from the front of the buffer; what follows it stays. Null: this is for HTTP.</summary>
    internal static WebSocketHandshake? TryRead(ref ReadOnlySequence<byte> buffer, ReadOnlySpan<byte> requestLine, IWebSocketGate gate)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (buffer.Length > TransportLimits.HandshakeBytesMax || !reader.IsNext(requestLine, advancePast: true))
            return null;
        var handshake = new WebSocketHandshake(gate);
        try
        {
            if (!Parser.ParseHeaders(handshake, ref reader) || handshake._isOdd || handshake._seen != Parts.All)
                return null;
        }
        catch (IOException)
        {
            return null; // BadHttpRequestException: no header. HTTP says so.
        }

        buffer = buffer.Slice(reader.Position);
        return handshake;
    }

    /// <summary>The answer that opens the WebSocket: neither subprotocols nor extensions.</summary>
    internal void WriteAnswer(IBufferWriter<byte> output)
    {
        output.Write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Content-Type-Options: nosniff\r\nSec-WebSocket-Accept: "u8);
#pragma warning disable CA5350 // The RFC wants SHA-1: it shows that the request was understood, and keeps nothing secret.
        var proof = SHA1.HashData([.. _key, .. "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8]);
#pragma warning restore CA5350
        Span<byte> text = stackalloc byte[Base64.GetMaxEncodedToUtf8Length(proof.Length)];
        Base64.EncodeToUtf8(proof, text, out _, out _);
        output.Write(text);
        output.Write("\r\n\r\n"u8);
    }

    void IHttpHeadersHandler.OnHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _isOdd |= ++_headers > TransportLimits.HeadersMax || name.ContainsAnyExcept(NameChars) || value.ContainsAnyExcept(ValueChars);
        if (Is(name, "Host"u8))
            See(Parts.Host, IsPlainHost(value));
        else if (Is(name, "Upgrade"u8))
            See(Parts.Upgrade, Is(value, "websocket"u8));
        else if (Is(name, "Connection"u8))
            See(Parts.Connection, Lists(value, "Upgrade"u8));
        else if (Is(name, "Sec-WebSocket-Version"u8))
            See(Parts.Version, value.SequenceEqual("13"u8));
        else if (Is(name, "Sec-WebSocket-Key"u8))
            See(Parts.Key, Base64.IsValid(value, out var bytes) && bytes == KeyBytes && value.TryCopyTo(_key) && value.Length == KeyChars);
        else if (Is(name, "Origin"u8))
            _isOdd |= !_gate.AllowsOrigin(Encoding.ASCII.GetString(value));
        else if (Is(name, "Content-Length"u8) || Is(name, "Transfer-Encoding"u8) || Is(name, "Expect"u8))
            _isOdd = true;
    }

    void IHttpHeadersHandler.OnHeadersComplete(bool endStream)
    {
    }

    void IHttpHeadersHandler.OnStaticIndexedHeader(int index) => throw new NotSupportedException("Of HTTP/2.");

    void IHttpHeadersHandler.OnStaticIndexedHeader(int index, ReadOnlySpan<byte> value) => throw new NotSupportedException("Of HTTP/2.");

    void IHttpRequestLineHandler.OnStartLine(HttpVersionAndMethod versionAndMethod, TargetOffsetPathLength targetPath, Span<byte> startLine) =>
        throw new NotSupportedException("Compared as it is.");

    private static bool Is(ReadOnlySpan<byte> value, ReadOnlySpan<byte> expected) => Ascii.EqualsIgnoreCase(value, expected);

    /// <summary>A name or IPv4 address, with or without a port: less than HTTP lets in.</summary>
    private static bool IsPlainHost(ReadOnlySpan<byte> value)
    {
        var end = value.IndexOfAnyExcept(HostChars);
        return end < 0
            ? !value.IsEmpty
            : end > 0 && value[end] == ':' && value.Length > end + 1 && !value[(end + 1)..].ContainsAnyExcept(Digits);
    }

    private static SearchValues<byte> Letters(ReadOnlySpan<byte> more) =>
        SearchValues.Create([.. "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8, .. more]);

    private static bool Lists(ReadOnlySpan<byte> value, ReadOnlySpan<byte> expected)
    {
        foreach (var range in value.Split((byte)','))
        {
            if (Is(value[range].Trim(" \t"u8), expected))
                return true;
        }

        return false;
    }

    private void See(Parts part, bool isRight)
    {
        _isOdd |= !isRight || (_seen & part) != 0;
        _seen |= part;
    }
}
