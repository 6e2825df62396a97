// A link as the simulator of the media plane models it (NetworkLink of its tests): a bottleneck with a drop-tail queue in
// front of it, a delay behind it, jitter that keeps the order, and loss by chance or in runs. The same for the same seed.
// No clock of its own: times are milliseconds that the caller gives, so that a late timer does not make the link slower.

/** What the queue holds at most, in time at the rate of the bottleneck. */
const QUEUE_SECONDS = 0.3;

/** A link that nothing is wrong with. */
export const CLEAR = Object.freeze({
  /** Of the bottleneck, 0 for none. */
  bps: 0,
  /** One way. */
  delayMs: 0,
  /** At most so much more delay, evenly spread. */
  jitterMs: 0,
  /** Chance of each packet, 0 to 1. */
  loss: 0,
  /** Mean length of a run of losses, 1 when each packet is lost for itself. */
  burst: 1,
});

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class Link {
  /** May be changed at any time; what waits goes on waiting. */
  conditions = { ...CLEAR };
  /** Packets: delivered, lost by chance, and for which the queue had no room; bytes delivered; the longest wait in the queue. */
  counts = { passed: 0, lost: 0, overflowed: 0, bytes: 0, queuedMs: 0 };

  #random;
  #queue = [];
  #queuedBytes = 0;
  /** When the packet that is being served leaves the bottleneck. */
  #servedAt = Infinity;
  /** Behind the bottleneck, in the order of their arrival. */
  #under = [];
  #lastArrival = -Infinity;
  #losing = false;

  constructor(random = Math.random) {
    this.#random = random;
  }

  /** Takes a packet; `arrives` is called by it, or by `advance`, when the packet is through. */
  send(bytes, arrives, now) {
    this.advance(now);
    const { bps } = this.conditions;
    if (bps === 0 && this.#queue.length === 0) {
      this.#travel({ bytes, arrives }, now);
      this.advance(now);
    } else if (bps > 0 && this.#queuedBytes + bytes > (bps / 8) * QUEUE_SECONDS) {
      this.counts.overflowed++;
    } else {
      this.#queuedBytes += bytes;
      this.#queue.push({ bytes, arrives, since: now });
      if (this.#queue.length === 1) {
        this.#serve(now);
      }
    }
  }

  /** Does all that was due until `now`. */
  advance(now) {
    for (let due = this.due(); due <= now; due = this.due()) {
      if (this.#servedAt <= due) {
        this.#leaveQueue(this.#servedAt);
      } else {
        const packet = this.#under.shift();
        this.counts.passed++;
        this.counts.bytes += packet.bytes;
        packet.arrives();
      }
    }
  }

  /** When `advance` wants to be called next. */
  due() {
    return Math.min(this.#servedAt, this.#under[0]?.at ?? Infinity);
  }

  #serve(now) {
    const [packet] = this.#queue;
    if (packet) {
      const { bps } = this.conditions;
      this.counts.queuedMs = Math.max(this.counts.queuedMs, now - packet.since);
      this.#servedAt = now + (bps === 0 ? 0 : (packet.bytes * 8000) / bps);
    } else {
      this.#servedAt = Infinity;
    }
  }

  #leaveQueue(now) {
    const packet = this.#queue.shift();
    this.#queuedBytes -= packet.bytes;
    this.#travel(packet, now);
    this.#serve(now);
  }

  #travel(packet, now) {
    if (this.#isLost()) {
      this.counts.lost++;
      return;
    }
    const { delayMs, jitterMs } = this.conditions;
    const jitter = jitterMs === 0 ? 0 : this.#random() * jitterMs;
    this.#lastArrival = Math.max(now + delayMs + jitter, this.#lastArrival);
    this.#under.push({ ...packet, at: this.#lastArrival });
  }

  /** Two states: in one everything is lost, in the other nothing. */
  #isLost() {
    const { loss, burst } = this.conditions;
    if (loss === 0) {
      return false;
    }
    if (burst <= 1) {
      return this.#random() < loss;
    }
    const leave = 1 / burst;
    const enter = (leave * loss) / (1 - loss);
    this.#losing = this.#random() < (this.#losing ? 1 - leave : enter);
    return this.#losing;
  }
}
