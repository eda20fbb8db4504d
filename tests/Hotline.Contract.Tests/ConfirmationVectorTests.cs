using System.Text.Json;
using Hotline.Contract.Wire;
using Hotline.Testing;

namespace Hotline.Contract.Tests;

public sealed class ConfirmationVectorTests
{
    private const string File = "confirmations.json";

    public static TheoryData<string> Valid => VectorFile.Names(File, "valid");

    public static TheoryData<string> Invalid => VectorFile.Names(File, "invalid");

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_valid_confirmation_says_which_message_which_rung_and_whose_key(string name)
    {
        var vector = VectorFile.Find(File, "valid", name);
        var opened = Open(vector).Value;
        using var key = VectorFile.Key(vector.GetProperty("key").GetString()!);
        Assert.Equal(key.Id, opened.KeyId);
        Assert.Equal(vector.GetProperty("says").GetProperty("message").GetString(), opened.Word.Message.ToString());
        Assert.Equal(
            vector.GetProperty("says").GetProperty("rung").GetString(), opened.Word.Rung.ToString().ToLowerInvariant());
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void An_invalid_confirmation_is_refused_by_its_number(string name)
    {
        var vector = VectorFile.Find(File, "invalid", name);
        VectorFile.AssertRefused(vector, Open(vector).Refusal);
    }

    [Fact]
    public void What_is_signed_here_is_opened_again()
    {
        using var key = VectorFile.Key("second");
        var word = Open(VectorFile.Find(File, "valid", "displayed")).Value.Word;
        var opened = SignedConfirmation.Open(SignedConfirmation.Sign(word, key), VectorFile.Directory).Value;
        Assert.Equal((word, key.Id), (opened.Word, opened.KeyId));
    }

    private static Protocol.Outcome<SignedConfirmation> Open(JsonElement vector) =>
        SignedConfirmation.Open(vector.GetProperty("compact").GetString()!, VectorFile.Directory);
}
