using FastChat.Client.Media;

namespace FastChat.Client.Accounts;

/// <summary>What an account does with all of its data. Thread-safe; every failure is a <see cref="ChatException"/>.</summary>
internal sealed class AccountDataApi(HttpApi http, MediaApi media, TimeProvider time)
{
    private const string Export = "v1/accounts/me/export";
    private const string Deletion = "v1/accounts/me/deletion";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(10);

    /// <summary>Has the archive made, waits for it, and downloads it.</summary>
    public async Task ExportAsync(Stream to, IProgress<Transfer>? progress, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(ApiRequests.WithoutBody(HttpMethod.Post, Export), cancellationToken).ConfigureAwait(false);
        }
        catch (ChatException e) when (e.Code == ErrorCode.AlreadyUnderWay)
        {
            // By another device, or before this one was interrupted: that archive is as good.
        }

        for (var pause = FirstPause; ; pause = pause * 2 < PauseMax ? pause * 2 : PauseMax)
        {
            var job = await SendAsync(ApiRequests.WithoutBody(HttpMethod.Get, Export), cancellationToken).ConfigureAwait(false);
            if (job.State == "done")
                break;
            if (job.State == "failed")
                throw new ChatException(ErrorCode.Internal, job.Problem ?? "The server could not make the archive.");
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }

        await media.DownloadAsync($"{Export}/archive", to, progress, cancellationToken).ConfigureAwait(false);
    }

    public async Task<AccountDeletion> DeleteAsync(string? password, OwnMessages messages, CancellationToken cancellationToken)
    {
        var body = new DeleteAccountBody(password, messages == OwnMessages.Remove ? "remove" : "keep");
        var request = new ApiRequest<DeleteAccountBody>(HttpMethod.Post, Deletion, body, ApiShapes.Default.DeleteAccountBody, true);
        return Read(await http.SendAsync(request, ApiShapes.Default.JobBody, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Null: the account is not to be deleted.</summary>
    public async Task<AccountDeletion?> ReadDeletionAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Read(await SendAsync(ApiRequests.WithoutBody(HttpMethod.Get, Deletion), cancellationToken).ConfigureAwait(false));
        }
        catch (ChatException e) when (e.Code == ErrorCode.NotFound)
        {
            return null;
        }
    }

    public Task CancelDeletionAsync(CancellationToken cancellationToken) =>
        http.SendAsync(ApiRequests.WithoutBody(HttpMethod.Delete, Deletion), cancellationToken);

    private Task<JobBody> SendAsync(ApiRequest<object?> request, CancellationToken cancellationToken) =>
        http.SendAsync(request, ApiShapes.Default.JobBody, cancellationToken);

    private static AccountDeletion Read(JobBody job) => new(DateTimeOffset.FromUnixTimeMilliseconds(job.DueMs));
}
