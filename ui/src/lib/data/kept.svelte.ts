/**
 * What this window remembers of a person's way through the app (steps that were skipped, news that were seen): a few
 * words and numbers, never anything of a conversation. Where nothing can be kept it lasts as long as the window.
 */
export class Kept<T> {
  #value = $state.raw<T>() as T;

  constructor(
    private readonly name: string,
    private readonly initial: T,
    private readonly read: (found: unknown) => T | undefined,
  ) {
    this.#value = this.#load();
  }

  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    this.#value = value;
    try {
      localStorage.setItem(this.name, JSON.stringify(value));
    } catch {
      // Full, or forbidden: kept until the window closes.
    }
  }

  #load(): T {
    try {
      const found = localStorage.getItem(this.name);
      return found === null ? this.initial : (this.read(JSON.parse(found)) ?? this.initial);
    } catch {
      return this.initial;
    }
  }
}
