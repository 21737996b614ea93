namespace FastChat.Client;

/// <summary>
/// Why something did not succeed. The numbers are those of the wire (docs/PROTOCOL.md); those from 900 on within a range are
/// made on this device. The range says what to do: <see cref="ErrorCodeAdvice"/>.
/// </summary>
public enum ErrorCode
{
    /// <summary>No reason was given.</summary>
    None = 0,

    /// <summary>The server is overloaded; nothing was done.</summary>
    Busy = 1001,

    /// <summary>Too many requests of this kind.</summary>
    RateLimited = 1002,

    /// <summary>The server is shutting down.</summary>
    ShuttingDown = 1003,

    /// <summary>The server cannot write to its disk; reading still works, writing needs its operator.</summary>
    StorageReadOnly = 1004,

    /// <summary>More unanswered requests than the server allows.</summary>
    TooManyInFlight = 1005,

    /// <summary>The server failed, and has logged why.</summary>
    Internal = 1006,

    /// <summary>The server cannot be reached: no network, no such host, or it does not answer.</summary>
    Unreachable = 1901,

    /// <summary>The connection ended before the answer came; whether the request was done is not known.</summary>
    ConnectionLost = 1902,

    /// <summary>The server did not answer in time; whether the request was done is not known.</summary>
    TimedOut = 1903,

    /// <summary>More unsent messages than this device keeps.</summary>
    OutboxFull = 1904,

    /// <summary>A field has the wrong form.</summary>
    Malformed = 2001,

    /// <summary>A message or attachment is larger than the server takes.</summary>
    MessageTooLarge = 2002,

    /// <summary>The server does not know this request: it is older than this SDK.</summary>
    UnknownRequest = 2003,

    /// <summary>Specified, but not available on this server yet (channels).</summary>
    NotSupported = 2004,

    /// <summary>Conversations with ENCRYPTION_MLS are not available on this server yet.</summary>
    EncryptionNotSupported = 2005,

    /// <summary>Not the next send number. The SDK renumbers by itself.</summary>
    OutOfOrder = 2006,

    /// <summary>Another message is stored under this send number. The SDK renumbers by itself.</summary>
    SendNumberReused = 2007,

    /// <summary>No message that could be meant: it does not exist, or is not one to edit, delete or react to.</summary>
    TargetNotFound = 2008,

    /// <summary>A media id that the caller may not read or that does not exist.</summary>
    MediaNotFound = 2009,

    /// <summary>No such account.</summary>
    AccountNotFound = 2010,

    /// <summary>Not a cursor of this server. The SDK starts over by itself.</summary>
    BadCursor = 2011,

    /// <summary>Not a possible handle: 3 to 32 of a-z, 0-9, <c>_</c>, <c>.</c>, <c>-</c>, beginning with a letter.</summary>
    InvalidHandle = 2012,

    /// <summary>Somebody else has this handle.</summary>
    HandleTaken = 2013,

    /// <summary>Too short or too long to become a password.</summary>
    InvalidPassword = 2014,

    /// <summary>A limit of the server is reached.</summary>
    LimitReached = 2015,

    /// <summary>Not a possible title: empty, or longer than 256 bytes of UTF-8.</summary>
    InvalidTitle = 2016,

    /// <summary>The server does not take this kind of media.</summary>
    UnsupportedMediaType = 2017,

    /// <summary>The conversation id is in use by somebody else.</summary>
    AlreadyExists = 2018,

    /// <summary>The asked part of a medium lies beyond its end.</summary>
    RangeNotSatisfiable = 2019,

    /// <summary>The poll takes no more votes.</summary>
    PollClosed = 2030,

    /// <summary>No such link or handle, or the link has expired, is used up or was revoked.</summary>
    InviteInvalid = 2031,

    /// <summary>A description is too long, or has characters that do not show.</summary>
    InvalidDescription = 2032,

    /// <summary>The name of a folder or contact is too long, or holds characters that do not show.</summary>
    InvalidName = 2046,

    /// <summary>There is no such folder.</summary>
    FolderNotFound = 2047,

    /// <summary>The account has no room for so many bytes of media: <see cref="ChatClient.ReadMediaUsageAsync"/>.</summary>
    QuotaExceeded = 2060,

    /// <summary>What the bytes of an attachment were found to be is not stored on this server.</summary>
    MediaTypeNotAllowed = 2061,

    /// <summary>An upload in parts goes on elsewhere. The SDK asks for its offset and goes on by itself.</summary>
    UploadOffsetWrong = 2062,

    /// <summary>A part of an upload arrived with another hash than announced; nothing of it was kept.</summary>
    ChecksumMismatch = 2063,

    /// <summary>The server speaks another version of the upload protocol.</summary>
    TusVersionUnsupported = 2064,

    /// <summary>The server has no credentials for this kind of push.</summary>
    PushNotConfigured = 2070,

    /// <summary>No address that the server is allowed to call, or no token of the kind's form.</summary>
    PushEndpointRefused = 2071,

    /// <summary>Not a key and secret of RFC 8291.</summary>
    PushKeysInvalid = 2072,

    /// <summary>The operator's rules do not take what was sent; the message says why.</summary>
    MessageRefused = 2074,

    /// <summary>A search that cannot be understood: the message says what is wrong, and where.</summary>
    BadQuery = 2080,

    /// <summary>An invitation is needed: none was given, or one that is unknown, expired or used up.</summary>
    InvitationInvalid = 2090,

    /// <summary>Only guests are upgraded.</summary>
    NotAGuest = 2091,

    /// <summary>The second step of signing in is on already, or is not on.</summary>
    TwoStepState = 2092,

    /// <summary>Not an e-mail address.</summary>
    InvalidEmail = 2093,

    /// <summary>An export or a deletion of this account was asked for already.</summary>
    AlreadyUnderWay = 2110,

    /// <summary>The archive is not made yet, or gone again.</summary>
    NotReady = 2111,

    /// <summary>The server's new options do not fit; the old ones stay in force.</summary>
    InvalidOptions = 2112,

    /// <summary>The message was withdrawn before it left.</summary>
    Withdrawn = 2901,

    /// <summary>Something that was given to the SDK cannot be sent: see the message.</summary>
    InvalidArgument = 2902,

    /// <summary>An attachment could not be read from its file or stream.</summary>
    AttachmentUnreadable = 2903,

    /// <summary>The answer is not that of a FastChat server: check the address.</summary>
    InvalidResponse = 2904,

    /// <summary>No such conversation or media, or it is not yours to know.</summary>
    NotFound = 3001,

    /// <summary>You are a member, but your role does not allow it.</summary>
    Forbidden = 3002,

    /// <summary>Unknown handle or wrong password (never told which).</summary>
    WrongCredentials = 3003,

    /// <summary>The access token is not valid.</summary>
    TokenInvalid = 3004,

    /// <summary>The access token has expired.</summary>
    TokenExpired = 3005,

    /// <summary>The refresh token was used before; its family is revoked.</summary>
    RefreshReused = 3006,

    /// <summary>You have blocked this account: unblock it first.</summary>
    Blocked = 3020,

    /// <summary>The owner cannot leave while others remain: make another member the owner.</summary>
    OwnerMustTransfer = 3007,

    /// <summary>Guests and bots do not become owners: make a person the owner.</summary>
    CannotOwn = 3008,

    /// <summary>The account is banned here: it can neither join nor be added.</summary>
    Banned = 3010,

    /// <summary>You may read here, but not speak until the mute ends.</summary>
    Muted = 3011,

    /// <summary>The pause between two messages of a member is not over: send it again then.</summary>
    SlowMode = 3012,

    /// <summary>A scanner of the server found an attachment to be harmful.</summary>
    MediaRejected = 3026,

    /// <summary>Nobody makes such an account here by himself.</summary>
    RegistrationClosed = 3030,

    /// <summary>The password was right; a code finishes signing in: <see cref="AccountAccess.EnterCodeAsync"/>.</summary>
    SecondStepNeeded = 3031,

    /// <summary>A one-time code that is wrong, used or expired.</summary>
    WrongCode = 3032,

    /// <summary>The token that this bot signed in with does not allow it: see <see cref="BotScopes"/>.</summary>
    ScopeMissing = 3033,

    /// <summary>Only admins of the server may do this.</summary>
    AdminRequired = 3040,

    /// <summary>An administrator has disabled the account, or it is being deleted.</summary>
    AccountDisabled = 3041,

    /// <summary>Nobody may use the server from this address.</summary>
    AddressBanned = 3042,

    /// <summary>No account is signed in, or the server has ended this sign-in: sign in again.</summary>
    SignedOut = 3901,

    /// <summary>An account is signed in already: sign out first, or use another store.</summary>
    AlreadySignedIn = 3902,

    /// <summary>The server is shutting down.</summary>
    CloseShuttingDown = 4001,

    /// <summary>No Hello in time, no answer to pings, or a frame that arrived too slowly.</summary>
    CloseTimeout = 4002,

    /// <summary>Too many connections here or from this address.</summary>
    CloseConnectionLimit = 4003,

    /// <summary>The server failed.</summary>
    CloseInternal = 4004,

    /// <summary>The access token ran out: refresh it, then reconnect.</summary>
    CloseAccessExpired = 4005,

    /// <summary>Too many requests.</summary>
    CloseRateLimited = 4006,

    /// <summary>Garbage, a wrong first frame, an oversized frame.</summary>
    CloseProtocolViolation = 4501,

    /// <summary>A frame was larger than the server takes.</summary>
    CloseFrameTooLarge = 4502,

    /// <summary>Another connection of this device said Hello.</summary>
    CloseReplaced = 4503,

    /// <summary>The device was signed out.</summary>
    CloseRevoked = 4504,

    /// <summary>The access token is not valid.</summary>
    CloseTokenInvalid = 4505,

    /// <summary>The server does not speak this version of the protocol: upgrade one of the two.</summary>
    CloseVersionUnsupported = 4506,

    /// <summary>Nobody may use the server from this address.</summary>
    CloseBanned = 4510,

    /// <summary>The server's certificate is not the pinned one, or not valid.</summary>
    CertificateRejected = 4901,

    /// <summary>Another client has this store open.</summary>
    StoreInUse = 4902,

    /// <summary>The store cannot be opened: damaged, or written by a newer version.</summary>
    StoreUnreadable = 4903,

    /// <summary>The store could not be read or written: disk full or failing.</summary>
    StoreFailed = 4904,

    /// <summary>The store was sealed with another key than the provider gave.</summary>
    StoreKeyWrong = 4905,
}
