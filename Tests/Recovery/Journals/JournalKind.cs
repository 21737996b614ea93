namespace FastChat.Tests.Recovery.Journals;

/// <summary>What a client notes, always at once: invocations before bytes leave, outcomes when they are read.</summary>
internal enum JournalKind
{
    /// <summary>A message is about to be sent for the first time. MessageId, Number, Hash.</summary>
    SendInvoked = 'S',

    /// <summary>An ack was read. MessageId, Number, Sequence.</summary>
    SendAcked = 'A',

    /// <summary>The message was refused for good and will not be tried again. MessageId, Number.</summary>
    SendRefused = 'R',

    /// <summary>The server told which send number it expects next. Number.</summary>
    NumberExpected = 'E',

    /// <summary>An entry arrived as a live event. Sequence, MessageId, Number, Hash, Sender.</summary>
    Live = 'L',

    /// <summary>An entry arrived as an answer to a request (history). As Live.</summary>
    Fetched = 'F',

    /// <summary>A read is about to be asked for.</summary>
    ReadInvoked = 'I',

    /// <summary>The read that was invoked last told this head. Sequence.</summary>
    ReadAnswered = 'O',

    /// <summary>The account's read cursor was told. Sequence, Number = ordinal.</summary>
    Cursor = 'C',

    /// <summary>A block's end told how many entries up to it count as unread. Sequence of its last entry, Number = ordinal.</summary>
    Ordinal = 'N',
}
