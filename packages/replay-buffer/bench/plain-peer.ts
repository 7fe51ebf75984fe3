interface Item {
  x: ArrayLike<number>;
  action: number;
  reward: number;
}

/** A replay buffer as most are written in JavaScript: an array of objects, and a binary sum tree in a plain array. */
export class PlainBuffer {
  private readonly items: Item[] = [];
  private readonly tree: number[];
  private head = 0;

  private readonly capacity: number;
  private readonly random: () => number;

  constructor(capacity: number, random: () => number) {
    this.capacity = capacity;
    this.random = random;
    this.tree = new Array<number>(2 * capacity).fill(0);
  }

  add(item: Item): void {
    this.items[this.head] = item;
    this.setPriority(this.head, 1);
    this.head = (this.head + 1) % this.capacity;
  }

  setPriority(slot: number, priority: number): void {
    let node = slot + this.capacity;
    this.tree[node] = priority;
    for (node >>= 1; node >= 1; node >>= 1) this.tree[node] = this.tree[2 * node]! + this.tree[2 * node + 1]!;
  }

  sample(size: number): Item[] {
    return Array.from({ length: size }, () => this.items[Math.floor(this.random() * this.items.length)]!);
  }

  samplePrioritised(size: number): { slots: number[]; items: Item[]; weights: number[] } {
    const slots = Array.from({ length: size }, (_, index) => {
      let mass = ((index + this.random()) / size) * this.tree[1]!;
      let node = 1;
      while (node < this.capacity) {
        node *= 2;
        if (mass >= this.tree[node]!) mass -= this.tree[node++]!;
      }
      return node - this.capacity;
    });
    const probabilities = slots.map((slot) => this.tree[slot + this.capacity]!);
    const smallest = Math.min(...probabilities);
    const weights = probabilities.map((probability) => (smallest / probability) ** 0.4);
    return { slots, items: slots.map((slot) => this.items[slot]!), weights };
  }
}

/** Items as a learner needs them: one typed array. */
export function stack<T extends Float32Array | Uint8Array>(items: readonly Item[], target: T): T {
  const length = target.length / items.length;
  for (const [index, item] of items.entries()) target.set(item.x, index * length);
  return target;
}
