using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;

namespace FastChat.Client.Accounts;

/// <summary>Sends requests to the HTTP API, with or without an access token. Thread-safe.</summary>
internal sealed class HttpApi : IDisposable
{
    /// <summary>JSON answers are small; a bigger one is none of ours.</summary>
    private const int AnswerBytesMax = 1024 * 1024;

    /// <summary>How long a JSON request may take in all; Argon2id on a loaded server takes seconds.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    public HttpApi(HttpMessageHandler handler, bool ownsHandler, Uri address, TimeProvider time)
    {
        _time = time;
        _http = new HttpClient(handler, ownsHandler)
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = AnswerBytesMax,
        };
    }

    /// <summary>Gives access tokens to the requests that need one.</summary>
    public SessionTokens? Tokens { get; set; }

    /// <summary>A JSON request and its JSON answer.</summary>
    public async Task<TAnswer> SendAsync<TBody, TAnswer>(
        ApiRequest<TBody> request, JsonTypeInfo<TAnswer> answer, CancellationToken cancellationToken)
        where TAnswer : class
    {
        using var timeout = new CancellationTokenSource(AnswerTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var response = await SendAsync(request.Make, request.Authorized, HttpCompletionOption.ResponseContentRead, both.Token)
                .ConfigureAwait(false);
            return await response.Content.ReadFromJsonAsync(answer, both.Token).ConfigureAwait(false)
                ?? throw new ChatException(ErrorCode.InvalidResponse, "The answer is empty.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ChatException(ErrorCode.TimedOut, "The server did not answer in time.");
        }
        catch (Exception e) when (HttpFailures.Of(e) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>A JSON request whose answer is empty.</summary>
    public async Task SendAsync<TBody>(ApiRequest<TBody> request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(AnswerTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var response = await SendAsync(request.Make, request.Authorized, HttpCompletionOption.ResponseContentRead, both.Token)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ChatException(ErrorCode.TimedOut, "The server did not answer in time.");
        }
        catch (Exception e) when (HttpFailures.Of(e) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>
    /// Sends a request until it is accepted: a refused access token is renewed once. Throws <see cref="ChatException"/> for
    /// refusals; network failures come out as they are.
    /// </summary>
    public async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> make, bool authorized, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        string? refused = null;
        while (true)
        {
            using var request = make();
            var access = authorized ? await AccessAsync(refused, cancellationToken).ConfigureAwait(false) : null;
            if (access is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access);
            var response = await _http.SendAsync(request, completion, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
            {
                var failure = await HttpFailures.ReadAsync(response, cancellationToken).ConfigureAwait(false);
                if (access is null || refused is not null || failure.Code is not (ErrorCode.TokenExpired or ErrorCode.TokenInvalid))
                    throw failure;
                refused = access;
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<string> AccessAsync(string? refused, CancellationToken cancellationToken)
    {
        if (Tokens is not { } tokens)
            throw new ChatException(ErrorCode.SignedOut, "No account is signed in.");
        return (await tokens.GetAccessAsync(refused, cancellationToken).ConfigureAwait(false)).Token;
    }
}
