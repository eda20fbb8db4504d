import type { OwnKey } from '../keys/keyring';
import { Tokens } from '../keys/token';
import * as db from '../store/db';
import { Api } from '../wire/api';
import { signEnvelope } from '../wire/envelope';
import { exchangeOf, messageOf } from '../wire/facts';
import { HubClock } from '../wire/hub-clock';
import { importPublic } from '../wire/keys';
import type { LineState } from '../wire/line';
import type { Envelope } from '../wire/payload';
import { verifyReceipt } from '../wire/receipt';
import { Refused } from '../wire/refused';
import type { Course, DirectoryView, ExchangeView, FeedPage, Me, Receipt, RegimeView } from '../wire/types';
import { Absence } from './absence.svelte';
import { Changes } from './changes';
import { keepUp } from './clock-upkeep';
import { Damage } from './damage.svelte';
import { Delays } from './delays';
import { Deliveries } from './deliveries';
import { Exchanges } from './exchanges.svelte';
import { Feed } from './feed.svelte';
import { Memory, aheadOf } from './memory';
import { type Message, Messages } from './messages.svelte';
import { OpenPages } from './open-pages.svelte';
import { type Gone, type Row, mayRead } from './order';
import { Outbox, type Pending } from './outbox.svelte';
import { Ticker } from './ticker.svelte';
import { TrustedHub } from './trusted-hub.svelte';

const relistAbove = 200;

/**
 * Everything that a seat sees, kept up by the feed. Screens read it and never ask the hub themselves for what is here.
 */
export class Desk {
  readonly clock: HubClock;
  readonly ticker: Ticker;
  readonly api: Api;
  readonly outbox: Outbox;
  readonly tokens: Tokens;
  readonly absence: Absence;
  me = $state.raw<Me | null>(null);
  regimes = $state.raw<RegimeView[]>([]);
  directory = $state.raw<DirectoryView>({ participants: [], former: [] });
  /** Why the hub sent us away, such as a revoked key. */
  ending = $state.raw<string | null>(null);
  loaded = $state(false);
  readonly hub: TrustedHub;
  readonly damage = new Damage();
  readonly pages = new OpenPages(() => this.api, (views) => this.#show(views), this.damage);
  readonly delays = new Delays(() => this.clock.now());

  #exchanges = new Exchanges((id) => this.#messages.peek(id));
  #memory: Memory;
  #feed: Feed;
  #messages: Messages;
  #deliveries = new Deliveries(
    async (id) => 'opened' in (await this.#messages.open(id)),
    (id) => (this.#feed.line ?? this.api).confirm(id, 'delivered'),
  );
  /** Messages to us are opened here, whether or not their line is in sight: what rings is what was signed. */
  #reading = new Deliveries(async (id) => 'opened' in (await this.#messages.open(id)), () => Promise.resolve());
  #changes = new Changes((id, at) => this.#refresh(id, at));
  #loading: Promise<void> | null = null;
  #again = false;
  #letGo: () => void;

  constructor(
    readonly key: OwnKey,
    private readonly arrived: (row: Row, fresh: boolean) => void = () => undefined,
    /** Another tab of this key signed out: this one is to leave as well. */
    private readonly left: () => void = () => undefined,
  ) {
    this.#memory = new Memory(key.id);
    this.clock = new HubClock(undefined, aheadOf(key.id));
    this.ticker = new Ticker(() => this.clock.now());
    this.hub = new TrustedHub(this.#memory, () => this.api);
    this.absence = new Absence({ own: key, now: () => this.clock.now(), forget: () => this.#memory.seen() });
    this.tokens = new Tokens(key, async () => (await this.hub.ask()).id, () => this.clock.now());
    this.api = new Api(this.clock, () => this.tokens.token(), () => this.tokens.renew());
    this.outbox = new Outbox({
      keyId: key.id,
      // The tab that owns the line speaks by it; the others by the API. The bytes are the same.
      submit: (compact) => (this.#feed.line ?? this.api).submit(compact),
      journaled: (pending, receipt) => this.#journaled(pending, receipt),
      tell: () => this.#feed.tell({ type: 'outbox' }),
    });
    this.#messages = new Messages({
      keyId: key.id, fetch: (id) => this.api.envelope(id),
      unsent: (id) => this.outbox.items.find((i) => i.id === id)?.compact,
      learn: () => this.#learn(),
      now: () => this.clock.now(),
      read: (id) => this.#exchanges.read(id),
    });
    this.#feed = new Feed({
      keyId: key.id, clock: this.clock, memory: this.#memory, absence: this.absence,
      token: () => this.tokens.token(),
      refused: () => this.api.anew(),
      page: (page, live) => this.#take(page, live),
      up: (own) => (this.damage.begin(), void this.load().then(() => (own ? this.outbox.pump() : undefined))),
      ended: (why) => (this.ending = why),
      about: () => this.api.tell(), outbox: () => void this.outbox.load(), out: () => this.left(),
    });
    this.#letGo = keepUp(this.clock, this.api, this.hub);
  }

  async open(): Promise<void> {
    await this.#recall();
    await this.outbox.load();
    this.#feed.tell({ type: 'ask' });
    await this.load();
  }

  close(): void {
    this.#feed.close();
    this.outbox.stop();
    this.ticker.stop();
    this.#letGo();
  }

  /** Other tabs of this key leave too. */
  signOut(): void {
    this.#feed.tell({ type: 'out' });
    this.close();
  }

  /** Reads what is open from the hub; called when the line comes up, and when too much changed at once. */
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
      await this.hub.ask();
      const me = await this.api.me();
      await this.#memory.sat(me);
      this.#sit(me);
      await this.#learn();
      const told = await this.pages.read();
      // What closed while we were away is not among the open ones.
      for (const id of this.#exchanges.without(told)) this.#changes.touch(id);
      await this.#memory.opened(this.#exchanges.open());
      this.#changes.run();
    } catch (error) {
      if (error instanceof Refused && error.status === 401) {
        this.tokens.renew();
        this.ending ??= error.detail;
      }
    }
  }

  /** Since when, by the hub's clock. */
  get line(): LineState {
    return this.#feed.state;
  }

  /** By time left. */
  get rows(): Row[] {
    return this.#exchanges.rows;
  }

  row = (id: string): Row | undefined => this.#exchanges.row(id);
  gone = (id: string): Gone | null => this.#exchanges.gone(id);

  /** The line of an exchange that is not among the open ones. */
  listed = (view: ExchangeView): Row => this.#exchanges.line(view);

  /** Makes an exchange known that is not among the open ones. */
  async need(id: string): Promise<void> {
    if (!this.#exchanges.has(id) && !this.outbox.items.some((i) => i.exchange === id)) await this.#refresh(id);
  }

  /** A message by its id. Whoever only watches the times gets no envelope, and does not ask for one. */
  message(id: string): Message {
    const view = this.#exchanges.get(id);
    return !view || mayRead(view, this.me) ? this.#messages.get(id) : { loading: true };
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
  async displayed(view: Course): Promise<void> {
    const own = view.addressees.find((a) => a.participant === this.me?.participant);
    const message = this.#messages.get(view.id);
    if (!own || !message || !('opened' in message)) return;
    if (own.rung === 'displayed' || own.rung === 'acknowledged' || own.rung === 'answered') return;
    await (this.#feed.line ?? this.api).confirm(view.id, 'displayed').catch(() => undefined);
  }

  #take(page: FeedPage, live: boolean): void {
    this.damage.heard(page.damaged);
    for (const item of page.items) {
      const { fact } = item.entry;
      const [message, exchange] = [messageOf(fact), exchangeOf(fact)];
      if (exchange) this.#changes.touch(exchange, live && fact.type === 'accepted' ? item.entry.at : undefined);
      if (message) this.#messages.heard(message);
      if (item.envelope && message)
        void this.#take1(message.id, item.envelope, fact.type === 'accepted' && message.from !== this.me?.participant);
    }
    if (this.#changes.size > relistAbove) {
      this.#changes.clear();
      void this.load();
    } else {
      this.#changes.run();
    }
  }

  async #take1(id: string, compact: string, deliver: boolean): Promise<void> {
    const message = await this.#messages.take(id, compact);
    if (!deliver || !this.#feed.owner || !('opened' in message)) return;
    this.#deliveries.add(id);
    void this.#deliveries.run();
  }

  async #refresh(id: string, at?: string): Promise<void> {
    try {
      const view = await this.api.exchange(id);
      const fresh = at !== undefined || !this.#exchanges.has(id); // live is news, also when a list was quicker
      // Handed over before it is shown.
      const kept = this.#memory.changed(view);
      if (view.envelope) void this.#messages.take(id, view.envelope).catch(() => undefined);
      this.#exchanges.put([view]);
      if (this.me) void this.#announce(view, fresh);
      if (at !== undefined) this.delays.shown(at);
      await kept;
    } catch (error) {
      // The hub cannot show it, and the desk says so; or it is not ours to see, or the line is down.
      this.damage.heard(this.#exchanges.missed(id, error));
    }
  }

  /** Says what was signed; where no envelope is to be had, what the hub says. */
  async #announce(view: ExchangeView, fresh: boolean): Promise<void> {
    if (mayRead(view, this.me)) await this.#messages.open(view.id).catch(() => undefined);
    this.arrived(this.listed(view), fresh);
  }

  #sit(me: Me): void {
    this.me = me;
    this.#exchanges.seat(me.participant);
  }

  async #learn(): Promise<void> {
    await this.hub.ask();
    const [directory, { regimes }] = [await this.api.directory(), await this.api.regimes()];
    await this.#memory.learned(directory, regimes);
    [this.directory, this.regimes] = [directory, regimes];
    await this.#messages.trust(directory);
  }

  async #journaled(pending: Pending, receipt: Receipt): Promise<void> {
    const hub = await this.hub.ask();
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
    [this.directory, this.regimes] = [known.directory ?? this.directory, known.regimes ?? this.regimes];
    await this.#messages.trust(this.directory);
  }

  /** Also what the hub has for us and no program of ours has confirmed. */
  #show(views: ExchangeView[]): void {
    this.#exchanges.put(views);
    this.loaded = true;
    for (const view of views) if (view.turn === 'ours' && mayRead(view, this.me)) this.#reading.add(view.id);
    void this.#reading.run();
    if (!this.#feed.owner) return;
    for (const view of views) {
      const own = view.addressees.find((a) => a.participant === this.me?.participant);
      if (own?.rung === 'accepted' || own?.rung === 'carried') this.#deliveries.add(view.id);
    }
    void this.#deliveries.run();
  }
}
