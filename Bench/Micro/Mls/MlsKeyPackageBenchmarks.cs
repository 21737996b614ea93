using BenchmarkDotNet.Attributes;
using FastChat.Mls;

namespace FastChat.Bench.Micro.Mls;

/// <summary>Creating a key package: a device makes them in batches.</summary>
public class MlsKeyPackageBenchmarks
{
    private readonly MlsDevice _device = new MlsBenchGroup(2, populated: false, MlsCipherSuite.X25519ChaCha20Poly1305Sha256Ed25519).Device(7);

    [Benchmark]
    public int Create()
    {
        using var package = _device.CreateKeyPackage();
        return package.Message.Length;
    }
}
