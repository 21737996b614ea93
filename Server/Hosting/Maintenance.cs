using System.Globalization;
using FastChat.Protocol.Identifiers;
using FastChat.Server.Indexing;
using FastChat.Storage;
using FastChat.Storage.Search;

namespace FastChat.Server.Hosting;

/// <summary>What can be done with an open database besides serving it. Blocking; the answers are for a person to read.</summary>
internal sealed class Maintenance(ChatDatabase database, SearchIndexer? indexer = null)
{
    /// <summary>Copies database, wrapped keys and media into a directory of their own.</summary>
    public string Backup(string directory)
    {
        if (!Path.IsPathFullyQualified(directory)) throw new ArgumentException("The directory of a backup must be an absolute path.");
        database.Backup(directory);
        return $"Backed up to {directory}. The key-encryption key is not in it: keep a copy of it elsewhere.";
    }

    /// <summary>Reads all values, logs and blobs.</summary>
    public string Verify()
    {
        var report = database.Verify();
        if (!report.IsSound) throw new StorageCorruptException(string.Join(Environment.NewLine, report.Problems));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"All is well: {report.Rows} rows, {report.Conversations} conversations with {report.Entries} entries, {report.MediaFiles} media files.");
    }

    /// <summary>Rewrites table files and logs, so that nothing of what was removed is left on the disk.</summary>
    public string Purge()
    {
        database.Purge();
        return "What was deleted or has expired is gone from the database's files. Copies in backups are not.";
    }

    /// <summary>Wraps all data keys anew.</summary>
    public string RotateKeys()
    {
        database.RotateKeys();
        return "All data keys are wrapped under the new key. Back the key file up; copies of the old key open older backups only.";
    }

    /// <summary>Makes the search index of every conversation anew.</summary>
    public string RebuildSearch()
    {
        var count = indexer is null
            ? new SearchRebuild(database).Run()
            : indexer.RebuildAsync(CancellationToken.None).GetAwaiter().GetResult();
        return string.Create(CultureInfo.InvariantCulture, $"Made the search indexes of {count} conversations anew.");
    }

    /// <summary>Compares the search index of every conversation with its log.</summary>
    public string VerifySearch()
    {
        var verification = new SearchVerification(database);
        var (count, problems) = (0, new List<string>());
        var after = ConversationId.None;
        while (database.Conversations.ReadIds(after, StorageLimits.VerifyPageConversations) is { Count: > 0 } page)
        {
            foreach (var conversation in page)
            {
                count++;
                if (problems.Count < StorageLimits.VerifyProblemsMax && verification.Check(conversation) is { } problem) problems.Add(problem);
            }

            after = page[^1];
        }

        if (problems.Count > 0) throw new StorageCorruptException(string.Join(Environment.NewLine, problems.Append("`search rebuild` makes the indexes anew.")));
        return string.Create(CultureInfo.InvariantCulture, $"The search indexes of {count} conversations are what their logs make.");
    }
}
