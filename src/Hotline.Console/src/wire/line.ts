import { type HubConnection, HubConnectionBuilder, HttpTransportType, LogLevel } from '@microsoft/signalr';
import { Unreachable, readRefusal } from './refused';
import type { FeedPage, Receipt } from './types';

export type LineState = { on: true } | { on: false; since: number; why: string };

interface Options {
  token: () => Promise<string>;
  /** No line came about, and a browser does not say why: the token's time may be wrong. */
  refused: () => Promise<void>;
  /**
   * The position that the next page is asked for after. Asked anew at each connection: what a broken line lost comes
   * again, what it did not does not.
   */
  cursor: () => number;
  onPage: (page: FeedPage) => void;
  onState: (state: LineState) => void;
  /** The hub has nothing at the cursor: its journal was rolled back. The line comes back, and asks for the cursor. */
  onBeyond: () => void;
  /** The hub ended the line and says why, such as a revoked key. */
  onEnding: (why: string) => void;
  delay?: (attempt: number) => number;
}

// A token lives for minutes and the line ends with it; the next one is up before anybody would notice.
const grace = 1_500;
const beyondHead = 3020;
const cut = [4040, 4041];
const jittered = (attempt: number) => Math.min(250 * 2 ** attempt, 10_000) * (0.5 + Math.random() / 2);

/** The live line: follows the feed and, when it breaks, comes back for ever. */
export class Line {
  #connection: HubConnection | null = null;
  #running = false;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #alarm: ReturnType<typeof setTimeout> | undefined;
  #lostAt: number | null = null;

  constructor(private readonly options: Options) {}

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#lost(Date.now(), '', 0);
    void this.#connect();
    addEventListener('online', this.hurry);
    addEventListener('offline', this.#offline);
    document.addEventListener('visibilitychange', this.hurry);
  }

  /** True when a call would go out now. */
  get up(): boolean {
    return this.#lostAt === null && this.#connection?.state === 'Connected';
  }

  submit = (compact: string): Promise<Receipt> => this.#call('Submit', compact);
  confirm = (message: string, rung: 'delivered' | 'displayed'): Promise<void> =>
    this.#call('Confirm', { message, rung });

  async #call<T>(method: string, argument: unknown): Promise<T> {
    try {
      return await this.#connection!.invoke<T>(method, argument);
    } catch (error) {
      throw readRefusal((error as Error).message) ?? new Unreachable(error);
    }
  }

  /** Follows anew from the cursor, on a new connection. */
  again(): void {
    void this.#connection?.stop();
  }

  async stop(): Promise<void> {
    this.#running = false;
    clearTimeout(this.#timer);
    clearTimeout(this.#alarm);
    removeEventListener('online', this.hurry);
    removeEventListener('offline', this.#offline);
    document.removeEventListener('visibilitychange', this.hurry);
    await this.#connection?.stop();
  }

  /** Tries at once instead of waiting: the network is back, or somebody looks. */
  hurry = (): void => {
    if (this.#running && !this.#connection && document.visibilityState === 'visible') {
      this.#attempt = 0;
      clearTimeout(this.#timer);
      void this.#connect();
    }
  };

  // The browser knows at once; the line itself would notice only after its silence has lasted.
  #offline = (): void => {
    this.#lost(Date.now(), 'offline', 0);
    void this.#connection?.stop();
  };

  async #connect(): Promise<void> {
    const connection = new HubConnectionBuilder()
      .withUrl('/hubs/hotline', {
        accessTokenFactory: this.options.token,
        transport: HttpTransportType.WebSockets,
        skipNegotiation: true,
      })
      .withServerTimeout(35_000)
      .withKeepAliveInterval(10_000)
      .configureLogging(LogLevel.None)
      .build();
    this.#connection = connection;
    connection.on('Ending', (why: string) => {
      // A line that was too slow is cut to its cursor: it comes back there by itself.
      if (!cut.includes(readRefusal(why)?.number ?? 0)) this.options.onEnding(why);
    });
    const closed = new Promise<string>((resolve) => connection.onclose((error) => resolve(error?.message ?? '')));
    try {
      await connection.start();
      connection.stream<FeedPage>('Follow', this.options.cursor()).subscribe({
        next: (page) => {
          this.#attempt = 0;
          this.#found();
          this.options.onPage(page);
        },
        // A stream that ends leaves a line that says nothing: close it and come back.
        error: (error: Error) => {
          if (readRefusal(error.message)?.number === beyondHead) this.options.onBeyond();
          void connection.stop();
        },
        complete: () => void connection.stop(),
      });
      const why = await closed;
      this.#lost(Date.now(), why, grace);
    } catch (error) {
      void this.options.refused().catch(() => undefined);
      this.#lost(Date.now(), error instanceof Error ? error.message : String(error), grace);
    }
    this.#connection = null;
    if (this.#running) {
      const wait = this.#attempt === 0 ? 0 : (this.options.delay ?? jittered)(this.#attempt);
      this.#attempt++;
      this.#timer = setTimeout(() => void this.#connect(), wait);
    }
  }

  #found(): void {
    clearTimeout(this.#alarm);
    this.#alarm = undefined;
    if (this.#lostAt !== null) {
      this.#lostAt = null;
      this.options.onState({ on: true });
    }
  }

  #lost(at: number, why: string, after: number): void {
    if (!this.#running) return;
    this.#lostAt ??= at;
    const since = this.#lostAt;
    const tell = () => this.options.onState({ on: false, since, why });
    if (after === 0) tell();
    else this.#alarm ??= setTimeout(tell, after);
  }
}
