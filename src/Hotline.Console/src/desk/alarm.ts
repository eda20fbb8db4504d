/**
 * Two rising tones that nobody takes for a mail, and a lower pair for immediate traffic. Repeats until it is stopped.
 */
const patterns = {
  flash: { tones: [880, 1175, 880, 1175], every: 2_500 },
  immediate: { tones: [587, 784], every: 6_000 },
} as const;
export type Tone = keyof typeof patterns;

export class Alarm {
  #context: AudioContext | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #tone: Tone | null = null;

  /** Browsers let a page sound only after somebody has touched it. False until then. */
  get audible(): boolean {
    return this.#context?.state === 'running';
  }

  /** Called from a click or a key. */
  async wake(): Promise<void> {
    this.#context ??= new AudioContext();
    if (this.#context.state === 'suspended') await this.#context.resume();
  }

  sound(tone: Tone | null): void {
    if (tone === this.#tone) return;
    this.#tone = tone;
    clearInterval(this.#timer);
    if (tone) {
      this.play(tone);
      this.#timer = setInterval(() => this.play(tone), patterns[tone].every);
    }
  }

  play(tone: Tone): void {
    const context = this.#context;
    if (!context || context.state !== 'running') return;
    patterns[tone].tones.forEach((frequency, i) => {
      const [oscillator, gain] = [context.createOscillator(), context.createGain()];
      const at = context.currentTime + i * 0.22;
      oscillator.type = 'triangle';
      oscillator.frequency.value = frequency;
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(0.35, at + 0.02);
      gain.gain.linearRampToValueAtTime(0, at + 0.2);
      oscillator.connect(gain).connect(context.destination);
      oscillator.start(at);
      oscillator.stop(at + 0.21);
    });
  }
}

/** The tab's icon with the number of messages that wait. */
export function badge(count: number): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel=icon]')!;
  if (count === 0) {
    link.href = '/icon.svg';
    return;
  }
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 64;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.fillStyle = '#c8102e';
  context.beginPath();
  context.arc(32, 32, 32, 0, 2 * Math.PI);
  context.fill();
  context.fillStyle = '#fff';
  context.font = 'bold 42px sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(count > 9 ? '9+' : String(count), 32, 35);
  link.href = canvas.toDataURL('image/png');
}
