import type { HubClock } from '../wire/hub-clock';
import { Line, type LineState } from '../wire/line';
import { resume } from '../wire/epochs';
import type { FeedPage, HubView } from '../wire/types';
import type { Absence } from './absence.svelte';
import type { Memory } from './memory';
import { Tabs, type Word } from './tabs';

interface Options {
  keyId: string;
  clock: HubClock;
  memory: Memory;
  absence: Absence;
  token: () => Promise<string>;
  /** No line came about, perhaps for the token's time. */
  refused: () => Promise<void>;
  /** What the hub says of itself. */
  about: () => Promise<HubView>;
  /** A page of the feed, each entry once; live unless it came while the line was down. */
  page: (page: FeedPage, live: boolean) => void;
  /** The line came up: this tab's own, or that of the tab which owns it. */
  up: (own: boolean) => void;
  /** The hub ended the line and says why. */
  ended: (why: string) => void;
  /** Another tab put something into the outbox, or took it out. */
  outbox: () => void;
  /** Another tab of this key signed out. */
  out: () => void;
}

/** What the hub tells: by this tab's own line, or from the tab that owns it. */
export class Feed {
  /** Since when, by the hub's clock. */
  state: LineState = $state.raw({ on: false, since: 0, why: '' });
  #cursor = -1;
  /** The journal's epoch in which the cursor is a place; null in its first. */
  #epoch: string | null = null;
  #goingBack = false;
  /** The pages under way were asked for from a cursor that holds no more. */
  #stale = false;
  /** When this browser last heard something, in an earlier life of the page. */
  #leftAt: number | null = null;
  #tabs: Tabs;
  #line: Line;

  constructor(private readonly options: Options) {
    this.state = { on: false, since: options.clock.now(), why: '' };
    this.#line = new Line({
      token: options.token,
      refused: options.refused,
      cursor: () => {
        this.#stale = false;
        return this.#cursor;
      },
      onBeyond: () => void this.#goBack(),
      onPage: (page) => {
        if (this.#stale) return;
        if (!this.#holds(page)) return void this.#goBack();
        const live = !options.absence.lasts;
        this.#tabs.tell({ type: 'page', page, live });
        this.#take(page, live);
      },
      onState: (state) => this.#stateOf(state),
      onEnding: options.ended,
    });
    this.#tabs = new Tabs(options.keyId, (word) => this.#hear(word), () => void this.#own());
  }

  /** This tab's own line, where a call would go out by it now. */
  get line(): Line | null {
    return this.#line.up ? this.#line : null;
  }

  /** True in the one tab of this key that owns the line. */
  get owner(): boolean {
    return this.#tabs.owner;
  }

  tell(word: Word): void {
    this.#tabs.tell(word);
  }

  close(): void {
    this.#tabs.close();
    void this.#line.stop();
  }

  #stateOf(heard: LineState): void {
    const { clock, absence } = this.options;
    const wasOn = this.state.on;
    // After a reload the silence began when an earlier life of the page last heard something.
    const state = heard.on ? heard : { ...heard, since: this.#leftAt ?? clock.now() - (Date.now() - heard.since) };
    this.state = state;
    this.#tabs.tell({ type: 'line', state });
    if (state.on) {
      this.#leftAt = null;
      clock.doubt();
      if (!wasOn) this.options.up(true);
    } else {
      absence.begin(state.since);
    }
  }

  async #own(): Promise<void> {
    const left = await this.options.memory.left();
    // Signed out while the memory was read: nobody may open a line any more.
    if (!this.#tabs.owner) return;
    if (left && this.#cursor < 0)
      [this.#cursor, this.#epoch, this.#leftAt] = [left.cursor, left.epoch ?? null, left.at];
    this.options.absence.recall(left?.missed ?? null);
    this.#line.start();
  }

  #hear(word: Word): void {
    if (word.type === 'page') this.#take(word.page, word.live);
    else if (word.type === 'outbox') this.options.outbox();
    else if (word.type === 'out') this.options.out();
    else if (word.type === 'back') this.#tellBack(word, false);
    else if (word.type === 'ask') {
      if (this.#tabs.owner) this.#tabs.tell({ type: 'line', state: this.state });
    } else {
      const cameUp = word.state.on && !this.state.on;
      this.state = word.state;
      if (cameUp) this.options.up(false);
    }
  }

  /** False when the page does not go on where this reader is. */
  #holds(page: FeedPage): boolean {
    return this.#cursor < 0 || ((page.epoch ?? null) === this.#epoch && page.head >= this.#cursor);
  }

  /** A part of the journal is lost: on from what is left of what was read, or, unknown, from now. */
  async #goBack(): Promise<void> {
    if (this.#goingBack) return;
    this.#goingBack = true;
    try {
      const hub = await this.options.about();
      const read = this.#cursor;
      const again = resume(read, this.#epoch, hub);
      [this.#cursor, this.#epoch, this.#stale] = [again > 0 ? again : -1, hub.epoch ?? null, true];
      if (again < read) {
        this.#tabs.tell({ type: 'back', read, again });
        this.#tellBack({ read, again }, true);
      }
    } catch {
      // The line comes back, and this is asked again.
    } finally {
      this.#goingBack = false;
      this.#line.again();
    }
  }

  /** Everything that is open is read again. */
  #tellBack(back: { read: number; again: number }, own: boolean): void {
    this.options.absence.back = { read: back.read, again: back.again };
    this.options.up(own);
  }

  #take(page: FeedPage, live: boolean): void {
    const { clock, memory, absence } = this.options;
    const first = this.#cursor < 0;
    [this.#cursor, this.#epoch] = [page.cursor, page.epoch ?? null];
    this.options.page(page, live);
    const unseen = absence.take(page, first);
    if (this.#tabs.owner) void memory.heard(page.cursor, this.#epoch, clock.now(), unseen).catch(() => undefined);
  }
}
