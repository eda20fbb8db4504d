using Hotline.Contract;
using Hotline.Contract.Errors;
using Hotline.Core.Directory;
using Hotline.Protocol;
using Hotline.Protocol.Keys;

namespace Hotline.Core.Tests.Directory;

public sealed class PermissionTests
{
    [Theory]
    [InlineData(PocRole.DutyOfficer, "all")]
    [InlineData(PocRole.Deputy, "all")]
    [InlineData(PocRole.Diplomatic, "all")]
    [InlineData(PocRole.Notifier, "incident-notification vulnerability-report communication-check withdrawal")]
    [InlineData(PocRole.Coordinator, "communication-check acknowledgement withdrawal closure")]
    [InlineData(PocRole.Administrator, "")]
    public void A_role_sends_these_kinds_and_no_others(PocRole role, string kinds)
    {
        var allowed = Enum.GetValues<Kind>().Where(kind => Permissions.Check(role,
            Cast.Opening("XB") with { Kind = kind, Precedence = Precedence.Immediate }) is null).Select(k => k.Wire());
        Assert.Equal(kinds == "all" ? Enum.GetValues<Kind>().Select(k => k.Wire()) : kinds.Split(
            ' ', StringSplitOptions.RemoveEmptyEntries), allowed);
    }

    [Theory]
    [InlineData(PocRole.DutyOfficer, false, Reads.All)]
    [InlineData(PocRole.Deputy, false, Reads.All)]
    [InlineData(PocRole.Diplomatic, false, Reads.All)]
    [InlineData(PocRole.Coordinator, false, Reads.All)]
    [InlineData(PocRole.Notifier, false, Reads.OwnEvents)]
    [InlineData(PocRole.Notifier, true, Reads.All)]
    [InlineData(PocRole.Administrator, false, Reads.Nothing)]
    [InlineData(PocRole.Administrator, true, Reads.Nothing)]
    public void A_role_reads_this_and_no_more(PocRole role, bool inbox, Reads reads)
    {
        var poc = new Poc("any", role, "Any", [], "", null, []) { Inbox = inbox };
        Assert.Equal(reads, Permissions.ReadsOf(poc));
        Assert.Equal(reads == Reads.All ? null : 2206, Permissions.CheckInbox(poc)?.Number);
        Assert.Equal(reads == Reads.Nothing ? 2206 : null, Permissions.CheckEvents(poc)?.Number);
    }

    [Fact]
    public void A_refused_kind_names_role_and_kind()
    {
        var refusal = Permissions.Check(PocRole.Notifier, Cast.Opening("XB") with { Kind = Kind.Response })!;
        Assert.Equal((2202, "not-allowed", RefusalClass.Forbidden), (refusal.Number, refusal.Name, refusal.Class));
        Assert.Contains(
            "role notifier may not send a message of kind response", refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PocRole.Notifier, true)]
    [InlineData(PocRole.DutyOfficer, false)]
    public void Only_a_machine_is_refused_flash(PocRole role, bool refused) =>
        Assert.Equal(refused, Permissions.Check(role, Cast.Opening(
            "XB") with { Kind = Kind.IncidentNotification, Precedence = Precedence.Flash }) is { Number: 2201 });

    [Fact]
    public void What_belongs_to_another_says_so() => Assert.Equal(
        (2203, "not-yours"),
        (DirectoryErrors.NotYours("The topic").Number, DirectoryErrors.NotYours("The topic").Name));
}

public sealed class DirectoryTests
{
    [Fact]
    public void A_key_has_the_seat_of_its_point_of_contact()
    {
        var poc = Cast.Directory.Find("XC")!.Poc("night")!;
        Assert.Equal("XC/night", Cast.Directory.SeatOf(poc.Keys[0].Id)!.ToString());
        Assert.Same(poc.Keys[0], Cast.Directory.Key(poc.Keys[0].Id));
    }

    [Fact]
    public void Who_is_not_there_is_not_found()
    {
        Assert.Null(Cast.Directory.Find("XQ"));
        Assert.Null(Cast.Directory.Find("XA")!.Poc("night"));
        Assert.Null(Cast.Directory.SeatOf("nobody's"));
        Assert.Null(Cast.Directory.Key("nobody's"));
    }

    [Fact]
    public void One_key_never_has_two_seats()
    {
        using var key = SigningKey.Create();
        var poc = new Poc("officer", PocRole.DutyOfficer, "Duty officer", ["en"], "always", null, [key.Public]);
        Assert.Throws<ArgumentException>(
            () => new Core.Directory.Directory([new("XA", "A", [poc]), new("XB", "B", [poc])]));
        Assert.Throws<ArgumentException>(
            () => new Core.Directory.Directory([new("XA", "A", []), new("XA", "Another", [])]));
    }

    [Fact]
    public void Participants_come_by_code() =>
        Assert.Equal(["XA", "XB", "XC", "XD", "XE", "XZ"], Cast.Directory.Participants.Select(p => p.Code));
}
