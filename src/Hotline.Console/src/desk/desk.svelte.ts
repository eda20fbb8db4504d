import { SvelteMap } from 'svelte/reactivity';
import type { OwnKey } from '../keys/keyring';
import { Tokens } from '../keys/token';
import * as db from '../store/db';
import { Api } from '../wire/api';
import { type Opened, openEnvelope, signEnvelope } from '../wire/envelope';
import { HubClock } from '../wire/hub-clock';
import { KeyBook, type KeyHolder, fingerprint, importPublic, thumbprint } from '../wire/keys';
import { Line, type LineState } from '../wire/line';
import type { Envelope } from '../wire/payload';
import { verifyReceipt } from '../wire/receipt';
import { Refused } from '../wire/refused';
import type { DirectoryView, ExchangeView, FeedItem, FeedPage, HubView, Me, Receipt, RegimeView } from '../wire/types';
import { type Row, compare, rowOf } from './order';
import { Outbox, type Pending } from './outbox.svelte';
import { Tabs, type Word } from './tabs';
import { Ticker } from './ticker.svelte';

/** A message as it stands on screen: opened and checked here, or what is wrong with it. */
export type Message = { opened: Opened; holder: KeyHolder; knownSince: string | null } | { fault: Refused } | { loading: true };

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
  rows = $state.raw<Row[]>([]);
  missed = $state.raw<Missed | null>(null);
  /** Why the hub sent us away, such as a revoked key. */
  ending = $state.raw<string | null>(null);
  loaded = $state(false);
  /** Milliseconds from the journal to the screen, of the last live entries that brought something new. */
  readonly delays: number[] = [];

  #views = new Map<string, ExchangeView>();
  #messages = new SvelteMap<string, Message>();
  #book: KeyBook | null = null;
  #cursor = -1;
  /** When this browser last heard something, in an earlier life of the page. */
  #leftAt: number | null = null;
  #tabs: Tabs;
  #line: Line;
  #touched = new Map<string, string | undefined>();
  #fetching = 0;
  #catchingUp: Missed | null = null;
  #resync: ReturnType<typeof setInterval>;

  constructor(
    readonly key: OwnKey,
    private readonly arrived: (row: Row, fresh: boolean) => void = () => undefined,
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
    try {
      const hub = await this.api.hub();
      this.me = await this.api.me();
      await this.#learn();
      const views = await this.api.open();
      const kept = new Set(views.map((v) => v.id));
      // What closed while we were away is not among the open ones.
      for (const id of [...this.#views.keys()]) if (!kept.has(id) && this.#views.get(id)!.state === 'open') this.#touched.set(id, undefined);
      for (const view of views) this.#views.set(view.id, view);
      this.#arrange();
      this.loaded = true;
      await this.#remember(hub, views);
      await this.#deliver(views);
      void this.#fetch();
    } catch (error) {
      if (error instanceof Refused && error.status === 401) {
        this.tokens.renew();
        this.ending ??= error.detail;
      }
    }
  }

  view(id: string): ExchangeView | undefined {
    void this.rows;
    return this.#views.get(id);
  }

  /** Makes an exchange known that is not among the open ones. */
  async need(id: string): Promise<void> {
    if (!this.#views.has(id) && !this.outbox.items.some((i) => i.exchange === id)) await this.#refresh(id);
  }

  /** A message by its id; loaded, opened and checked when it is first looked at. */
  message(id: string): Message {
    const known = this.#messages.get(id);
    const view = this.#views.get(id);
    const me = this.me?.participant;
    // Whoever only watches the times gets no envelope, and does not ask for one.
    const party = !view || view.from === me || view.addressees.some((a) => a.participant === me);
    if (!known && party) queueMicrotask(() => void this.#open(id));
    return known ?? { loading: true };
  }

  /** Signs, keeps, sends: in this order, so that nothing that was decided is lost. */
  async send(envelope: Envelope): Promise<void> {
    const opened = await signEnvelope(envelope, this.key.id, this.key.privateKey);
    // What we sign we need not ask the hub for, and the hub may not have it yet.
    this.#messages.set(envelope.id, await this.#checked(opened));
    await this.outbox.add(opened, this.clock.now());
  }

  /** A program's word that somebody looks at it. Said once, and only where it says something new. */
  async displayed(view: ExchangeView): Promise<void> {
    const own = view.addressees.find((a) => a.participant === this.me?.participant);
    const message = this.#messages.get(view.id);
    if (!own || !message || !('opened' in message) || own.rung === 'displayed' || own.rung === 'acknowledged' || own.rung === 'answered') return;
    await this.#confirm(view.id, 'displayed');
  }

  /** Opens an envelope that came by another way, with the directory that this browser knows. */
  async check(compact: string): Promise<Message> {
    try {
      const opened = await openEnvelope(compact, async (id) => (await this.#book?.find(id))?.key);
      return this.#checked(opened);
    } catch (error) {
      if (error instanceof Refused) return { fault: error };
      throw error;
    }
  }

  async #confirm(id: string, rung: 'delivered' | 'displayed'): Promise<void> {
    // Not heard is not said: the next load finds it undelivered and confirms again.
    await (this.#line.up ? this.#line : this.api).confirm(id, rung).catch(() => undefined);
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
    else if (word.type === 'out') this.ending = '';
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
      if (fact.exchange) this.#touched.set(fact.exchange, live && fact.type === 'accepted' ? item.entry.at : undefined);
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
      void this.#fetch();
    }
  }

  async #take1(id: string, compact: string, deliver: boolean): Promise<void> {
    const message = await this.#openCompact(id, compact);
    if (deliver && this.#tabs.owner && 'opened' in message) await this.#confirm(id, 'delivered');
  }

  async #fetch(): Promise<void> {
    while (this.#fetching < fetchesAtOnce && this.#touched.size > 0) {
      const [id, at] = this.#touched.entries().next().value!;
      this.#touched.delete(id);
      this.#fetching++;
      void this.#refresh(id, at).finally(() => {
        this.#fetching--;
        void this.#fetch();
      });
    }
  }

  async #refresh(id: string, at?: string): Promise<void> {
    try {
      const view = await this.api.exchange(id);
      const fresh = !this.#views.has(id);
      const known = this.#views.get(id);
      this.#views.set(id, view);
      this.#arrange();
      if (this.me) this.arrived(rowOf(view, this.me.participant), fresh && !known);
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

  #arranging = false;

  /** Orders the list anew, once for all that changed in this turn. */
  #arrange(): void {
    if (this.#arranging) return;
    this.#arranging = true;
    queueMicrotask(() => {
      this.#arranging = false;
      const me = this.me?.participant;
      if (me) this.rows = [...this.#views.values()].map((view) => rowOf(view, me)).sort(compare);
    });
  }

  async #open(id: string): Promise<void> {
    if (this.#messages.has(id)) return;
    this.#messages.set(id, { loading: true });
    try {
      const unsent = this.outbox.items.find((i) => i.id === id)?.compact;
      const compact = unsent ?? (await db.get<string>('envelopes', `${this.key.id}/${id}`)) ?? (await this.api.envelope(id));
      await this.#openCompact(id, compact);
    } catch (error) {
      if (error instanceof Refused) this.#messages.set(id, { fault: error });
      else setTimeout(() => this.#messages.delete(id), 3_000);
    }
  }

  async #openCompact(id: string, compact: string): Promise<Message> {
    let message = await this.check(compact);
    if ('fault' in message && message.fault.number === 1022) {
      // A key that was entered since we read the directory.
      await this.#learn().catch(() => undefined);
      message = await this.check(compact);
    }
    if ('opened' in message) {
      const { envelope } = message.opened;
      const misnamed = 'holder' in message && (message.holder.participant !== envelope.from || message.holder.poc !== envelope.sender);
      if (envelope.id !== id) message = { fault: new Refused(1023, 'wrong-message', 'The hub gave another message than was asked for.') };
      else if (misnamed) message = { fault: new Refused(1023, 'wrong-sender', `The key that signed is not one of ${envelope.from}/${envelope.sender}.`) };
      else await db.put('envelopes', `${this.key.id}/${id}`, compact);
    }
    this.#messages.set(id, message);
    return message;
  }

  async #checked(opened: Opened): Promise<Message> {
    const holder = await this.#book?.find(opened.keyId);
    if (!holder) throw new Refused(1022, 'unknown-key', 'No point of contact in the directory has the key that signed.');
    return { opened, holder, knownSince: (await db.get<string>('known', opened.keyId)) ?? null };
  }

  async #learn(): Promise<void> {
    this.directory = await this.api.directory();
    this.regimes = (await this.api.regimes()).regimes;
    await db.put('settings', `${this.key.id}/directory`, this.directory);
    await this.#keys();
  }

  async #keys(): Promise<void> {
    this.#book = await KeyBook.of(this.directory);
    const known = new Date(this.clock.now()).toISOString();
    for (const id of this.#book.ids()) if (!(await db.get('known', id))) await db.put('known', id, known);
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
    this.me = seat.me;
    this.regimes = seat.regimes;
    this.directory = (await db.get<DirectoryView>('settings', `${this.key.id}/directory`)) ?? this.directory;
    await this.#keys();
    for (const view of await db.all<ExchangeView>('views', this.key.id + '/')) if (view.state === 'open') this.#views.set(view.id, view);
    this.#arrange();
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
  async #deliver(views: ExchangeView[]): Promise<void> {
    const me = this.me?.participant;
    for (const view of views) {
      const own = view.addressees.find((a) => a.participant === me);
      if (!own || !this.#tabs.owner || (own.rung !== 'accepted' && own.rung !== 'carried')) continue;
      await this.#open(view.id);
      const message = this.#messages.get(view.id);
      if (message && 'opened' in message) await this.#confirm(view.id, 'delivered');
    }
  }
}
