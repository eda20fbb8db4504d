import { CompactSign } from 'jose';

const lifeSeconds = 240;
const renewBeforeSeconds = 60;

/** Signs access tokens in the hub's time, so that a wrong browser clock locks nobody out. */
export class Tokens {
  #token = '';
  #expires = 0;

  constructor(
    private readonly key: { id: string; privateKey: CryptoKey },
    private readonly hubId: () => Promise<string>,
    private readonly now: () => number,
  ) {}

  async token(): Promise<string> {
    const hub = await this.hubId();
    const seconds = Math.floor(this.now() / 1000);
    if (seconds > this.#expires - renewBeforeSeconds || seconds < this.#expires - lifeSeconds) {
      const claims = { iss: this.key.id, aud: hub, iat: seconds, exp: seconds + lifeSeconds };
      this.#token = await new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
        .setProtectedHeader({ alg: 'ES256', kid: this.key.id, typ: 'hotline-token+jwt' })
        .sign(this.key.privateKey);
      this.#expires = claims.exp;
    }
    return this.#token;
  }

  /** The next call signs a new one: the hub's clock turned out to be another. */
  renew(): void {
    this.#expires = 0;
  }
}
