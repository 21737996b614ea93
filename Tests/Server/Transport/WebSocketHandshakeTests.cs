using System.Buffers;
using System.Globalization;
using System.Text;
using FastChat.Server.Transport;

namespace FastChat.Tests.Server.Transport;

/// <summary>Which requests the door takes, and that it leaves all others to HTTP.</summary>
internal sealed class WebSocketHandshakeTests
{
    private const string Line = "GET /door HTTP/1.1";
    private const string Host = "Host: chat.example";
    private const string Upgrade = "Upgrade: websocket";
    private const string Connection = "Connection: Upgrade";
    private const string Version = "Sec-WebSocket-Version: 13";
    private const string Key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

    private static readonly string Whole = Request(Line, Host, Upgrade, Connection, Version, Key);

    [Test]
    public void The_example_of_the_RFC_gets_its_answer()
    {
        var buffer = Bytes(Whole + "rest");
        var answer = new ArrayBufferWriter<byte>();
        Read(ref buffer)!.WriteAnswer(answer);
        Assert.That(Encoding.ASCII.GetString(answer.WrittenSpan), Is.EqualTo(Request(
            "HTTP/1.1 101 Switching Protocols", Connection, Upgrade, "X-Content-Type-Options: nosniff", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")));
        Assert.That(Encoding.ASCII.GetString(buffer), Is.EqualTo("rest"), "what follows belongs to the WebSocket");
    }

    [TestCase(Line, Host, "UPGRADE: WebSocket", "connection: keep-alive, Upgrade", Version, Key)]
    [TestCase(Line, Key, Version, Connection, Upgrade, Host)]
    [TestCase(Line, Host, Upgrade, Connection, Version, Key, "Origin: https://chat.example")]
    [TestCase(Line, Host, Upgrade, Connection, Version, Key, "Sec-WebSocket-Extensions: permessage-deflate", "Sec-WebSocket-Protocol: other", "Cookie: a=b")]
    [TestCase(Line, "Host: 127.0.0.1:8080", Upgrade, Connection, Version, Key)]
    [TestCase(Line, "Host: my_chat-1.example:1", Upgrade, Connection, Version, Key)]
    public void A_faultless_handshake_is_taken(params string[] lines)
    {
        var buffer = Bytes(Request(lines));
        Assert.That(Read(ref buffer), Is.Not.Null);
        Assert.That(buffer.IsEmpty);
    }

    [TestCase("POST /door HTTP/1.1", Host, Upgrade, Connection, Version, Key)]
    [TestCase("GET /door HTTP/1.0", Host, Upgrade, Connection, Version, Key)]
    [TestCase("GET /door?a=b HTTP/1.1", Host, Upgrade, Connection, Version, Key)]
    [TestCase("GET /doors HTTP/1.1", Host, Upgrade, Connection, Version, Key)]
    [TestCase("PRI * HTTP/2.0", "", "SM")]
    [TestCase(Line, Upgrade, Connection, Version, Key)]
    [TestCase(Line, Host, Connection, Version, Key)]
    [TestCase(Line, Host, Upgrade, Version, Key)]
    [TestCase(Line, Host, Upgrade, Connection, Key)]
    [TestCase(Line, Host, Upgrade, Connection, Version)]
    [TestCase(Line, Host, "Upgrade: h2c", Connection, Version, Key)]
    [TestCase(Line, Host, Upgrade, "Connection: keep-alive", Version, Key)]
    [TestCase(Line, Host, Upgrade, Connection, "Sec-WebSocket-Version: 8", Key)]
    [TestCase(Line, Host, Upgrade, Connection, Version, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j")]
    [TestCase(Line, Host, Upgrade, Connection, Version, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ!!")]
    [TestCase(Line, Host, Upgrade, Connection, Version, "Sec-WebSocket-Key: dGhlIHNhbXBs ZSBub25jZQ==")]
    [TestCase(Line, Host, Upgrade, Connection, Version, Key, Key)]
    [TestCase(Line, Host, Host, Upgrade, Connection, Version, Key)]
    [TestCase(Line, Host, Upgrade, Connection, Version, Key, "Content-Length: 0")]
    [TestCase(Line, Host, Upgrade, Connection, Version, Key, "Transfer-Encoding: chunked")]
    [TestCase(Line, Host, Upgrade, Connection, Version, Key, "Origin: https://evil.example")]
    [TestCase(Line, Host, Upgrade, Connection, Version, Key, "Origin: https://chat.example", "Origin: null")]
    [TestCase(Line, Host, Upgrade, Connection, Version, Key, "no header")]
    [TestCase(Line, Host, Upgrade, Connection, Version, Key, "Bad Name: 1")]
    [TestCase(Line, "Host: ", Upgrade, Connection, Version, Key)]
    [TestCase(Line, "Host: a b@@/\\", Upgrade, Connection, Version, Key)]
    [TestCase(Line, "Host: a/b", Upgrade, Connection, Version, Key)]
    [TestCase(Line, "Host: a:", Upgrade, Connection, Version, Key)]
    [TestCase(Line, "Host: a:b", Upgrade, Connection, Version, Key)]
    [TestCase(Line, "Host: a:1:2", Upgrade, Connection, Version, Key)]
    [TestCase(Line, "Host: :80", Upgrade, Connection, Version, Key)]
    [TestCase(Line, "Host: [::1]:80", Upgrade, Connection, Version, Key)]
    public void Anything_else_is_left_to_HTTP_untouched(params string[] lines) => AssertLeft(Request(lines));

    [Test]
    public void A_part_of_a_handshake_is_left_to_HTTP()
    {
        for (var length = 0; length < Whole.Length; length++)
            AssertLeft(Whole[..length]);
    }

    [Test]
    public void One_with_more_headers_than_anybody_has_is_left_to_HTTP() =>
        AssertLeft(Request(Line, Host, Upgrade, Connection, Version, Key, "Cookie: " + new string('a', TransportLimits.HandshakeBytesMax)));

    [TestCase("Host: a{0}b", "-._")]
    [TestCase("Cookie: a{0}b", "\t -._!#$%&'*+^`|~\"(),/:;<=>?@[\\]{}")]
    [TestCase("X{0}: a", "-._!#$%&'*+^`|~:")] // A colon ends the name.
    public void A_byte_that_HTTP_might_not_let_in_is_left_to_it(string header, string taken)
    {
        string[] lines = header.StartsWith("Host", StringComparison.Ordinal) ? [Line, header] : [Line, Host, header];
        for (var each = '\0'; each <= byte.MaxValue; each++)
        {
            var buffer = Bytes(string.Format(CultureInfo.InvariantCulture, Request([.. lines, Upgrade, Connection, Version, Key]), each));
            var isTaken = Read(ref buffer) is not null;
            Assert.That(isTaken, Is.EqualTo(char.IsAsciiLetterOrDigit(each) || taken.Contains(each)), $"{(int)each}");
        }
    }

    [TestCase(0, true)]
    [TestCase(1, false)]
    public void One_with_more_headers_than_HTTP_lets_in_is_left_to_it(int tooMany, bool isTaken)
    {
        string[] five = [Host, Upgrade, Connection, Version, Key];
        var others = Enumerable.Repeat("a: b", TransportLimits.HeadersMax - five.Length + tooMany);
        var buffer = Bytes(Request([Line, .. five, .. others]));
        Assert.That(Read(ref buffer) is not null, Is.EqualTo(isTaken));
    }

    private static void AssertLeft(string request)
    {
        var buffer = Bytes(request);
        Assert.That(Read(ref buffer), Is.Null, request);
        Assert.That(buffer.Length, Is.EqualTo(request.Length));
    }

    private static WebSocketHandshake? Read(ref ReadOnlySequence<byte> buffer) =>
        WebSocketHandshake.TryRead(ref buffer, Encoding.ASCII.GetBytes(Line + "\r\n"), new OpenGate());

    private static ReadOnlySequence<byte> Bytes(string text) => new(Encoding.Latin1.GetBytes(text));

    private static string Request(params string[] lines) => string.Join("\r\n", lines) + "\r\n\r\n";
}
