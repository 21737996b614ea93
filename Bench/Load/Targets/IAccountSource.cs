using FastChat.Bench.Load.Processes;

namespace FastChat.Bench.Load.Targets;

/// <summary>Where the accounts of a run come from.</summary>
internal interface IAccountSource
{
    /// <summary>Accounts that nobody else of this run uses, with fresh tokens.</summary>
    Task<SeededAccount[]> TakeAsync(int count, CancellationToken cancellation);
}
