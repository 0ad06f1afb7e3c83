/** What was chosen last in the palette, for this run of the app. */
class Recents {
  #ids: string[] = [];

  used(id: string): void {
    this.#ids = [id, ...this.#ids.filter((one) => one !== id)].slice(0, 5);
  }

  /** Points for having been chosen lately. */
  weight(id: string): number {
    const at = this.#ids.indexOf(id);
    return at < 0 ? 0 : 3 - at * 0.5;
  }
}

export const recents = new Recents();
