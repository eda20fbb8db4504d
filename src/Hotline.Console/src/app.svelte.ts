import { Alarm, type Tone, badge } from './desk/alarm';
import { Desk } from './desk/desk.svelte';
import { type Row, urgent } from './desk/order';
import { t } from './i18n/catalogue.svelte';
import { type OwnKey, forget, keep } from './keys/keyring';
import { seatSecret } from './keys/link';

const seatKey = 'hotline.seat';
const themeKey = 'hotline.theme';
const idleAfter = 15 * 60_000;
const silence = 60_000;

export type Theme = 'system' | 'light' | 'dark';

/** What belongs to the window: who sits here, what is open, whether it is locked, what sounds. */
class App {
  desk = $state.raw<Desk | null>(null);
  /** The part of the address after #: "", "x/ID", "new", "board", "times", "keys". */
  place = $state('');
  locked = $state(false);
  theme = $state<Theme>('system');
  help = $state(false);
  /** Until when the officer has silenced the sound, by the hub's clock; a new flash ends it. */
  silencedUntil = $state(0);
  audible = $state(false);
  visible = $state(document.visibilityState === 'visible');
  /** Announced to screen readers. */
  said = $state('');
  /** Files that were dropped or pasted at a screen which takes none, for the one that opens files. */
  handed: File[] = [];
  readonly alarm = new Alarm();
  #idle: ReturnType<typeof setTimeout> | undefined;
  #announced = new Set<string>();

  start(): void {
    this.theme = (localStorage.getItem(themeKey) as Theme | null) ?? 'system';
    this.dress(this.theme);
    this.arriveAt();
    addEventListener('hashchange', () => this.arriveAt());
    document.addEventListener('visibilitychange', () => (this.visible = document.visibilityState === 'visible'));
    for (const event of ['pointerdown', 'keydown'] as const)
      addEventListener(event, () => void this.touched(), { capture: true, passive: true });
  }

  private arriveAt(): void {
    seatSecret();
    this.place = location.hash.replace(/^#\/?/, '');
  }

  go(place: string): void {
    location.hash = `#/${place}`;
    this.place = place;
  }

  dress(theme: Theme): void {
    this.theme = theme;
    localStorage.setItem(themeKey, theme);
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }

  /** The key that this window used before; another window may sit elsewhere. */
  get seat(): string | null {
    return sessionStorage.getItem(seatKey);
  }

  async sit(key: OwnKey): Promise<void> {
    await keep(key);
    sessionStorage.setItem(seatKey, key.id);
    // A lock that a reload opens is none: whoever chose a PIN gives it each time that the desk opens.
    this.locked = key.pin !== null;
    this.desk = new Desk(key, (row, fresh) => this.#arrived(row, fresh), () => void this.leave(false));
    // For whoever measures, from the browser's own console as well as from a test.
    Object.assign(window, { hotlineDelays: this.desk.delays.last });
    await this.desk.open();
    if (this.place === '' && this.desk.me?.role === 'coordinator') this.go('board');
    this.#rest();
  }

  /** Leaves the seat; with forget, the key is gone for good. */
  async leave(forgetting: boolean): Promise<void> {
    const { desk } = this;
    // First the key, so that no other tab finds it again; what else was kept goes when nobody writes any more.
    if (forgetting && desk) await forget(desk.key.id);
    desk?.signOut();
    this.alarm.sound(null);
    badge(0);
    document.title = 'Hotline';
    this.desk = null;
    this.locked = false;
    sessionStorage.removeItem(seatKey);
    if (forgetting && desk) await forget(desk.key.id);
    this.go('');
  }

  lock(): void {
    if (this.desk) this.locked = true;
  }

  async touched(): Promise<void> {
    await this.alarm.wake().catch(() => undefined);
    this.audible = this.alarm.audible;
    this.#rest();
  }

  hush(): void {
    this.silencedUntil = (this.desk?.clock.now() ?? 0) + silence;
  }

  /** Called whenever the list or the time changes: sound, title and icon follow what waits. */
  ring(rows: Row[], now: number): void {
    const waiting = rows.filter(urgent);
    const tone: Tone | null = waiting.some((r) => r.head.precedence === 'flash')
      ? 'flash'
      : waiting.length > 0
        ? 'immediate'
        : null;
    this.alarm.sound(now < this.silencedUntil ? null : tone);
    document.body.classList.toggle('alarm-flash', tone === 'flash');
    const ours = rows.filter((r) => r.turn === 'ours' && r.next?.what === 'acknowledge').length;
    badge(ours);
    const name = this.desk?.me ? `${this.desk.me.participant} · Hotline` : 'Hotline';
    document.title = ours > 0 ? `(${ours}) ${tone ? '⚠ ' : ''}${name}` : name;
  }

  #arrived(row: Row, fresh: boolean): void {
    if (!fresh || !row.incoming || row.turn !== 'ours' || this.#announced.has(row.id)) return;
    this.#announced.add(row.id);
    const { head } = row;
    if (head.precedence === 'flash') this.silencedUntil = 0;
    this.said = t('announce.arrived', {
      precedence: t(`precedence.${head.precedence}`),
      status: t(`status.${head.status}`),
      from: head.from,
    });
    if ('Notification' in window && Notification.permission === 'granted' && (urgent(row) || document.hidden)) {
      // Who and how urgent, never what: a locked screen shows this too.
      const shown = new Notification(this.said, { tag: row.id, requireInteraction: urgent(row) });
      shown.onclick = () => {
        window.focus();
        this.go(`x/${row.id}`);
        shown.close();
      };
    }
  }

  #rest(): void {
    clearTimeout(this.#idle);
    if (this.desk && !this.locked) this.#idle = setTimeout(() => this.lock(), idleAfter);
  }
}

export const app = new App();
