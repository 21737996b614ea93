using FastChat.Server.Push;

namespace FastChat.Server.Hosting;

/// <summary>Gives pushes to the host's hook first.</summary>
internal sealed class TakenPushes(IPushHook hook) : IPushTaker
{
    public async Task<bool> TakeAsync(PushJob job, PushParcel parcel, CancellationToken cancellation) => await hook.OnPushingAsync(
        new HookPush(
            job.Place.Account, job.Place.Device, job.Subscription.Kind, job.Place.Conversation, job.Through, job.IsWithdrawal, parcel.Tag),
        cancellation);
}
