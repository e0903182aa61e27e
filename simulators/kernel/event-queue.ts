import type { Timer } from './clock.ts';

export interface ScheduledEvent {
  readonly atMs: number;
  /** Breaks ties: equal times run in the order of scheduling. */
  readonly order: number;
  readonly label: string;
  readonly task: () => void | Promise<void>;
  cancelled: boolean;
}

/** A binary heap of tasks by (time, order of scheduling). Cancelled tasks are skipped when they surface. */
export class EventQueue {
  readonly #heap: ScheduledEvent[] = [];
  #order = 0;
  #live = 0;

  /** Tasks neither run nor cancelled. */
  get size(): number {
    return this.#live;
  }

  add(atMs: number, label: string, task: () => void | Promise<void>): Timer {
    const event: ScheduledEvent = { atMs, order: this.#order++, label, task, cancelled: false };
    this.#heap.push(event);
    this.#up(this.#heap.length - 1);
    this.#live++;
    return {
      cancel: () => {
        if (event.cancelled) return;
        event.cancelled = true;
        this.#live--;
      },
    };
  }

  /** When the next task is due, or nothing. */
  earliest(): number | undefined {
    for (let top = this.#heap[0]; top; top = this.#heap[0]) {
      if (!top.cancelled) return top.atMs;
      this.#removeTop();
    }
    return undefined;
  }

  /** Takes the earliest task due at `limitAtMs` or before, or nothing. */
  next(limitAtMs: number): ScheduledEvent | undefined {
    for (let top = this.#heap[0]; top; top = this.#heap[0]) {
      if (!top.cancelled && top.atMs > limitAtMs) return undefined;
      this.#removeTop();
      if (top.cancelled) continue;
      top.cancelled = true; // cancelling a task that has run does nothing
      this.#live--;
      return top;
    }
    return undefined;
  }

  #before(a: number, b: number): boolean {
    const left = this.#heap[a];
    const right = this.#heap[b];
    if (!left || !right) return false;
    return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);
  }

  #swap(a: number, b: number): void {
    const left = this.#heap[a];
    const right = this.#heap[b];
    if (!left || !right) return;
    this.#heap[a] = right;
    this.#heap[b] = left;
  }

  #up(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #removeTop(): void {
    const last = this.#heap.pop();
    if (!last || this.#heap.length === 0) return;
    this.#heap[0] = last;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      let least = at;
      if (this.#before(left, least)) least = left;
      if (this.#before(right, least)) least = right;
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }
}
