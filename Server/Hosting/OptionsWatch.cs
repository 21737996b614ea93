using System.Runtime.InteropServices;
using Microsoft.Extensions.Primitives;

namespace FastChat.Server.Hosting;

/// <summary>Has the options read again when their file changes, and on SIGHUP. Disposed before the server.</summary>
internal sealed class OptionsWatch : IDisposable
{
    private readonly IDisposable _file;
    private readonly PosixSignalRegistration? _signal;

    public OptionsWatch(IConfiguration configuration, OptionsReload reload)
    {
        _file = ChangeToken.OnChange(configuration.GetReloadToken, reload.TryReload);
        if (OperatingSystem.IsWindows()) return;
        _signal = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            reload.TryReload();
        });
    }

    public void Dispose()
    {
        _file.Dispose();
        _signal?.Dispose();
    }
}
