using System.Text.Json;
using Hotline.Contract.Facts;
using Hotline.Protocol;
using Hotline.Protocol.Keys;
using Hotline.Protocol.Proofs;
using Hotline.Testing;

namespace Hotline.Contract.Tests;

public sealed class ReceiptVectorTests
{
    public static TheoryData<string> ValidReceipts => VectorFile.Names("receipts.json", "valid");

    public static TheoryData<string> InvalidReceipts => VectorFile.Names("receipts.json", "invalid");

    [Theory]
    [MemberData(nameof(ValidReceipts))]
    public void A_valid_receipt_proves_its_entry(string name)
    {
        var vector = VectorFile.Find("receipts.json", "valid", name);
        var entry = Verify(vector, "receipt").Value;

        Assert.True(JsonElement.DeepEquals(vector.GetProperty("entry"), JsonElement.Parse(entry.ToJson())));
    }

    [Theory]
    [MemberData(nameof(InvalidReceipts))]
    public void An_invalid_receipt_is_refused_by_its_number(string name)
    {
        var vector = VectorFile.Find("receipts.json", "invalid", name);

        VectorFile.AssertRefused(vector, Verify(vector, "receipt").Refusal);
    }

    private static Outcome<Entry> Verify(JsonElement vector, string member)
    {
        using var hub = VerificationKey.FromJwk(
            VectorFile.Load("receipts.json").GetProperty("hub").Deserialize(KeyJson.Default.Jwk)!).Value;
        var given = vector.GetProperty(member);
        var json = given.ValueKind == JsonValueKind.String ? given.GetString()! : given.GetRawText();
        return JsonSerializer.Deserialize(json, ProofJson.Default.Receipt)!
            .Verify(hub, vector.GetProperty("digest").GetString()!);
    }
}
