using System.Globalization;
using System.Text;
using SharpFuzz;

namespace Hotline.Fuzz;

/// <summary>The fuzzer's side that is ours; <c>ops/fuzz</c> is how people call it.</summary>
public static class Program
{
    private const string Usage = """
        Hotline.Fuzz list                            the targets
        Hotline.Fuzz instrument FOLDER               copies this program there, instrumented
        Hotline.Fuzz afl TARGET                      under afl-fuzz
        Hotline.Fuzz replay TARGET FILE...           takes inputs and says what comes of each
        Hotline.Fuzz hunt CORPUS SEED ROUNDS FOUND   every target for so many rounds; FOUND gets what was found
        Hotline.Fuzz keep TARGET INTO FROM...        the fewest inputs that reach all that those in FROM reach
        Hotline.Fuzz words FOLDER                    the words of a corpus, as a dictionary for afl-fuzz
        """;

    /// <summary>Exit 0 when nothing was found, 1 when something was, 2 for wrong usage.</summary>
    public static int Main(string[] args)
    {
        Coverage.Begin();
        return args switch
        {
            ["list"] => List(),
            ["instrument", var folder] => Instrument(folder),
            ["afl", var name] when Target.Named(name) is { } target => Afl(target),
            ["replay", var name, .. var files] when Target.Named(name) is { } target => Replay(target, files),
            ["hunt", var corpus, var seed, var rounds, var found] => Hunt(corpus, Number(seed), Number(rounds), found),
            ["keep", var name, var into, .. var from] when Target.Named(name) is { } target => Keep(target, into, from),
            ["words", var folder] => Words(folder),
            _ => Wrong(),
        };
    }

    private static int List()
    {
        Console.WriteLine(string.Join('\n', Target.All.Select(target => target.Name)));
        return 0;
    }

    private static int Instrument(string folder)
    {
        Instrumentation.Copy(AppContext.BaseDirectory, folder);
        return 0;
    }

    private static int Afl(Target target)
    {
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            target.Take(input.ToArray());
        });
        return 0;
    }

    private static int Replay(Target target, string[] files)
    {
        var found = 0;
        foreach (var file in files)
        {
            try
            {
                target.Take(File.ReadAllBytes(file));
                Console.WriteLine($"{file}: as promised");
            }
            catch (Exception thrown) when (thrown is not OutOfMemoryException)
            {
                Console.WriteLine($"{file}: {thrown}");
                found = 1;
            }
        }
        return found;
    }

    private static int Hunt(string corpus, int seed, int rounds, string found)
    {
        var exit = 0;
        foreach (var target in Target.All)
        {
            var hunt = new Hunt(target, Corpus.Read(Path.Combine(corpus, target.Name)), seed);
            if (hunt.Run(rounds) is { } finding)
            {
                var file = Path.Combine(Directory.CreateDirectory(found).FullName,
                    $"{target.Name}-{Corpus.Name(finding.Input)}");
                File.WriteAllBytes(file, finding.Input);
                Console.WriteLine($"{target.Name}: found {file}\n{finding.Thrown}");
                exit = 1;
            }
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{target.Name}: {hunt.Edges} edges, {hunt.Kept} inputs"));
        }
        return exit;
    }

    private static int Keep(Target target, string into, string[] from)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{target.Name}: {Corpus.Keep(target, from, into)} inputs"));
        return 0;
    }

    private static int Words(string folder)
    {
        foreach (var word in Mutator.Words(Corpus.Read(folder)).Where(word => word.Length <= 32).Take(400))
        {
            Console.WriteLine($"\"{Encoding.ASCII.GetString(word)}\"");
        }
        return 0;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static int Wrong()
    {
        Console.Error.WriteLine(Usage);
        return 2;
    }
}
