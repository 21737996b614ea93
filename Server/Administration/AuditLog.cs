using FastChat.Server.Routing;
using FastChat.Storage;

namespace FastChat.Server.Administration;

/// <summary>
/// Writes down what administrators do: a row before it is done, durable, so that nothing is done without one; and another if it
/// was refused or failed. Ids only: no content, no names.
/// </summary>
internal sealed class AuditLog(ChatDatabase database, ServerRecords records, TimeProvider time)
{
    private const string Begun = "begun";
    private const string Failed = "failed";

    /// <summary>Writes the row, then does it.</summary>
    public async Task<T> RunAsync<T>(string actor, string action, string target, Func<Task<T>> run)
    {
        await AppendAsync(actor, action, target, Begun);
        try
        {
            return await run();
        }
        catch (RefusalException refusal)
        {
            await AppendAsync(actor, action, target, refusal.Code.ToString());
            throw;
        }
        catch (Exception)
        {
            await AppendAsync(actor, action, target, Failed);
            throw;
        }
    }

    public Task RunAsync(string actor, string action, string target, Func<Task> run) => RunAsync(actor, action, target, async () =>
    {
        await run();
        return true;
    });

    private Task AppendAsync(string actor, string action, string target, string outcome) => records.RunAsync(batch =>
        database.Administration.Audit.Append(batch, time.GetUtcNow().ToUnixTimeMilliseconds(), actor, action, target, outcome));
}
