using System.Text;
using Hotline.Protocol;
using static Hotline.Hub.Outbound.Mail.MailWords;

namespace Hotline.Hub.Outbound.Mail;

/// <summary>Plain text in lines of at most <see cref="Width"/> characters, words kept whole.</summary>
internal sealed class MailPage
{
    private const int Width = 74;
    private readonly StringBuilder _text = new();

    public void Line(string line) => _text.Append(line).Append('\n');

    public void Blank() => _text.Append('\n');

    public void Heading(string heading)
    {
        Line(heading.ToUpperInvariant());
        Blank();
    }

    public void Paragraph(string words)
    {
        Wrap(words, "");
        Blank();
    }

    public void Row(string name, string value) => Wrap($"{name + ":",-12} {Printable(value)}", new string(' ', 13));

    /// <summary>A command that the reader may type.</summary>
    public void Command(string command)
    {
        Line("     " + command);
        Blank();
    }

    /// <summary>Who wrote to whom, which kind and when: never what.</summary>
    public void Facts(MailedMessage mailed)
    {
        var (e, key) = (mailed.Message, mailed.Key);
        Row("From", $"{e.From}, point of contact {e.Sender}");
        Row("To", $"{key.Told}, point of contact {key.Poc}");
        Row("Kind", Words(e.Kind));
        Row("Precedence", $"{Loud(e.Precedence)} (speed of service, not importance)");
        Row("Status", e.Status == Status.Actual ? "actual" : Loud(e.Status));
        Row("TLP", $"{Label(e.Tlp)}, {Meaning(e.Tlp)}");
        Row("Regime", e.Regime);
        Row("Exchange", e.Exchange.ToString());
        Row("Made", $"{Time(e.Created)}, as its sender says");
    }

    /// <summary>What is not actual says so first.</summary>
    public void Banner(Status status)
    {
        switch (status)
        {
            case Status.Exercise:
                Line("*** EXERCISE *** EXERCISE *** EXERCISE ***");
                Paragraph("This is part of an exercise. Nothing that it reports has happened.");
                break;
            case Status.Test:
                Line("*** TEST *** TEST *** TEST ***");
                Paragraph("This is a test of the hotline. Nothing that it reports has happened.");
                break;
            case Status.Actual:
                break;
        }
    }

    /// <summary>What every mail ends with.</summary>
    public void Foot(Status status)
    {
        Paragraph("Mails of the hotline hold no links. Follow none in a mail that claims to be one.");
        if (status != Status.Actual)
        {
            Line($"*** {Loud(status)} *** {Loud(status)} *** {Loud(status)} ***");
        }
    }

    private void Wrap(string words, string indent)
    {
        var line = new StringBuilder();
        foreach (var word in words.Split(' '))
        {
            if (line.Length > indent.Length && line.Length + 1 + word.Length > Width
                && !string.IsNullOrWhiteSpace(line.ToString()))
            {
                Line(line.ToString());
                line.Clear().Append(indent).Append(word);
                continue;
            }
            line.Append(line.Length > 0 ? " " : "").Append(word);
        }
        Line(line.ToString());
    }

    public override string ToString() => _text.ToString();
}
