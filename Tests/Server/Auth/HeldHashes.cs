using System.Diagnostics.Metrics;
using FastChat.Server.Diagnostics;

namespace FastChat.Tests.Server.Auth;

/// <summary>Hashes that the test which made this asks for are begun, and not done before it lets them go; those of others are left alone.</summary>
internal sealed class HeldHashes : IDisposable
{
    private static readonly AsyncLocal<HeldHashes?> Here = new();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualResetEventSlim _released = new();
    private readonly MeterListener _listener = new();

    public HeldHashes()
    {
        Here.Value = this;

        // Counted where they are computed, in the flow of whoever asked.
        _listener.SetMeasurementEventCallback<long>((_, _, _, _) =>
        {
            if (Here.Value == this && !_released.Wait(Patience)) LetGo();
        });
        _listener.EnableMeasurementEvents(Instruments.PasswordHashes);
        _listener.Start();
    }

    public void LetGo() => _released.Set();

    public void Dispose()
    {
        Here.Value = null;
        LetGo();
        _listener.Dispose();
    }
}
