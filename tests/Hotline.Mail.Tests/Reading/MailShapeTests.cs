using System.Text;

namespace Hotline.Mail.Tests;

/// <summary>An envelope is found wherever real mail puts it, whatever else is odd about the mail.</summary>
public sealed class MailShapeTests
{
    public static TheoryData<string> Places => [.. Shapes.Places.Keys];

    public static TheoryData<string> Odd => [.. Disturbances.All.Keys];

    [Theory]
    [MemberData(nameof(Places))]
    public void An_envelope_is_found_in_every_place(string place) =>
        Assert.Equal([], Faults([place], ["none"]));

    [Theory]
    [MemberData(nameof(Places))]
    public void Alone_in_a_mail_as_well(string place)
    {
        var part = Shapes.Places[place](SomeEnvelope.Ack);

        Assert.Equal<string>([SomeEnvelope.Ack], Mails.Good($"From: officer@xc.example\n{part}").Envelopes);
    }

    [Theory]
    [MemberData(nameof(Odd))]
    public void A_disturbance_costs_it_in_no_place(string disturbance) =>
        Assert.Equal([], Faults(Shapes.Places.Keys, [disturbance]));

    /// <summary>A text that was made one for Windows twice, as a whole.</summary>
    [Fact]
    public void Line_ends_that_are_doubled_cost_it_in_no_place()
    {
        foreach (var place in Shapes.Places.Keys)
        {
            var mail = Encoding.Latin1.GetString(Disturbances.Mail(Shapes.Places[place](SomeEnvelope.Ack)));
            var read = MailReader.Read(Encoding.Latin1.GetBytes(mail.ReplaceLineEndings("\r\r\n")));

            Assert.True(read.Try(out var found, out var refusal), $"{place}: {refusal}");
            Assert.True(found.Envelopes is [var only] && only == SomeEnvelope.Ack, place);
        }
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\nX-Scanned: yes\n")]
    public void An_empty_line_too_many_before_the_headers_of_a_part_costs_it_not(string before) =>
        Assert.Equal<string>([SomeEnvelope.Ack], Mails.Good("Content-Type: multipart/mixed; boundary=b\n\n--b\n"
            + $"{before}{Shapes.Base64("Content-Type: application/jose", SomeEnvelope.Ack)}--b--\n").Envelopes);

    /// <summary>
    /// All pairs of disturbances, each pair in two places that change from pair to pair, so that every place meets
    /// every disturbance beside others.
    /// </summary>
    [Fact]
    public void Two_disturbances_cost_it_in_no_place()
    {
        string[] names = [.. Disturbances.All.Keys.Except(["none", "logo of some MiB"])];
        string[] places = [.. Shapes.Places.Keys];
        var faults = new List<string>();
        var turn = 0;
        for (var one = 0; one < names.Length; one++)
        {
            for (var other = 0; other < names.Length; other++)
            {
                string[] both = one == other ? [names[one]] : [names[one], names[other]];
                faults.AddRange(Faults([places[turn++ % places.Length]], both));
            }
        }

        Assert.Equal([], faults);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void An_opening_and_an_acknowledgement_are_both_found_in_order(string place)
    {
        var first = Shapes.Places["jose"](SomeEnvelope.Opening);
        var mail = Disturbances.Mail(Shapes.Places[place](SomeEnvelope.Ack));
        var text = Encoding.UTF8.GetString(mail);
        var boundary = new Disturbances.Draft().Boundary;
        text = text.Replace(
            $"\n\n--{boundary}\n", $"\n\n--{boundary}\n{first}\n--{boundary}\n", StringComparison.Ordinal);

        Assert.Equal<string>([SomeEnvelope.Opening, SomeEnvelope.Ack], Mails.Good(text).Envelopes);
    }

    [Fact]
    public void Two_pasted_one_after_the_other_are_two() => Assert.Equal<string>(
        [SomeEnvelope.Opening, SomeEnvelope.Ack],
        Mails.Good($"Subject: x\n\n{SomeEnvelope.Opening}\n{Shapes.Wrapped(SomeEnvelope.Ack, 70, "\n")}\n").Envelopes);

    [Fact]
    public void A_word_that_only_begins_like_an_envelope_hides_none() => Assert.Equal<string>(
        [SomeEnvelope.Ack], Mails.Good($"Subject: x\n\nIt begins with eyJ and\n{SomeEnvelope.Ack}\nends.\n").Envelopes);

    [Fact]
    public void A_damaged_attachment_is_handed_on_for_the_hub_to_refuse() => Assert.Equal<string>(
        [SomeEnvelope.Ack[..200]],
        Mails.Good($"Content-Type: application/jose\n\n{SomeEnvelope.Ack[..200]}\n").Envelopes);

    private static IEnumerable<string> Faults(IEnumerable<string> places, string[] disturbances)
    {
        foreach (var place in places)
        {
            var read = MailReader.Read(Disturbances.Mail(Shapes.Places[place](SomeEnvelope.Ack), disturbances));
            if (!read.Try(out var mail, out var refusal) || mail.Envelopes is not [var only]
                || only != SomeEnvelope.Ack)
            {
                yield return $"{place} with {string.Join(" and ", disturbances)}: "
                    + (refusal?.ToString() ?? Found(read.Value));
            }
        }
    }

    private static string Found(ReceivedMail mail) => $"{mail.Envelopes.Length} envelopes "
        + string.Join("; ", mail.Envelopes.Select(e => $"{e.Length} characters")) + string.Join("; ", mail.Unopened);
}
