using FastChat.Client.LocalState;
using Wire = FastChat.Protocol;

namespace FastChat.Client.Internal;

/// <summary>Uploads the attachments of drafts. Called for one draft at a time from several tasks, also again after a restart.</summary>
internal interface IUploads
{
    /// <summary>
    /// Returns what is to be sent. A <see cref="ChatException"/> that says fix, denied or stop refuses the draft; everything
    /// else is tried again later.
    /// </summary>
    Task<Wire.OutgoingEntry> UploadAsync(OutboxRow row, CancellationToken cancellationToken);
}
