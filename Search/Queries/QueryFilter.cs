namespace FastChat.Search.Queries;

/// <summary>A filter as it was written.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Value">What follows the colon.</param>
/// <param name="IsExcluded">Written with a minus sign: what it fits is left out.</param>
/// <param name="At">Where, in UTF-16 code units.</param>
public sealed record QueryFilter(FilterKind Kind, string Value, bool IsExcluded, int At);
