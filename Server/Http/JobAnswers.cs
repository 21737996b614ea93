using FastChat.Protocol.Identifiers;
using FastChat.Server.Http.Bodies;
using FastChat.Storage.Administration;

namespace FastChat.Server.Http;

/// <summary>Jobs as answers.</summary>
internal static class JobAnswers
{
    public static JobBody Body(JobId id, JobRecord job) => new(
        id.ToString(),
        job.Kind.ToString().ToLowerInvariant(),
        job.State.ToString().ToLowerInvariant(),
        job.Account.IsNone() ? null : job.Account.ToString(),
        job.CreatedMs,
        job.DueMs,
        job.Problem.Length > 0 ? job.Problem : null);

    public static JsonResultOf<JobBody> Answer((JobId Id, JobRecord Job) job, int status = StatusCodes.Status200OK) =>
        new(Body(job.Id, job.Job), JsonShapes.Default.JobBody, status);
}
