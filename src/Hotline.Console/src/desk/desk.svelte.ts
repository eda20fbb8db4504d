import type { OwnKey } from '../keys/keyring';
import { Tokens } from '../keys/token';
import * as db from '../store/db';
import { Api } from '../wire/api';
import { signEnvelope } from '../wire/envelope';
import { HubClock } from '../wire/hub-clock';
import { fingerprint, importPublic, thumbprint } from '../wire/keys';
import { Line, type LineState } from '../wire/line';
import type { Envelope } from '../wire/payload';
import { verifyReceipt } from '../wire/receipt';
import { Refused } from '../wire/refused';
import type { DirectoryView, ExchangeView, FeedItem, FeedPage, HubView, Me, Receipt, RegimeView } from '../wire/types';
import { Deliveries } from './deliveries';
import { Exchanges } from './exchanges.svelte';
import { type Message, Messages } from './messages.svelte';
import { type Row, rowOf } from './order';
import { Outbox, type Pending } from './outbox.svelte';
import { Tabs, type Word } from './tabs';
import { Ticker } from './ticker.svelte';

/** What came while the line was down, each entry once. */
export interface Missed { since: number; until: number; items: FeedItem[] }

const fetchesAtOnce = 6;
const relistAbove = 200;

/** Everything that a seat sees, kept up by the feed. Screens read it and never ask the hub themselves for what is here. */
export class Desk {
  readonly clock = new HubClock();
  readonly ticker = new Ticker(() => this.clock.now());
  readonly api: Api;
  readonly outbox: Outbox;
  readonly tokens: Tokens;
  me = $state.raw<Me | null>(null);
  /** Since when, by the hub's clock. */
  line = $state.raw<LineState>({ on: false, since: this.clock.now(), why: '' });
  regimes = $state.raw<RegimeView[]>([]);
  directory = $state.raw<DirectoryView>({ participants: [] });
  missed = $state.raw<Missed | null>(null);
  /** Why the hub sent us away, such as a revoked key. */
  ending = $state.raw<string | null>(null);
  loaded = $state(false);
  /** Milliseconds from the journal to the screen, of the last live entries that brought something new. */
  readonly delays: number[] = [];

  #exchanges = new Exchanges();
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
  #catchingUp: Missed | null = null;
  #loading: Promise<void> | null = null;
  #again = false;
  #resync: ReturnType<typeof setInterval>;

  constructor(
    readonly key: OwnKey,
    private readonly arrived: (row: Row, fresh: boolean) => void = () => undefined,
    /** Another tab of this key signed out: this one is to leave as well. */
    private readonly left: () => void = () => undefined,
  ) {
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
        const live = this.#catchingUp === null;
        this.#tabs.tell({ type: 'page', page, live });
        this.#take(page, live);
      },
      onState: (state) => this.#stateOf(state),
      onEnding: (why) => (this.ending = why),
    });
    this.#tabs = new Tabs(key.id, (word) => this.#hear(word), () => void this.#own());
    // The clocks drift, and a machine that slept has another idea of the time.
    this.#resync = setInterval(() => void this.api.tell().catch(() => undefined), 60_000);
    document.addEventListener('visibilitychange', this.#seen);
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
    document.removeEventListener('visibilitychange', this.#seen);
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
      this.#sit(await this.api.me());
      await this.#learn();
      const views = await this.api.open();
      const kept = new Set(views.map((v) => v.id));
      // What closed while we were away is not among the open ones.
      for (const id of this.#exchanges.open()) if (!kept.has(id)) this.#touched.set(id, undefined);
      this.#exchanges.put(views);
      this.loaded = true;
      await this.#remember(hub, views);
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
      this.#catchingUp ??= { since: state.since, until: 0, items: [] };
    }
  }

  #seen = (): void => {
    if (document.visibilityState === 'visible') {
      this.clock.doubt();
      void this.api.tell().catch(() => undefined);
    }
  };

  async #own(): Promise<void> {
    const left = await db.get<{ cursor: number; at: number }>('settings', `${this.key.id}/cursor`);
    if (left && this.#cursor < 0) [this.#cursor, this.#leftAt] = [left.cursor, left.at];
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
      const message = fact.opening ?? fact.reply;
      if (fact.exchange) this.#touched.set(fact.exchange, live && fact.type === 'accepted' ? item.entry.at : this.#touched.get(fact.exchange));
      if (item.envelope && message) void this.#take1(message.id, item.envelope, fact.type === 'accepted' && message.from !== this.me?.participant);
      if (!live && !first && message?.key !== this.key.id) this.#catchingUp?.items.push(item);
    }
    if (page.cursor >= page.head && this.#catchingUp) {
      const { since, items } = this.#catchingUp;
      if (items.length > 0) this.missed = { since: this.missed?.since ?? since, until: this.clock.now(), items: [...(this.missed?.items ?? []), ...items] };
      this.#catchingUp = null;
    }
    if (this.#tabs.owner) void db.put('settings', `${this.key.id}/cursor`, { cursor: page.cursor, at: this.clock.now() }).catch(() => undefined);
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
      this.#exchanges.put([view]);
      if (this.me) this.arrived(rowOf(view, this.me.participant), fresh);
      if (at !== undefined) this.#measure(at);
      await db.put('views', `${this.key.id}/${id}`, { ...view, envelope: undefined });
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
    this.directory = await this.api.directory();
    this.regimes = (await this.api.regimes()).regimes;
    await db.put('settings', `${this.key.id}/directory`, this.directory);
    await this.#messages.trust(this.directory);
  }

  async #journaled(pending: Pending, receipt: Receipt): Promise<void> {
    const hub = await this.api.hub();
    await verifyReceipt(receipt, { id: hub.id, key: await importPublic(hub.key) }, pending.digest);
    await db.put('envelopes', `${this.key.id}/${pending.id}`, pending.compact);
    await this.#refresh(pending.exchange);
  }

  /** What the last page load knew, for a reload while the hub is away. */
  async #recall(): Promise<void> {
    const seat = await db.get<{ me: Me; hub: string; regimes: RegimeView[] }>('settings', `${this.key.id}/seat`);
    if (!seat) return;
    this.#sit(seat.me);
    this.regimes = seat.regimes;
    this.directory = (await db.get<DirectoryView>('settings', `${this.key.id}/directory`)) ?? this.directory;
    await this.#messages.trust(this.directory);
    this.#exchanges.put((await db.all<ExchangeView>('views', this.key.id + '/')).filter((v) => v.state === 'open'));
  }

  async #remember(hub: HubView, views: ExchangeView[]): Promise<void> {
    if ((await thumbprint(hub.key)) !== hub.id) throw new Refused(1301, 'not-the-hub', 'The hub does not have the key that its id names.');
    const trusted = await db.get<string>('settings', `${this.key.id}/hub`);
    if (trusted !== undefined && trusted !== hub.id) this.ending = `${fingerprint(trusted)} ≠ ${fingerprint(hub.id)}`;
    else await db.put('settings', `${this.key.id}/hub`, hub.id);
    await db.put('settings', `${this.key.id}/seat`, { me: $state.snapshot(this.me), hub: hub.id, regimes: this.regimes });
    await db.removeAll('views', this.key.id + '/');
    await db.putAll('views', views.map((view) => [`${this.key.id}/${view.id}`, view]));
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
