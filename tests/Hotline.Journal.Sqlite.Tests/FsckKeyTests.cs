using Hotline.Core.Directory;
using Hotline.Journal.Checking;
using Hotline.Journal.Tests;
using Hotline.Testing;

namespace Hotline.Journal.Sqlite.Tests;

/// <summary>With which keys a journal is checked, and what it says of signatures that it cannot check.</summary>
public sealed class FsckKeyTests : IAsyncLifetime
{
    private readonly RecorderBench _bench = new();

    public Task InitializeAsync() => _bench.OpenAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task A_key_that_has_left_still_checks_what_was_accepted_before()
    {
        await AdmitAsync("XA/officer");
        await _bench.OpenedAsync();
        await RemoveAsync("XA/officer");
        var report = await CheckAsync();
        Assert.Empty(report.Findings);
        Assert.Equal((1L, 1L, 0L, true), (report.Messages, report.Verified, report.Unchecked, report.Sound));
    }

    [Fact]
    public async Task A_signature_by_a_key_that_nothing_admits_is_counted_and_named_and_the_journal_is_not_sound()
    {
        await AdmitAsync("XA/deputy");
        await _bench.OpenedAsync();
        var report = await CheckAsync();
        var finding = Assert.Single(report.Findings);
        Assert.Equal((3119, "unchecked-signature", 2L), (finding.Number, finding.Name, finding.Position));
        Assert.Contains("XA/officer", finding.Detail, StringComparison.Ordinal);
        Assert.Equal((0L, 1L, false), (report.Verified, report.Unchecked, report.Sound));
    }

    [Fact]
    public async Task A_message_that_stands_after_its_key_has_left_is_found()
    {
        await AdmitAsync("XA/officer");
        await RemoveAsync("XA/officer");
        await _bench.OpenedAsync();
        var finding = Assert.Single((await CheckAsync()).Findings);
        Assert.Equal(3119, finding.Number);
        Assert.Contains("only until entry 2", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_admitted_later_does_not_speak_for_what_stood_before()
    {
        await _bench.OpenedAsync();
        await AdmitAsync("XA/officer");
        Assert.Equal([3119], (await CheckAsync()).Findings.Select(f => f.Number));
    }

    private Task AdmitAsync(string seat) =>
        _bench.Recorder.ExecuteAsync(new AdmitKeys("XA", [Some.Seat(seat)]));

    private Task RemoveAsync(string seat) =>
        _bench.Recorder.ExecuteAsync(new RemoveKeys("XA", [(Some.Seat(seat).Poc.Id, Some.Key(seat).Id)]));

    private async Task<FsckReport> CheckAsync()
    {
        await using var inspection = SqliteInspection.Open(_bench.Data).Value;
        return await Fsck.RunAsync(inspection);
    }
}
