/** Seeded dice (mulberry32): the same seed, the same day. */
export class Dice {
  private state: number;

  constructor(seed: string) {
    this.state = 2166136261;
    for (const char of seed) this.state = Math.imul(this.state ^ char.charCodeAt(0), 16777619);
  }

  readonly random = (): number => {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };

  whole(least: number, most: number): number {
    return least + Math.floor(this.random() * (most - least + 1));
  }

  choice<T>(of: readonly T[]): T {
    return of[Math.floor(this.random() * of.length)] as T;
  }
}
