using System.Text;
using FastChat.Protocol;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Routing;
using FastChat.Storage.Administration;
using Google.Protobuf;

namespace FastChat.Server.Administration;

/// <summary>Asks for messages of the server's. <see cref="AnnouncementWork"/> sends them.</summary>
internal sealed class Announcements(Jobs jobs)
{
    public static string RequireText(string text) => text.Trim() is { Length: > 0 } trimmed && Encoding.UTF8.GetByteCount(trimmed) <= AdministrationLimits.AnnouncementBytesMax
        ? trimmed
        : throw new RefusalException(Code.Malformed, $"text has 1 to {AdministrationLimits.AnnouncementBytesMax} bytes.");

    /// <param name="text">What to say.</param>
    /// <param name="account">To whom; none: to everybody.</param>
    public async Task<(JobId Id, JobRecord Job)> BeginAsync(string text, AccountId account)
    {
        var id = jobs.NewId();
        return (id, await jobs.AddAsync(id, JobKind.Announcement, account, jobs.Now(), new MessageContent { Text = text }.ToByteArray()));
    }
}
