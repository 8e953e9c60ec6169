namespace CallScript.Application.Common.Paging;

/// <summary>A page of a longer list.</summary>
/// <param name="Items">In the list's order.</param>
/// <param name="NextCursor">Opaque; where the next page starts. Null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Bounds of a page's size.</summary>
public static class PageLimit
{
    public const int Default = 50;
    public const int Max = 200;
}
