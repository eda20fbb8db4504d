using Hotline.Console.Tests.Rig;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hotline.Console.Tests.Line;

/// <summary>
/// A reload at a bad moment. Each test makes the moment: something that is quick on a quiet machine never comes.
/// </summary>
public sealed class ReloadTests(ConsoleHub running) : AtCutLine(running), IClassFixture<ConsoleHub>
{
    // From stuck = true on, the browser's database answers nobody.
    private const string Database = """
        globalThis.stuck = false;
        for (const [type, name] of [[IDBTransaction, 'oncomplete'], [IDBRequest, 'onsuccess']]) {
          const event = Object.getOwnPropertyDescriptor(type.prototype, name);
          Object.defineProperty(type.prototype, name, { set(heard) {
            if (!globalThis.stuck) event.set.call(this, heard);
          } });
        }
        """;

    // The hub never says what is open.
    private const string List = """
        const ask = globalThis.fetch;
        const never = new Promise(() => {});
        globalThis.fetch = (path, more) => `${path}`.startsWith('/v1/exchanges?') ? never : ask(path, more);
        """;

    // Once a reload has touched the kept list, the page has gone: it begins no other writing in it.
    private const string Gone = """
        globalThis.gone = false;
        globalThis.reloaded = performance.getEntriesByType('navigation')[0].type === 'reload';
        const { delete: remove } = IDBObjectStore.prototype;
        IDBObjectStore.prototype.delete = function (key) {
          globalThis.gone ||= this.name === 'views' && globalThis.reloaded;
          return remove.call(this, key);
        };
        const { transaction } = IDBDatabase.prototype;
        IDBDatabase.prototype.transaction = function (stores, mode, more) {
          if (globalThis.gone && mode === 'readwrite' && stores === 'views') throw new Error('The page has gone.');
          return transaction.call(this, stores, mode, more);
        };
        """;

    // Files are read when somebody says so.
    private const string Files = """
        const { arrayBuffer } = Blob.prototype;
        const read = new Promise((done) => { globalThis.readFiles = done; });
        Blob.prototype.arrayBuffer = async function () { await read; return arrayBuffer.call(this); };
        """;

    // After a reload the key is kept only when somebody says so, and the page's clock of three seconds ticks at will.
    private const string Seat = """
        globalThis.kept = [];
        const { set } = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, 'oncomplete');
        const held = performance.getEntriesByType('navigation')[0].type === 'reload';
        Object.defineProperty(IDBTransaction.prototype, 'oncomplete', { set(heard) {
          const key = held && this.mode === 'readwrite' && this.objectStoreNames.contains('keys');
          set.call(this, key ? () => globalThis.kept.push(heard) : heard);
        } });
        const every = globalThis.setInterval;
        globalThis.setInterval = (act, time) => {
          if (time === 3000) globalThis.tick = act;
          return every(act, time);
        };
        globalThis.desks = 0;
        globalThis.BroadcastChannel = class extends BroadcastChannel {
          constructor(name) { super(name); globalThis.desks++; }
        };
        """;

    [BrowserFact]
    public async Task A_draft_is_there_after_a_reload_though_the_browsers_database_answers_nothing()
    {
        var (subject, answer) = (Subject("To the last letter"), "And this, to the last letter.");
        await using var xb = Hub.Actor("xb-officer");
        await xb.SubmitAsync(xb.Notify("XA", subject: subject));
        var xa = await SitAsync("XA", options: new() { Before = Database });
        await xa.ChooseAsync(subject);
        await xa.Page.EvaluateAsync("() => { globalThis.stuck = true; }");
        await xa.Id("respond").ClickAsync();
        await Expect(xa.Page.GetByLabel("We are looking into it.")).ToBeFocusedAsync();
        await xa.Page.GetByLabel("In words").FillAsync(answer);
        await xa.ComposeAsync("XB", subject, "What was seen.");
        await xa.Page.ReloadAsync();

        await Expect(xa.Id("subject")).ToHaveValueAsync(subject);
        await Expect(xa.Id("to-XB")).ToHaveValueAsync("to");
        await Expect(xa.Page.GetByLabel("What was observed, what is asked")).ToHaveValueAsync("What was seen.");
        await xa.GoAsync("");
        await xa.ChooseAsync(subject);
        await xa.Id("respond").ClickAsync();
        await Expect(xa.Page.GetByLabel("In words")).ToHaveValueAsync(answer);
    }

    [BrowserFact]
    public async Task A_draft_opens_without_the_line_though_the_list_never_came_while_it_was_up()
    {
        var subject = Subject("Written early");
        var xa = await SitAsync("XA", options: new() { Before = List });
        await xa.ComposeAsync("XB", subject, "Before everything was here.");
        await CutAsync(Cut.Browser, xa);
        await xa.Page.ReloadAsync();
        await Expect(xa.Id("subject")).ToHaveValueAsync(subject);
        await Expect(xa.Id("to-XB")).ToHaveValueAsync("to");
        await MendAsync(Cut.Browser, xa);
    }

    [BrowserFact]
    public async Task The_list_is_there_without_the_line_though_the_page_went_while_it_was_written_anew()
    {
        var subject = Subject("Kept in one step");
        await using var xa = Hub.Actor("xa-officer");
        await xa.SubmitAsync(xa.Notify("XB", subject: subject));
        var xb = await SitAsync("XB", options: new() { Before = Gone });
        await xb.ChooseAsync(subject);
        await xb.Page.ReloadAsync();
        await xb.Page.WaitForFunctionAsync("() => globalThis.gone");
        await xb.ConnectedAsync();
        await CutAsync(Cut.Browser, xb);
        await xb.Page.ReloadAsync();
        await Expect(xb.Row(subject)).ToBeVisibleAsync();
        await MendAsync(Cut.Browser, xb);
    }

    [BrowserFact]
    public async Task What_was_missed_is_shown_until_it_was_seen_whatever_is_reloaded()
    {
        var xb = await SitAsync("XB", "deputy");
        await CutAsync(Cut.Browser, xb);
        await using var xa = Hub.Actor("xa-officer");
        await xa.SubmitAsync(xa.Notify("XB", subject: Subject("Missed")));
        await MendAsync(Cut.Browser, xb);
        var missed = xb.Id("missed").GetByRole(AriaRole.Link, new() { Name = "New message" });
        await Expect(missed).ToHaveCountAsync(1);
        var heading = await xb.Id("missed").GetByRole(AriaRole.Heading).InnerTextAsync();

        await xb.Page.ReloadAsync();
        await Expect(missed).ToHaveCountAsync(1);
        await Expect(xb.Id("missed").GetByRole(AriaRole.Heading)).ToHaveTextAsync(heading);
        await xb.Button("Seen").ClickAsync();
        await Expect(xb.Id("missed")).ToHaveCountAsync(0);
        await xb.Page.ReloadAsync();
        await xb.ConnectedAsync();
        await Expect(xb.Id("missed")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task What_is_written_while_an_attachment_is_read_stays()
    {
        var xa = await SitAsync("XA", options: new() { Before = Files });
        await xa.ComposeAsync("XB", Subject("With a list"), "At first.");
        var list = new FilePayload { Name = "list.txt", MimeType = "text/plain", Buffer = "192.0.2.1"u8.ToArray() };
        await xa.Page.GetByLabel("Attach").SetInputFilesAsync(list);
        await xa.Page.GetByLabel("What was observed, what is asked").FillAsync("And more.");
        await xa.Page.EvaluateAsync("() => globalThis.readFiles()");
        await Expect(xa.Page.GetByText("list.txt")).ToBeVisibleAsync();
        await Expect(xa.Page.GetByLabel("What was observed, what is asked")).ToHaveValueAsync("And more.");
    }

    [BrowserFact]
    public async Task A_question_back_and_a_new_message_are_two_drafts()
    {
        var (subject, back) = (Subject("What is asked about"), Subject("A question back"));
        await using var xb = Hub.Actor("xb-officer");
        await xb.SubmitAsync(xb.Notify("XA", subject: subject));
        var xa = await SitAsync("XA");
        await xa.ChooseAsync(subject);
        await xa.Page.Keyboard.PressAsync("q");
        await xa.Id("subject").FillAsync(back);
        var asking = await xa.Page.EvaluateAsync<string>("() => location.hash.slice(2)");
        await xa.GoAsync("new");
        await Expect(xa.Id("subject")).ToHaveValueAsync("");
        await Expect(xa.Id("to-XB")).ToHaveValueAsync("");
        await xa.GoAsync(asking);
        await Expect(xa.Id("subject")).ToHaveValueAsync(back);
        await Expect(xa.Id("to-XB")).ToHaveValueAsync("to");
    }

    [BrowserFact]
    public async Task A_browser_that_is_slow_to_open_the_desk_opens_one()
    {
        var xc = await SitAsync("XC", options: new() { Before = Seat });
        await xc.Page.ReloadAsync();
        await xc.Page.WaitForFunctionAsync("() => globalThis.kept.length > 0");
        await xc.Page.EvaluateAsync("async () => { for (let ticks = 0; ticks < 3; ticks++) await globalThis.tick(); }");
        await xc.Page.EvaluateAsync("() => globalThis.kept.forEach((heard) => heard())");
        await xc.ConnectedAsync();
        Assert.Equal(1, await xc.Page.EvaluateAsync<int>("() => globalThis.desks"));
    }
}
