using System.Collections.Concurrent;
using System.Net;
using FastChat.Bench.Load.Processes;
using FastChat.Bench.Load.Wire;

namespace FastChat.Tests.Recovery.Crowds;

/// <summary>Reads for many members on one thread, so that thousands of connections cost the test next to nothing.</summary>
internal sealed class Crowd : IDisposable
{
    private const int WaitMilliseconds = 50;
    private const int ConnectAtOnce = 32;
    private readonly CrowdMember[] _members;
    private readonly Poller _poller = new();
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopping;

    public Crowd(IEnumerable<CrowdMember> members)
    {
        _members = [.. members];
        _thread = new Thread(Run) { IsBackground = true, Name = "crowd" };
        _thread.Start();
    }

    public IReadOnlyList<CrowdMember> Members => _members;

    /// <summary>Connects these accounts and says Hello, many at once.</summary>
    public static CrowdMember[] Connect(IReadOnlyList<SeededAccount> accounts, EndPoint server, int? kernelReceiveBytes = null)
    {
        var members = new ConcurrentDictionary<int, CrowdMember>();
        Parallel.For(0, accounts.Count, new ParallelOptions { MaxDegreeOfParallelism = ConnectAtOnce }, i =>
        {
            var member = new CrowdMember(accounts[i], new LeanConnection(server, kernelReceiveBytes));
            member.Connection.Greet(accounts[i], member);
            members[i] = member;
        });
        return [.. members.OrderBy(m => m.Key).Select(m => m.Value)];
    }

    /// <summary>Stops reading; rethrows what went wrong.</summary>
    public Task StopAsync()
    {
        _stopping = true;
        return _ended.Task;
    }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _poller.Dispose();
        foreach (var member in _members)
            member.Dispose();
    }

    private void Run()
    {
        try
        {
            for (var i = 0; i < _members.Length; i++)
            {
                _members[i].Connection.HandOver();
                _poller.Add(_members[i].Connection.Socket, i);
                _members[i].Connection.DrainTo(_members[i]);
            }
            while (!_stopping)
            {
                var count = _poller.Wait(WaitMilliseconds);
                for (var i = 0; i < count; i++)
                    Read(_members[_poller.Ready(i).Index]);
            }
            _ended.SetResult();
        }
        catch (Exception failure) // told to the test, which awaits StopAsync
        {
            _ended.SetException(failure);
        }
    }

    private static void Read(CrowdMember member)
    {
        if (!member.Connection.Receive(member))
            throw new IOException($"the server ended the connection of {member.Account.Handle}");
        if (member.Connection.HasUnsent)
            member.Connection.Flush();
    }
}
