namespace FastChat.Storage.Annotations;

/// <summary>What a row of `annotations` says about its conversation. Part of the key on disk: never renumber.</summary>
internal enum AnnotationKind : byte
{
    /// <summary>account (or 16 zero bytes: everyone) ‖ sequence.</summary>
    Mention = 1,

    /// <summary>Nothing: one row, a <see cref="PinsRecord"/>; or account: those of them that it does not see, a <see cref="PinsRecord"/>.</summary>
    Pins = 2,

    /// <summary>root: a <see cref="ThreadRecord"/>.</summary>
    Thread = 3,

    /// <summary>account: a <see cref="ThreadCursorsRecord"/>.</summary>
    ThreadCursors = 4,

    /// <summary>poll ‖ account: the options chosen in an anonymous poll, u32.</summary>
    Vote = 5,

    /// <summary>type ‖ sequence: a message with a custom payload of this type.</summary>
    Payload = 6,

    /// <summary>type: its name.</summary>
    PayloadType = 7,

    /// <summary>account: a <see cref="HiddenRecord"/>.</summary>
    Hidden = 8,

    /// <summary>media ‖ sequence: a message that refers to it.</summary>
    MediaUse = 9,

    /// <summary>Nothing: one row, seconds after which messages expire, u32.</summary>
    MessageTimer = 10,

    /// <summary>account ‖ message id: a <see cref="ScheduledRecord"/>.</summary>
    Scheduled = 11,

    /// <summary>poll: a <see cref="TallyRecord"/>.</summary>
    Tally = 12,

    /// <summary>Nothing: one row, a <see cref="GroupRecord"/>.</summary>
    Group = 20,

    /// <summary>account: a <see cref="GroupAccountRecord"/>.</summary>
    GroupAccount = 21,

    /// <summary>account: when it last sent a message where slow mode is on, milliseconds, i64.</summary>
    LastMessage = 22,

    /// <summary>invite: an <see cref="InviteRecord"/>.</summary>
    Invite = 23,

    /// <summary>account: a <see cref="JoinRequestRecord"/>.</summary>
    JoinRequest = 24,

    /// <summary>account: a <see cref="WithheldRecord"/>.</summary>
    Withheld = 25,

    /// <summary>webhook: a <see cref="IncomingWebhookRecord"/>.</summary>
    Webhook = 40,
}
