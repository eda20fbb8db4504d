import type { HubClock } from './hub-clock';
import { Refused, Unreachable } from './refused';
import { type Waiting, readReport } from './report-lines';
import type {
  DesksView,
  DirectoryView,
  ExchangeList,
  ExchangeView,
  ExerciseView,
  FeedPage,
  HubView,
  Jwk,
  KeyRequest,
  Kind,
  Me,
  PlanView,
  Precedence,
  Problem,
  Receipt,
  RegimeList,
  Report,
  ReportLine,
  ReportedList,
  Status,
} from './types';

const patience = 15_000;

/** How a call differs from a GET with the key's token. */
interface Options {
  open?: boolean;
  secret?: string;
  body?: unknown;
  raw?: string;
  /** Gives up; without it, when nothing has come for long. */
  signal?: AbortSignal;
}

export interface PlanQuestion {
  to: string[];
  cc: string[];
  regime: string;
  kind: Kind;
  precedence: Precedence;
  status: Status;
}

/** The HTTP API that scripts use too. Every answer that tells the hub's time sets the clock. */
export class Api {
  #hub: Promise<HubView> | undefined;

  constructor(
    private readonly clock: HubClock,
    private readonly token: () => Promise<string> = () => Promise.reject(new Error('No key yet.')),
    private readonly renew: () => void = () => undefined,
  ) {}

  /** Who the hub is; asked once, and again on {@link tell}. */
  hub(): Promise<HubView> {
    return (this.#hub ??= this.tell().catch((error) => {
      this.#hub = undefined;
      throw error;
    }));
  }

  /** Asks the hub's time and head anew. */
  tell(): Promise<HubView> {
    return this.#json<HubView>('/v1/hub', { open: true });
  }

  /** Has the next token made by the time that it is at the hub now: this machine's clock may have stood still. */
  async anew(): Promise<void> {
    this.clock.doubt();
    await this.tell();
    this.renew();
  }

  /** What time it is was told by the trusted hub: a reload while it is away goes on by that. */
  keepTime(): void {
    this.clock.keep();
  }

  me = (): Promise<Me> => this.#json('/v1/me');
  directory = (): Promise<DirectoryView> => this.#json('/v1/directory');
  regimes = (): Promise<RegimeList> => this.#json('/v1/regimes');
  exercise = (secret: string): Promise<ExerciseView> => this.#json('/v1/exercise', { open: true, secret });
  takeSeat = (participant: string, poc: string, key: Jwk, secret: string): Promise<Me> =>
    this.#json('/v1/exercise/seats', { open: true, secret, body: { participant, poc, key } });
  requestSeat = (participant: string, poc: string, key: Jwk): Promise<KeyRequest> =>
    this.#json('/v1/directory/requests', { open: true, body: { participant, poc, key } });
  requests = (): Promise<{ requests: KeyRequest[] }> => this.#json('/v1/directory/requests');
  approve = (fingerprint: string): Promise<Me> => this.#json('/v1/directory/approvals', { body: { fingerprint } });
  reject = async (fingerprint: string): Promise<void> =>
    void (await this.#send('/v1/directory/rejections', { body: { fingerprint } }));
  plan = (question: PlanQuestion): Promise<PlanView> => this.#json('/v1/plan', { body: question });
  desks = (): Promise<DesksView> => this.#json('/v1/desks');
  exchange = (id: string): Promise<ExchangeView> => this.#json(`/v1/exchanges/${encodeURIComponent(id)}`);
  feed = (after: number, limit = 256): Promise<FeedPage> => this.#json(`/v1/feed?after=${after}&limit=${limit}`);
  envelope = async (id: string): Promise<string> =>
    (await this.#send(`/v1/envelopes/${encodeURIComponent(id)}`, {})).text();
  submit = (compact: string): Promise<Receipt> => this.#json('/v1/envelopes', { raw: compact });
  confirm = async (message: string, rung: 'delivered' | 'displayed'): Promise<void> =>
    void (await this.#send('/v1/confirmations', { body: { message, rung } }));
  report = async (query: URLSearchParams, waiting: Waiting): Promise<Report> =>
    (await this.#report('/v1/report', query, waiting)).report!;
  reportCsv = async (query: URLSearchParams, waiting: Waiting): Promise<string> =>
    (await this.#report('/v1/report', new URLSearchParams([...query, ['format', 'csv']]), waiting)).csv!;
  reported = async (query: URLSearchParams, waiting: Waiting): Promise<ReportedList> =>
    (await this.#report('/v1/report/exchanges', query, waiting)).exchanges!;

  #report(path: string, query: URLSearchParams, waiting: Waiting): Promise<ReportLine> {
    const asked = `${path}?${new URLSearchParams([...query, ['progress', 'true']])}`;
    return readReport((signal) => this.#send(asked, { signal }), waiting, patience);
  }

  /** A page of the caller's exchanges, newest first. */
  list(state: 'open' | 'all', limit = 500, before?: number, turn?: ExchangeView['turn']): Promise<ExchangeList> {
    const query = new URLSearchParams({ state, limit: `${limit}` });
    if (before !== undefined) query.set('before', `${before}`);
    if (turn) query.set('turn', turn);
    return this.#json(`/v1/exchanges?${query}`);
  }

  async #json<T>(path: string, options: Options = {}): Promise<T> {
    const asked = this.clock.mark();
    const response = await this.#send(path, options);
    const answered = this.clock.mark();
    const value = (await response.json()) as T & { hubTime?: string; time?: string };
    const time = value.hubTime ?? (path === '/v1/hub' ? value.time : undefined);
    if (time !== undefined) this.clock.observe(time, asked, answered);
    return value;
  }

  async #send(path: string, options: Options): Promise<Response> {
    try {
      return await this.#ask(path, options);
    } catch (error) {
      // The token was over, or from the future: only the hub knows the time.
      if (options.open || !(error instanceof Refused) || ![1105, 1106].includes(error.number)) throw error;
      await this.anew();
      return this.#ask(path, options);
    }
  }

  async #ask(path: string, options: Options): Promise<Response> {
    const headers: Record<string, string> = {};
    if (!options.open) headers.authorization = `Bearer ${await this.token()}`;
    if (options.secret) headers['hotline-seat-secret'] = options.secret;
    const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    if (body !== undefined)
      headers['content-type'] = options.raw === undefined ? 'application/json' : 'application/jose';
    let response: Response;
    try {
      response = await fetch(path, {
        method: body === undefined ? 'GET' : 'POST',
        headers,
        body,
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        signal: options.signal ?? AbortSignal.timeout(patience),
      });
    } catch (error) {
      throw new Unreachable(error);
    }
    if (response.ok) return response;
    throw await refusal(response);
  }
}

async function refusal(response: Response): Promise<Error> {
  try {
    const problem = (await response.json()) as Problem;
    if (typeof problem.number === 'number')
      return new Refused(problem.number, problem.title, problem.detail, response.status);
  } catch {
    // Something between us and the hub answered.
  }
  return new Unreachable(`HTTP ${response.status}`);
}
