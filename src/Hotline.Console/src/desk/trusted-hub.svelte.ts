import type { Api } from '../wire/api';
import { fingerprint, thumbprint } from '../wire/keys';
import { Refused } from '../wire/refused';
import type { HubView } from '../wire/types';
import type { Memory } from './memory';

/** The hub of a seat: the one whose key the seat has trusted since it was first opened. */
export class TrustedHub {
  /** The hub answers with another key; then nothing goes to it or is taken over from it. */
  other = $state.raw<{ trusted: string; told: string } | null>(null);
  /** Whether it is an exercise, where nothing real may be sent; null until it has said so. */
  exercise = $state<boolean | null>(null);
  #asked: Promise<HubView> | undefined;

  constructor(private readonly memory: Memory, private readonly api: () => Api) {
    // For a reload while the hub is away.
    void memory.exercise().then((known) => (this.exercise ??= known));
  }

  /**
   * Asked before anything else is: no token is made for another hub, and no directory of another hub says whose keys
   * count. Throws 1301 when it is another.
   */
  ask(): Promise<HubView> {
    return (this.#asked ??= this.#check().catch((error: unknown) => {
      this.#asked = undefined;
      throw error;
    }));
  }

  async #check(): Promise<HubView> {
    const hub = await this.api().tell();
    if ((await thumbprint(hub.key)) !== hub.id) throw notTheHub('The hub does not have the key that its id names.');
    const trusted = await this.memory.trusts(hub.id);
    this.other = trusted === hub.id ? null : { trusted: fingerprint(trusted), told: fingerprint(hub.id) };
    if (this.other) throw notTheHub(`${this.other.trusted} ≠ ${this.other.told}`);
    this.api().keepTime();
    this.exercise = await this.memory.exercise(hub.exercise);
    return hub;
  }
}

const notTheHub = (why: string) => new Refused(1301, 'not-the-hub', why);
