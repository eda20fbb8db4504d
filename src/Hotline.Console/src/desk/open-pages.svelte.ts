import type { Api } from '../wire/api';
import type { ExchangeView } from '../wire/types';
import type { Damage } from './damage.svelte';

const page = 200;
/** Of what is our turn and older than the first page, so many are read unasked. */
const mostOurs = 2000;

/**
 * What a desk reads of everything that is open: the newest page, and whatever waits for us, however old it is. What is
 * older is read when somebody asks for it, and from then on with the rest. So a desk costs the same however much others
 * leave open.
 */
export class OpenPages {
  /** There are older ones that nobody has asked for. */
  more = $state(false);
  #next: number | undefined;
  #pages = 1;

  /**
   * @param show Told of each page as it comes.
   * @param damage Told which exchanges the hub cannot list.
   */
  constructor(
    private readonly api: () => Pick<Api, 'list'>,
    private readonly show: (views: ExchangeView[]) => void,
    private readonly damage: Pick<Damage, 'reread' | 'listed'> = { reread: () => undefined, listed: () => undefined },
  ) {}

  /** Reads anew as much as was read so far. @returns Which exchanges were told of. */
  async read(): Promise<Set<string>> {
    const told = new Set<string>();
    const take = (views: ExchangeView[]) => {
      for (const { id } of views) told.add(id);
      this.show(views);
    };
    this.#next = undefined;
    this.damage.reread();
    let pages = 0;
    do take(await this.#page());
    while (++pages < this.#pages && this.#next !== undefined);
    let ours = 0;
    for (let before = this.#next as number | undefined; before !== undefined && ours < mostOurs; ) {
      const older = await this.api().list('open', page, before, 'ours');
      ours += older.exchanges.length;
      this.damage.listed(older.damaged);
      take(older.exchanges);
      before = older.next ?? undefined;
    }
    return told;
  }

  /** Reads one page more. */
  async older(): Promise<void> {
    if (this.#next === undefined) return;
    this.show(await this.#page());
    this.#pages++;
  }

  async #page(): Promise<ExchangeView[]> {
    const { exchanges, next, damaged } = await this.api().list('open', page, this.#next);
    this.damage.listed(damaged);
    this.#next = next ?? undefined;
    this.more = this.#next !== undefined;
    return exchanges;
  }
}
