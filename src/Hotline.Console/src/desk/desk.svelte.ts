import type { OwnKey } from '../keys/keyring';
import { Tokens } from '../keys/token';
import * as db from '../store/db';
import { Api } from '../wire/api';
import { signEnvelope } from '../wire/envelope';
import { exchangeOf, messageOf } from '../wire/facts';
import { HubClock } from '../wire/hub-clock';
import { fingerprint, importPublic, thumbprint } from '../wire/keys';
import { Line, type LineState } from '../wire/line';
import type { Envelope } from '../wire/payload';
import { verifyReceipt } from '../wire/receipt';
import { Refused } from '../wire/refused';
import type { DirectoryView, ExchangeView, FeedPage, HubView, Me, Receipt, RegimeView } from '../wire/types';
import { Absence } from './absence.svelte';
import { Deliveries } from './deliveries';
import { Exchanges } from './exchanges.svelte';
import { Memory } from './memory';
import { type Message, Messages } from './messages.svelte';
import { type Row, rowOf } from './order';
import { Outbox, type Pending } from './outbox.svelte';
import { Tabs, type Word } from './tabs';
import { Ticker } from './ticker.svelte';

const fetchesAtOnce = 6;
const relistAbove = 200;

/** Everything that a seat sees, kept up by the feed. Screens read it and never ask the hub themselves for what is here. */
export class Desk {
  readonly clock = new HubClock();
  readonly ticker = new Ticker(() => this.clock.now());
  readonly api: Api;
  readonly outbox: Outbox;
  readonly tokens: Tokens;
  readonly absence: Absence;
  me = $state.raw<Me | null>(null);
  /** Since when, by the hub's clock. */
  line = $state.raw<LineState>({ on: false, since: this.clock.now(), why: '' });
  regimes = $state.raw<RegimeView[]>([]);
  directory = $state.raw<DirectoryView>({ participants: [] });
  /** Why the hub sent us away, such as a revoked key. */
  ending = $state.raw<string | null>(null);
  loaded = $state(false);
  /** Milliseconds from the journal to the screen, of the last live entries that brought something new. */
  readonly delays: number[] = [];

  #exchanges = new Exchanges();
  #memory: Memory;
  #cursor = -1;
  /** When this browser last heard something, in an earlier life of the page. */
  #leftAt: number | null = null;
  #tabs: Tabs;
  #line: Line;
  #messages: Messages;
  #deliveries = new Deliveries(
    async (id) => 'opened' in (await this.#messages.open(id)),
    (id) => (this.#line.up ? this.#line : this.api).confirm(id, 'delivered'),
  );
  #touched = new Map<string, string | undefined>();
  #fetching = new Set<string>();
  #loading: Promise<void> | null = null;
  #again = false;
  #resync: ReturnType<typeof setInterval>;

  constructor(
    readonly key: OwnKey,
    private readonly arrived: (row: Row, fresh: boolean) => void = () => undefined,
    /** Another tab of this key signed out: this one is to leave as well. */
    private readonly left: () => void = () => undefined,
  ) {
    this.#memory = new Memory(key.id);
    this.absence = new Absence({ keyId: key.id, now: () => this.clock.now(), forget: () => this.#memory.seen() });
    this.tokens = new Tokens(key, async () => (await this.api.hub()).id, () => this.clock.now());
    this.api = new Api(this.clock, () => this.tokens.token());
    this.outbox = new Outbox({
      keyId: key.id,
      // The tab that owns the line speaks by it; the others by the API. The bytes are the same.
      submit: (compact) => (this.#line.up ? this.#line : this.api).submit(compact),
      journaled: (pending, receipt) => this.#journaled(pending, receipt),
      tell: () => this.#tabs.tell({ type: 'outbox' }),
    });
    this.#messages = new Messages({
      keyId: key.id,
      fetch: (id) => this.api.envelope(id),
      unsent: (id) => this.outbox.items.find((i) => i.id === id)?.compact,
      learn: () => this.#learn(),
      now: () => this.clock.now(),
    });
    this.#line = new Line({
      token: () => this.tokens.token(),
      cursor: () => this.#cursor,
      onPage: (page) => {
        const live = !this.absence.lasts;
        this.#tabs.tell({ type: 'page', page, live });
        this.#take(page, live);
      },
      onState: (state) => this.#stateOf(state),
      onEnding: (why) => (this.ending = why),
    });
    this.#tabs = new Tabs(key.id, (word) => this.#hear(word), () => void this.#own());
    // The clocks drift, and a machine that slept has another idea of the time.
    this.#resync = setInterval(() => void this.api.tell().catch(() => undefined), 60_000);
    document.addEventListener('visibilitychange', this.#looked);
  }

  async open(): Promise<void> {
    await this.#recall();
    await this.outbox.load();
    this.#tabs.tell({ type: 'ask' });
    await this.load();
  }

  close(): void {
    this.#tabs.close();
    void this.#line.stop();
    this.outbox.stop();
    this.ticker.stop();
    clearInterval(this.#resync);
    document.removeEventListener('visibilitychange', this.#looked);
  }

  /** Other tabs of this key leave too. */
  signOut(): void {
    this.#tabs.tell({ type: 'out' });
    this.close();
  }

  /** Reads everything that is open from the hub; called when the line comes up, and when too much changed at once. */
  async load(): Promise<void> {
    // One reading at a time; what changed during it is read by the next.
    this.#again = true;
    this.#loading ??= (async () => {
      while (this.#again) {
        this.#again = false;
        await this.#read();
      }
      this.#loading = null;
    })();
    return this.#loading;
  }

  async #read(): Promise<void> {
    try {
      const hub = await this.api.hub();
      const me = await this.api.me();
      await this.#memory.sat(me);
      this.#sit(me);
      await this.#learn();
      const views = await this.api.open();
      const kept = new Set(views.map((v) => v.id));
      // What closed while we were away is not among the open ones.
      for (const { id } of this.#exchanges.open()) if (!kept.has(id)) this.#touched.set(id, undefined);
      this.#exchanges.put(views);
      this.loaded = true;
      await this.#remember(hub);
      this.#deliver(views);
      this.#fetch();
    } catch (error) {
      if (error instanceof Refused && error.status === 401) {
        this.tokens.renew();
        this.ending ??= error.detail;
      }
    }
  }

  /** By time left. */
  get rows(): Row[] {
    return this.#exchanges.rows;
  }

  view(id: string): ExchangeView | undefined {
    return this.#exchanges.get(id);
  }

  /** Makes an exchange known that is not among the open ones. */
  async need(id: string): Promise<void> {
    if (!this.#exchanges.has(id) && !this.outbox.items.some((i) => i.exchange === id)) await this.#refresh(id);
  }

  /** A message by its id. Whoever only watches the times gets no envelope, and does not ask for one. */
  message(id: string): Message {
    const view = this.#exchanges.get(id);
    const me = this.me?.participant;
    const party = !view || view.from === me || view.addressees.some((a) => a.participant === me);
    return party ? this.#messages.get(id) : { loading: true };
  }

  /** Opens an envelope that came by another way, with the directory that this browser knows. */
  check = (compact: string): Promise<Message> => this.#messages.check(compact);

  /** Signs, keeps, sends: in this order, so that nothing that was decided is lost. */
  async send(envelope: Envelope): Promise<void> {
    const opened = await signEnvelope(envelope, this.key.id, this.key.privateKey);
    await this.#messages.signed(opened);
    await this.outbox.add(opened, this.clock.now());
  }

  /** A program's word that somebody looks at it. Said once, and only where it says something new. */
  async displayed(view: ExchangeView): Promise<void> {
    const own = view.addressees.find((a) => a.participant === this.me?.participant);
    const message = this.#messages.get(view.id);
    if (!own || !message || !('opened' in message) || own.rung === 'displayed' || own.rung === 'acknowledged' || own.rung === 'answered') return;
    await (this.#line.up ? this.#line : this.api).confirm(view.id, 'displayed').catch(() => undefined);
  }

  #stateOf(heard: LineState): void {
    const wasOn = this.line.on;
    // After a reload the silence began when an earlier life of the page last heard something.
    const state = heard.on ? heard : { ...heard, since: this.#leftAt ?? this.clock.now() - (Date.now() - heard.since) };
    this.line = state;
    this.#tabs.tell({ type: 'line', state });
    if (state.on) {
      this.#leftAt = null;
      this.clock.doubt();
      if (!wasOn) void this.load().then(() => this.outbox.pump());
    } else {
      this.absence.begin(state.since);
    }
  }

  #looked = (): void => {
    if (document.visibilityState === 'visible') {
      this.clock.doubt();
      void this.api.tell().catch(() => undefined);
    }
  };

  async #own(): Promise<void> {
    const left = await this.#memory.left();
    if (left && this.#cursor < 0) [this.#cursor, this.#leftAt] = [left.cursor, left.at];
    this.absence.recall(left?.missed ?? null);
    this.#line.start();
  }

  #hear(word: Word): void {
    if (word.type === 'page') this.#take(word.page, word.live);
    else if (word.type === 'outbox') void this.outbox.load();
    else if (word.type === 'out') this.left();
    else if (word.type === 'ask') {
      if (this.#tabs.owner) this.#tabs.tell({ type: 'line', state: this.line });
    } else {
      const cameUp = word.state.on && !this.line.on;
      this.line = word.state;
      if (cameUp) void this.load();
    }
  }

  #take(page: FeedPage, live: boolean): void {
    const first = this.#cursor < 0;
    this.#cursor = page.cursor;
    for (const item of page.items) {
      const { fact } = item.entry;
      const message = messageOf(fact);
      const exchange = exchangeOf(fact);
      if (exchange) this.#touched.set(exchange, live && fact.type === 'accepted' ? item.entry.at : this.#touched.get(exchange));
      if (item.envelope && message) void this.#take1(message.id, item.envelope, fact.type === 'accepted' && message.from !== this.me?.participant);
    }
    const unseen = this.absence.take(page, first);
    if (this.#tabs.owner) void this.#memory.heard(page.cursor, this.clock.now(), unseen).catch(() => undefined);
    if (this.#touched.size > relistAbove) {
      this.#touched.clear();
      void this.load();
    } else {
      this.#fetch();
    }
  }

  async #take1(id: string, compact: string, deliver: boolean): Promise<void> {
    const message = await this.#messages.take(id, compact);
    if (!deliver || !this.#tabs.owner || !('opened' in message)) return;
    this.#deliveries.add(id);
    void this.#deliveries.run();
  }

  #fetch(): void {
    for (const [id, at] of this.#touched) {
      if (this.#fetching.size >= fetchesAtOnce) break;
      // Answers may overtake each other: what changes while one is under way is asked for when that one is here.
      if (this.#fetching.has(id)) continue;
      this.#touched.delete(id);
      this.#fetching.add(id);
      void this.#refresh(id, at).finally(() => {
        this.#fetching.delete(id);
        this.#fetch();
      });
    }
  }

  async #refresh(id: string, at?: string): Promise<void> {
    try {
      const view = await this.api.exchange(id);
      const fresh = !this.#exchanges.has(id);
      // Handed over before it is shown.
      const kept = this.#memory.changed(view);
      this.#exchanges.put([view]);
      if (this.me) this.arrived(rowOf(view, this.me.participant), fresh);
      if (at !== undefined) this.#measure(at);
      await kept;
    } catch {
      // Not ours to see, or the line is down: the next load brings it.
    }
  }

  #measure(at: string): void {
    requestAnimationFrame(() => setTimeout(() => {
      this.delays.push(this.clock.now() - Date.parse(at));
      if (this.delays.length > 1_000) this.delays.shift();
    }));
  }

  #sit(me: Me): void {
    this.me = me;
    this.#exchanges.seat(me.participant);
  }

  async #learn(): Promise<void> {
    const [directory, { regimes }] = [await this.api.directory(), await this.api.regimes()];
    await this.#memory.learned(directory, regimes);
    [this.directory, this.regimes] = [directory, regimes];
    await this.#messages.trust(directory);
  }

  async #journaled(pending: Pending, receipt: Receipt): Promise<void> {
    const hub = await this.api.hub();
    await verifyReceipt(receipt, { id: hub.id, key: await importPublic(hub.key) }, pending.digest);
    await db.put('envelopes', `${this.key.id}/${pending.id}`, pending.compact);
    await this.#refresh(pending.exchange);
  }

  /** What the last page load knew, for a reload while the hub is away. */
  async #recall(): Promise<void> {
    const known = await this.#memory.recall();
    if (!known || this.loaded) return;
    this.#exchanges.put(known.views.filter((v) => v.state === 'open'));
    // The hub may have been quicker with the rest.
    if (this.me) return;
    this.#sit(known.me);
    this.regimes = known.regimes ?? this.regimes;
    this.directory = known.directory ?? this.directory;
    await this.#messages.trust(this.directory);
  }

  async #remember(hub: HubView): Promise<void> {
    if ((await thumbprint(hub.key)) !== hub.id) throw new Refused(1301, 'not-the-hub', 'The hub does not have the key that its id names.');
    await this.#memory.opened(this.#exchanges.open());
    const trusted = await this.#memory.trusts(hub.id);
    if (trusted !== hub.id) this.ending = `${fingerprint(trusted)} ≠ ${fingerprint(hub.id)}`;
  }

  /** What the hub has for us and no program of ours has confirmed. */
  #deliver(views: ExchangeView[]): void {
    if (!this.#tabs.owner) return;
    for (const view of views) {
      const own = view.addressees.find((a) => a.participant === this.me?.participant);
      if (own?.rung === 'accepted' || own?.rung === 'carried') this.#deliveries.add(view.id);
    }
    void this.#deliveries.run();
  }
}
