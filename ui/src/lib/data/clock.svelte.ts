const zoneOfSystem = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** How long an answer that tells the time may be on its way. */
const ON_ITS_WAY_MS = 1_000;
/** The first answer came later than this one: the clock goes on by that. */
const STEP_MS = 50;

/** Instagram's clock (or the demo's), which the core knows and this computer's clock may miss. */
class Clock {
  #offset = $state(0);
  #minute = $state(Date.now());
  #second = $state(Date.now());
  #zone = $state(zoneOfSystem());
  #listeners = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    setInterval(() => this.look(), 20_000);
  }

  /** Now, true to within a minute. What reads it is drawn again as time passes. */
  get minute(): number {
    return this.#minute + this.#offset;
  }

  /** Now, true to a quarter of a second while something follows it with {@link tick}. */
  get second(): number {
    return this.#second + this.#offset;
  }

  /** The time zone of this computer, which may change while the window is open. */
  get zone(): string {
    return this.#zone;
  }

  /** Now, at once; draws nothing again. */
  get now(): number {
    return Date.now() + this.#offset;
  }

  /** Whether it shows another time than this computer: the demo's was turned. */
  get turned(): boolean {
    return Math.abs(this.#offset) > 60_000;
  }

  set(now: number): void {
    const by = now - Date.now() - this.#offset;
    // An answer takes a moment on its way: that is no other time, and nothing is drawn again for it.
    if (by > -ON_ITS_WAY_MS && by < STEP_MS) return;
    this.#offset += by;
    this.#minute = this.#second = Date.now();
  }

  /** Looks at the time now: what was drawn a moment ago may not be true any more. */
  look(): void {
    this.#minute = this.#second = Date.now();
    this.#zone = zoneOfSystem();
  }

  /** Lets {@link second} run until the answer is called. */
  tick(): () => void {
    this.#second = Date.now();
    this.#listeners += 1;
    this.#timer ??= setInterval(() => (this.#second = Date.now()), 250);
    return () => {
      this.#listeners -= 1;
      if (this.#listeners > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }
}

export const clock = new Clock();
