namespace FastChat.Storage.Annotations;

/// <summary>Gets what follows the prefix in a row's key, and the row; false stops.</summary>
internal delegate bool AnnotationVisitor(ReadOnlySpan<byte> rest, SealedRow row);
