using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using FastChat.Mls.Crypto;
using NSec.Cryptography;

namespace FastChat.Bench.Micro.Mls;

/// <summary>
/// The primitive operations of one message, without a protocol around them: five key derivations, two AEAD operations and one
/// signature. What encrypting and decrypting cost is to be read against their sum.
/// </summary>
public class MlsPrimitiveBenchmarks
{
    private const int ContentBytes = 256;
    private const int SignedBytes = 512;
    private const int SenderDataBytes = 12;
    private const int Derivations = 5;
    private readonly Key _key = Key.Create(SignatureAlgorithm.Ed25519);
    private readonly byte[] _signed = new byte[SignedBytes];
    private readonly byte[] _secret = new byte[Suite.HashBytes];
    private readonly byte[] _nonce = new byte[Suite.NonceBytes];
    private readonly byte[] _content = new byte[ContentBytes];
    private readonly byte[] _senderData = new byte[SenderDataBytes];
    private byte[] _signature = [];
    private byte[] _sealedContent = [];
    private byte[] _sealedSenderData = [];
    private Suite _suite = null!;

    [Params(1, 3)]
    public int SuiteNumber { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _suite = Suite.Of((ushort)SuiteNumber);
        (_sealedContent, _sealedSenderData) = Seal();
        _signature = SignatureAlgorithm.Ed25519.Sign(_key, _signed);
    }

    [Benchmark]
    public int EncryptSum()
    {
        Derive();
        return Seal().Content.Length + SignatureAlgorithm.Ed25519.Sign(_key, _signed).Length;
    }

    [Benchmark]
    public bool DecryptSum()
    {
        Derive();
        var key = _secret.AsSpan(0, _suite.KeyBytes);
        _suite.Open(key, _nonce, [], _sealedSenderData);
        _suite.Open(key, _nonce, [], _sealedContent);
        return SignatureAlgorithm.Ed25519.Verify(_key.PublicKey, _signed, _signature);
    }

    [GlobalCleanup]
    public void CleanUp() => _key.Dispose();

    private void Derive()
    {
        Span<byte> output = stackalloc byte[Suite.HashBytes], info = stackalloc byte[24];
        for (var i = 0; i < Derivations; i++)
        {
            HKDF.Expand(HashAlgorithmName.SHA256, _secret, output, info);
        }
    }

    private (byte[] Content, byte[] SenderData) Seal()
    {
        var key = _secret.AsSpan(0, _suite.KeyBytes);
        return (_suite.Seal(key, _nonce, [], _content), _suite.Seal(key, _nonce, [], _senderData));
    }
}
