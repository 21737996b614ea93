using FastChat.Server.Media;

namespace FastChat.Server.Http;

/// <summary>The words of tus 1.0.0 (tus.io), the protocol of uploads in parts.</summary>
internal static class TusProtocol
{
    public const string Version = "1.0.0";
    public const string Extensions = "creation,creation-with-upload,checksum,termination,expiration";
    public const string PartType = "application/offset+octet-stream";

    /// <summary>A status that tus made up.</summary>
    public const int ChecksumMismatchStatus = 460;

    public const string Resumable = "Tus-Resumable";
    public const string VersionHeader = "Tus-Version";
    public const string ExtensionHeader = "Tus-Extension";
    public const string MaxSize = "Tus-Max-Size";
    public const string ChecksumAlgorithm = "Tus-Checksum-Algorithm";
    public const string Length = "Upload-Length";
    public const string DeferLength = "Upload-Defer-Length";
    public const string Offset = "Upload-Offset";
    public const string Metadata = "Upload-Metadata";
    public const string Checksum = "Upload-Checksum";
    public const string Expires = "Upload-Expires";
    public const string MethodOverride = "X-HTTP-Method-Override";

    /// <summary>Not of tus: which blob an upload became.</summary>
    public const string MediaId = "X-Media-Id";

    /// <summary>What a page's script may read of an answer.</summary>
    public static readonly string[] ResponseHeaders =
        ["Location", Resumable, VersionHeader, ExtensionHeader, MaxSize, ChecksumAlgorithm, Length, Offset, Metadata, Expires, MediaId];

    /// <summary>What this server can do, as the answer to OPTIONS.</summary>
    public static void Describe(IHeaderDictionary headers, long bytesMax)
    {
        headers[VersionHeader] = Version;
        headers[ExtensionHeader] = Extensions;
        headers[MaxSize] = Number(bytesMax);
        headers[ChecksumAlgorithm] = ContentChecksum.Algorithms;
    }

    public static string Number(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
