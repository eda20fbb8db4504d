using System.Text;
using System.Text.Json;
using Hotline.Contract.Facts;
using Hotline.Protocol;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Proofs;
using Hotline.Testing;

namespace Hotline.Contract.Tests;

public sealed class ReceiptTests
{
    private static readonly JsonElement Vector = VectorFile.Load("receipts.json").GetProperty("valid")[0];
    private static readonly VerificationKey Hub = VectorFile.Key("hub").Public;
    private static readonly string Digest = Vector.GetProperty("digest").GetString()!;

    private static Receipt Good => Vector.GetProperty("receipt").Deserialize(ProofJson.Default.Receipt)!;

    [Fact]
    public void Any_damage_is_refused_by_number()
    {
        var json = Encoding.UTF8.GetBytes(Vector.GetProperty("receipt").GetRawText());
        var same = JsonSerializer.Serialize(Good, ProofJson.Default.Receipt);
        Mutations.Edits.Holds(edits =>
        {
            try
            {
                var receipt = JsonSerializer.Deserialize(Mutations.Apply(json, edits), ProofJson.Default.Receipt);
                return receipt is null || JsonSerializer.Serialize(receipt, ProofJson.Default.Receipt) == same
                    || receipt.Verify(Hub, Digest).Refusal is { Number: 1301 or 1302 };
            }
            catch (JsonException)
            {
                return true;
            }
        }, times: 500);
    }

    [Fact]
    public void Members_of_any_text_are_refused_by_number()
    {
        Mutations.Texts.Holds(
            text => new[]
            {
                Good with { Entry = Base64UrlBytes.FromText(text) }, Good with { Checkpoint = text },
                Good with { Path = [text] },
            }.All(receipt => receipt.Verify(Hub, Digest).Refusal?.Number == 1302));
        Assert.Equal(1302, (Good with { Path = default }).Verify(Hub, Digest).Refusal?.Number);
        Assert.Equal(1302, (Good with { Path = [null!] }).Verify(Hub, Digest).Refusal?.Number);
    }

    [Fact]
    public void Any_bytes_are_an_entry_or_no_JSON()
    {
        var entry = Encoding.UTF8.GetBytes(Vector.GetProperty("entry").GetRawText());
        Mutations.Edits.Holds(edits =>
        {
            try
            {
                return Entry.FromJson(Mutations.Apply(entry, edits)).Fact is not null;
            }
            catch (JsonException)
            {
                return true;
            }
        }, times: 500);
    }

    [Fact]
    public void A_checkpoint_is_read_back()
    {
        using var key = SigningKey.Create();
        var checkpoint = new Checkpoint(key.Id, 7, "root", FilledRecord.Now);

        Assert.Equal(checkpoint, Checkpoint.Open(checkpoint.Sign(key), key.Public).Value);
        Assert.Equal(1301, Checkpoint.Open(checkpoint.Sign(key), Hub).Refusal?.Number);
    }
}
