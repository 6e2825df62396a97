import type { ResumeTicket } from '../signaling/messages.ts';

export type SeatStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Of a token this much tells one from another. */
const TOKEN_TAIL = 16;

/** The secret that gives us our seat back, kept with the tab so that a reload has it too. */
export class Seat {
  private readonly storage: SeatStorage | null;
  private readonly key: string;
  private readonly owner: string;
  private current: string | null;

  /** A seat that was taken with another token is not ours. */
  constructor(storage: SeatStorage | null, room: string, token: string | undefined) {
    this.storage = storage;
    this.key = `sluice.seat.${room}`;
    this.owner = token?.slice(-TOKEN_TAIL) ?? '';
    const kept = attempt(() => storage?.getItem(this.key))?.split(' ') ?? [];
    this.current = kept[0] !== undefined && (kept[1] ?? '') === this.owner ? kept[0] : null;
  }

  get secret(): string | null {
    return this.current;
  }

  /** Each secret is good once. */
  keep({ secret }: ResumeTicket): void {
    this.current = secret;
    attempt(() => this.storage?.setItem(this.key, `${secret} ${this.owner}`));
  }

  /** There is no seat any more. */
  forget(): void {
    this.current = null;
    attempt(() => this.storage?.removeItem(this.key));
  }
}

/** A browser that forbids storage forgets the seat at a reload, nothing more. */
function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
