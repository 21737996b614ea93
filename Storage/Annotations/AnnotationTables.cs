using FastChat.Protocol.Identifiers;
using FastChat.Storage.Records;
using FastChat.Storage.Sealing;

namespace FastChat.Storage.Annotations;

/// <summary>What is kept about conversations beside their logs, so that it can be counted and found.</summary>
public sealed class AnnotationTables
{
    private readonly AnnotationRows _rows;

    internal AnnotationTables(Rows rows, KeyRing keys)
    {
        var annotations = _rows = new AnnotationRows(rows, keys);
        Mentions = new MentionTable(annotations);
        Pins = new PinTable(annotations);
        Threads = new ThreadTable(annotations);
        Votes = new VoteTable(annotations);
        Payloads = new PayloadTable(annotations);
        Hidden = new HiddenTable(annotations);
        MediaUses = new MediaUseTable(annotations);
        Scheduled = new ScheduledTable(annotations);
        MessageTimers = new MessageTimerTable(annotations);
        Groups = new GroupTable(annotations);
        Invites = new InviteTable(annotations);
        JoinRequests = new JoinRequestTable(annotations);
        Withheld = new WithheldTable(annotations);
        Webhooks = new IncomingWebhookTable(annotations);
        Timers = new TimerTable(rows, keys.Server);
    }

    /// <summary>Whether there is anything of a conversation in these tables, timers aside. Most have nothing.</summary>
    public bool HasAny(ConversationId conversation) => _rows.HasAny(conversation);

    public MentionTable Mentions { get; }

    public PinTable Pins { get; }

    public ThreadTable Threads { get; }

    public VoteTable Votes { get; }

    public PayloadTable Payloads { get; }

    public HiddenTable Hidden { get; }

    public MediaUseTable MediaUses { get; }

    public ScheduledTable Scheduled { get; }

    public MessageTimerTable MessageTimers { get; }

    public GroupTable Groups { get; }

    public InviteTable Invites { get; }

    public JoinRequestTable JoinRequests { get; }

    public WithheldTable Withheld { get; }
    public IncomingWebhookTable Webhooks { get; }

    public TimerTable Timers { get; }
}
