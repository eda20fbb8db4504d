using System.CommandLine;
using System.Text;
using Hotline.Cli.Desk;

namespace Hotline.Cli.Commands;

/// <summary><c>submit</c>: hands an envelope to the hub, whoever signed it.</summary>
internal static class SubmitCommand
{
    public static Command Create(Shared shared)
    {
        var file = new Argument<string>("FILE") { Description = "The envelope, compact JWS; - for standard input." };
        var command = new Command(
            "submit", "Submit an envelope; prints its id. The same envelope may be submitted again safely.") { file };
        shared.AtDesk(command, async (desk, parsed, stop) =>
        {
            if (!(await Files.ReadAsync(parsed.GetValue(file)!, shared.World, stop))
                .Try(out var bytes, out var refusal))
            {
                return refusal;
            }
            var compact = Encoding.Latin1.GetString(bytes).TrimEnd('\r', '\n');
            if (!(await desk.Api.SubmitAsync(compact, stop)).Try(out var receipt, out refusal))
            {
                return refusal;
            }
            Dispatch.Report(compact, receipt, shared, shared.Json(parsed), "Submitted.");
            return null;
        });
        return command;
    }
}
