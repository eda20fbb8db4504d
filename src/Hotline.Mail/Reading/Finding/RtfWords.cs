using System.Globalization;
using System.Text;

namespace Hotline.Mail;

/// <summary>RTF's text, roughly, in one pass: without groups, control words and what they say.</summary>
/// <param name="rtf">The RTF.</param>
internal sealed class RtfWords(string rtf)
{
    private readonly StringBuilder _text = new(rtf.Length);
    private int _at;

    /// <summary>Characters after a Unicode one that are for readers that do not know it.</summary>
    private int _substitutes = 1;

    /// <summary>The text.</summary>
    public string Read()
    {
        while (_at < rtf.Length)
        {
            var c = rtf[_at++];
            if (c == '\\')
            {
                TakeControl();
            }
            else if (c is not ('{' or '}'))
            {
                _text.Append(c);
            }
        }
        return _text.ToString();
    }

    private void TakeControl()
    {
        if (_at >= rtf.Length)
        {
            return;
        }
        if (char.IsAsciiLetterLower(rtf[_at]))
        {
            TakeWord();
            return;
        }
        switch (rtf[_at++])
        {
            case '\'':
                if (byte.TryParse(Next(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b))
                {
                    _text.Append((char)b);
                    _at += 2;
                }
                break;
            case '~':
                _text.Append(' ');
                break;
            case '_':
                _text.Append('-');
                break;
            default:
                break;
        }
    }

    private void TakeWord()
    {
        var start = _at;
        Skip(char.IsAsciiLetterLower, 32);
        var word = rtf.AsSpan(start, _at - start);
        start = _at;
        _at += Next(1) is "-" ? 1 : 0;
        Skip(char.IsAsciiDigit, 10);
        var number = int.TryParse(
            rtf.AsSpan(start, _at - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n)
            ? n : (int?)null;
        _at += Next(1) is " " ? 1 : 0;
        switch (word)
        {
            case "par" or "line" or "pard":
                _text.Append('\n');
                break;
            case "uc" when number is >= 0 and <= 8:
                _substitutes = number.Value;
                break;
            case "u" when number is { } code:
                _text.Append((char)(ushort)(code & 0xFFFF));
                SkipSubstitutes();
                break;
            default:
                break;
        }
    }

    private void SkipSubstitutes()
    {
        for (var skipped = 0; skipped < _substitutes && _at < rtf.Length && rtf[_at] is not ('{' or '}'); skipped++)
        {
            if (rtf[_at] != '\\')
            {
                _at++;
            }
            else if (Next(2) is "\\'")
            {
                _at = Math.Min(_at + 4, rtf.Length);
            }
            else
            {
                return;
            }
        }
    }

    private void Skip(Func<char, bool> some, int most)
    {
        for (var skipped = 0; skipped < most && _at < rtf.Length && some(rtf[_at]); skipped++)
        {
            _at++;
        }
    }

    private ReadOnlySpan<char> Next(int length) => rtf.AsSpan(_at, Math.Min(length, rtf.Length - _at));
}
