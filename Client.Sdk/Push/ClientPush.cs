using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using FastChat.Client.LocalState;
using FastChat.Protocol.Identifiers;
using FastChat.Protocol.Push;
using Wire = FastChat.Protocol;

namespace FastChat.Client;

/// <summary>
/// How this device is told of messages while it is not connected. What is asked for is kept in the store and told to the server
/// whenever it can be reached; it ends with the sign-in. All members are for any thread and need a signed-in account.
/// </summary>
public sealed class ClientPush
{
    private readonly Func<SignedInClient> _client;

    internal ClientPush(Func<SignedInClient> client) => _client = client;

    /// <summary>How this device is pushed to, as far as it knows now.</summary>
    /// <exception cref="ChatException">No account is signed in.</exception>
    public PushRegistration Registration
    {
        get
        {
            var push = _client().Store.Read(PushTable.Read);
            return new PushRegistration(push.State, push.Kind, push.Endpoint, push.Code);
        }
    }

    /// <summary>What the server can push by. Waits for a connection.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">Refused, or the client was stopped while it waited.</exception>
    public async Task<PushServer> ReadServerAsync(CancellationToken cancellationToken = default)
    {
        var answer = await _client().Engine.RequestAsync(new Wire.ClientFrame { FetchPush = new Wire.FetchPush() }, cancellationToken)
            .ConfigureAwait(false);
        var state = answer.PushState ?? throw new ChatException(ErrorCode.InvalidResponse, "The answer holds no push state.");
        return new PushServer(state.VapidPublicKey.ToByteArray(), [.. state.Kinds.Select(kind => (PushKind)kind)], state.PreviewsAllowed);
    }

    /// <summary>Has this device pushed to, in place of an earlier target. Works offline; <see cref="Registration"/> tells what became of it.</summary>
    /// <param name="target">Where.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <exception cref="ChatException">No account is signed in, or a key has the wrong form.</exception>
    public Task EnableAsync(PushTarget target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target.Kind == PushKind.WebPush && (target.AuthSecret.Length != PushSeal.AuthSecretBytes || !PushKey.IsPoint(target.PublicKey.Span)))
            throw new ChatException(ErrorCode.InvalidArgument, "A browser's key has 65 bytes, its secret 16.");
        return ChangeAsync(
            before =>
            {
                // The key stays: what is under way was sealed to it.
                var key = target.Kind == PushKind.WebPush ? null : before.Key.Length > 0 ? PushKey.Import(before.Key) : PushKey.Create();
                return new StoredPush(
                    PushRegistrationState.Waiting,
                    target.Kind,
                    target.Endpoint,
                    target.Topic ?? "",
                    target.Preview,
                    target.KeepRead,
                    key?.PublicKey ?? target.PublicKey.ToArray(),
                    key?.AuthSecret ?? target.AuthSecret.ToArray(),
                    key?.Export() ?? before.Key,
                    null);
            },
            cancellationToken);
    }

    /// <summary>Has this device no longer pushed to. Works offline: the server is told as soon as it can be reached.</summary>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <exception cref="ChatException">No account is signed in.</exception>
    public Task DisableAsync(CancellationToken cancellationToken = default) => ChangeAsync(
        before => StoredPush.None with { State = PushRegistrationState.Waiting, Key = before.Key }, cancellationToken);

    /// <summary>Opens the body of a push: what a UnifiedPush distributor handed over (RFC 8291).</summary>
    /// <param name="body">Its bytes.</param>
    /// <returns>Null: it was not made for this device, or it was changed on the way.</returns>
    /// <exception cref="ChatException">No account is signed in.</exception>
    public PushNotice? Open(ReadOnlySpan<byte> body)
    {
        var key = _client().Store.Read(PushTable.Read).Key;
        if (key.Length == 0 || !PushSeal.TryOpen(body, PushKey.Import(key), out var notice))
            return null;
        var read = Read(notice);
        CryptographicOperations.ZeroMemory(notice);
        return read;
    }

    /// <summary>The same for a push of Firebase or Apple: the value <c>fastchat</c> beside <c>kind</c> and <c>tag</c>.</summary>
    /// <param name="text">The value, base64url.</param>
    /// <returns>Null: it was not made for this device, or it was changed on the way.</returns>
    /// <exception cref="ChatException">No account is signed in.</exception>
    public PushNotice? Open(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Base64Url.IsValid(text) ? Open(Base64Url.DecodeFromChars(text)) : null;
    }

    private async Task ChangeAsync(Func<StoredPush, StoredPush> change, CancellationToken cancellationToken)
    {
        var client = _client();
        await client.Store.WriteAsync(
            transaction =>
            {
                PushTable.Write(transaction.Connection, change(PushTable.Read(transaction.Connection)));
                return true;
            },
            durable: true,
            cancellationToken).ConfigureAwait(false);
        client.Engine.TellPush();
    }

    // A later version may tell more; what it calls otherwise is not for us.
    private static PushNotice? Read(byte[] notice)
    {
        try
        {
            using var document = JsonDocument.Parse(notice);
            var root = document.RootElement;
            if (!AccountId.TryParse(root.GetProperty("account").GetString(), out var account)
                || !ConversationId.TryParse(root.GetProperty("conversation").GetString(), out var conversation))
                return null;
            PushNoticeKind? kind = root.GetProperty("kind").GetString() switch
            {
                "message" => PushNoticeKind.Message,
                "read" => PushNoticeKind.Read,
                _ => null,
            };
            if (kind is null)
                return null;
            PushPreview? preview = null;
            if (root.TryGetProperty("preview", out var told))
                preview = new PushPreview(Text(told, "title"), Text(told, "from"), Text(told, "text"));
            return new PushNotice(
                kind.Value,
                Text(root, "tag"),
                account,
                conversation,
                root.GetProperty("sequence").GetInt64(),
                root.TryGetProperty("unread", out var unread) ? unread.GetInt64() : 0,
                preview);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
