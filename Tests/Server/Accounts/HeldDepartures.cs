using FastChat.Server.Accounts;
using FastChat.Server.Handlers;
using Microsoft.Extensions.DependencyInjection;

namespace FastChat.Tests.Server.Accounts;

/// <summary>The real departures, which wait to be let go.</summary>
internal sealed class HeldDepartures : IGroupDepartures
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private GroupDepartures? _real;

    /// <summary>Somebody is about to leave.</summary>
    public Task Reached => _reached.Task;

    public void Register(IServiceCollection services) => services.AddSingleton<GroupDepartures>().AddSingleton<IGroupDepartures>(provider =>
    {
        _real = provider.GetRequiredService<GroupDepartures>();
        return this;
    });

    public void LetGo() => _released.TrySetResult();

    public async Task LeaveGroupsAsync(AccountId account)
    {
        _reached.TrySetResult();
        await _released.Task;
        await _real!.LeaveGroupsAsync(account);
    }
}
