type Picture = { path: string; alt: string; at: number };

/** Pictures shown large, one at a time. */
class Gallery {
  pictures = $state.raw<Picture[]>([]);
  index = $state(0);

  get open(): boolean {
    return this.pictures.length > 0;
  }

  show(pictures: Picture[], index: number): void {
    this.pictures = pictures;
    this.index = index;
  }

  move(by: 1 | -1): void {
    this.index = Math.max(0, Math.min(this.pictures.length - 1, this.index + by));
  }

  close(): void {
    this.pictures = [];
  }
}

export const gallery = new Gallery();
