using Hotline.Testing.Hubs;

namespace Hotline.Client.Tests;

/// <summary>What a stand-in hub has for readers, and what comes of it.</summary>
internal static class Feeding
{
    /// <summary>So many messages go on record.</summary>
    public static void Append(StandInHub server, int count)
    {
        for (var i = 0; i < count; i++)
        {
            server.Journal.Append(server.Message().Compact);
        }
    }

    /// <summary>Takes the next items of a feed.</summary>
    public static async Task<List<long>> TakeAsync(IAsyncEnumerable<Received> feed, int count)
    {
        var positions = new List<long>();
        await foreach (var item in feed)
        {
            positions.Add(item.Entry.Position);
            if (positions.Count == count)
            {
                break;
            }
        }
        return positions;
    }
}
