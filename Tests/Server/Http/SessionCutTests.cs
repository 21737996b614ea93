using System.Diagnostics;
using FastChat.Protocol;
using FastChat.Tests.Support.Raw;

namespace FastChat.Tests.Server.Http;

/// <summary>S4: what ends a sign-in cuts its live connection within a second.</summary>
[NonParallelizable]
public sealed class SessionCutTests : HttpTestBase
{
    private static readonly TimeSpan CutWithin = TimeSpan.FromSeconds(1);

    [Test]
    public Task Reuse_of_a_refresh_token_cuts_the_connection() => RequireCutAsync(async session =>
    {
        var second = await Server.Accounts.RefreshAsync(session.RefreshToken);
        await Server.Accounts.RefreshAsync(second.RefreshToken);
        return () => SendAsync(HttpMethod.Post, "v1/sessions/refresh", body: new { refresh_token = session.RefreshToken });
    });

    [Test]
    public Task Signing_out_cuts_the_connection() => RequireCutAsync(session =>
        Task.FromResult<Func<Task>>(() => SendAsync(HttpMethod.Delete, "v1/sessions/current", session)));

    [Test]
    public Task Being_revoked_by_another_device_cuts_the_connection() => RequireCutAsync(async session =>
    {
        var other = await Server.Accounts.SignInAsync(session.Handle);
        return () => SendAsync(HttpMethod.Delete, $"v1/devices/{session.DeviceText}", other);
    });

    [Test]
    public Task A_change_of_the_password_cuts_the_connections_of_other_devices() => RequireCutAsync(async session =>
    {
        var other = await Server.Accounts.SignInAsync(session.Handle);
        return () => SendAsync(HttpMethod.Put, "v1/accounts/me/password", other, new { current_password = RawAccounts.Password, new_password = "battery staple" });
    });

    [Test]
    public Task Signing_in_again_on_the_device_cuts_the_connection() => RequireCutAsync(session =>
        Task.FromResult<Func<Task>>(() => SendAsync(HttpMethod.Post, "v1/sessions", body: new { handle = session.Handle, password = RawAccounts.Password, device_name = "x", device_id = session.DeviceText })));

    // The best of three: a busy machine may delay one of them, a design that waits for something delays all.
    private async Task RequireCutAsync(Func<RawSession, Task<Func<Task>>> prepare)
    {
        var fastest = TimeSpan.MaxValue;
        for (var attempt = 0; attempt < 3 && fastest > CutWithin; attempt++)
        {
            var session = await RegisterAsync();
            await using var connection = await RawClient.ConnectAsync(Server.Tcp, session);
            var act = await prepare(session);
            Assert.That(connection.HasEnded, Is.False);
            await act();
            var watch = Stopwatch.StartNew();
            // Close is the last frame that the server sends; the socket lives a moment longer, for the frame to arrive.
            await connection.NextEventAsync(frame => frame.BodyCase == ServerFrame.BodyOneofCase.Close);
            fastest = TimeSpan.FromTicks(Math.Min(fastest.Ticks, watch.Elapsed.Ticks));
            Assert.That((await connection.Closed)?.Code, Is.EqualTo(Code.CloseRevoked));
        }

        TestContext.Out.WriteLine($"cut after {fastest.TotalMilliseconds:F0} ms");
        Assert.That(fastest, Is.LessThanOrEqualTo(CutWithin));
    }
}
