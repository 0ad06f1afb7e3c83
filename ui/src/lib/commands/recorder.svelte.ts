import { isForeign, isSingleKey, patternOf, type Press } from './keys';

/** How long a bare key waits for a second one: "g", then "i". */
const SECOND_MS = 900;

/** Hears the presses that a person wants to give to a command: one, or two bare ones in a row. */
export class Recorder {
  /** What was pressed so far. */
  heard = $state<string | null>(null);
  #foreign = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly mac: boolean,
    private readonly done: (pattern: string) => void,
  ) {}

  press(press: Press): void {
    this.#foreign = isForeign(press) ?? this.#foreign;
    const pattern = patternOf(press, this.mac, this.#foreign);
    if (pattern === null) return;
    clearTimeout(this.#timer);
    if (this.heard !== null) return this.#end(`${this.heard} ${pattern}`);
    if (!isSingleKey(pattern) || pattern.length > 1) return this.#end(pattern);
    this.heard = pattern;
    this.#timer = setTimeout(() => this.#end(pattern), SECOND_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.heard = null;
  }

  #end(pattern: string): void {
    this.stop();
    this.done(pattern);
  }
}
