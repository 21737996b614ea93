namespace FastChat.Storage.Records;

/// <summary>Lets a reader that has found nothing in <see cref="RowCache"/> offer what the database says.</summary>
/// <param name="Hash">Of table and key.</param>
/// <param name="Version">Of the bucket then; every write of a row of the bucket makes another.</param>
internal readonly record struct RowTicket(int Hash, long Version)
{
    /// <summary>The version while a write is under way: nothing is kept.</summary>
    public const long Void = -1;
}
