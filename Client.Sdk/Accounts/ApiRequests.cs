namespace FastChat.Client.Accounts;

/// <summary>Requests without a body.</summary>
internal static class ApiRequests
{
    public static ApiRequest<object?> WithoutBody(HttpMethod method, string path, bool authorized = true) =>
        new(method, path, null, null, authorized);
}
