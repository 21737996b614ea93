using System.Numerics;

namespace FastChat.Mls.Tree;

/// <summary>
/// Arithmetic on the array form of a full binary tree (RFC 9420 appendix C): leaves are even, parents odd. The number of
/// leaves is always a power of two.
/// </summary>
internal static class TreeMath
{
    public static uint NodeCount(uint leafCount) => leafCount == 0 ? 0 : 2 * leafCount - 1;

    public static uint Root(uint leafCount) => leafCount - 1;

    public static uint NodeOf(uint leafIndex) => 2 * leafIndex;

    public static bool IsLeaf(uint node) => (node & 1) == 0;

    public static int Level(uint node) => BitOperations.TrailingZeroCount(~node);

    public static uint Left(uint node) => node ^ (1u << (Level(node) - 1));

    public static uint Right(uint node) => node ^ (3u << (Level(node) - 1));

    /// <summary>The parent of a node that is not the root.</summary>
    public static uint Parent(uint node)
    {
        var level = Level(node);
        return (node | (1u << level)) & ~(1u << (level + 1));
    }

    public static uint Sibling(uint node) => Parent(node) is var parent && node < parent ? Right(parent) : Left(parent);

    /// <summary>Whether a node lies at or below another.</summary>
    public static bool IsWithin(uint node, uint ancestor)
    {
        var level = Level(ancestor);
        return Level(node) <= level && node >> (level + 1) == ancestor >> (level + 1);
    }

    /// <summary>The parents from a node's own to the root.</summary>
    public static IEnumerable<uint> DirectPath(uint node, uint leafCount)
    {
        for (var root = Root(leafCount); node != root;)
        {
            node = Parent(node);
            yield return node;
        }
    }

    /// <summary>The lowest node above both of two different leaves.</summary>
    public static uint LowestShared(uint leafIndex, uint otherLeafIndex)
    {
        var node = NodeOf(leafIndex);
        while (!IsWithin(NodeOf(otherLeafIndex), node))
        {
            node = Parent(node);
        }

        return node;
    }

    public static (uint First, uint Last) LeavesUnder(uint node)
    {
        var half = (1u << Level(node)) - 1;
        return ((node - half) / 2, (node + half) / 2);
    }

    /// <summary>The smallest power of two that is not below a count.</summary>
    public static uint PaddedLeafCount(uint leafCount) => leafCount == 0 ? 0 : BitOperations.RoundUpToPowerOf2(leafCount);
}
