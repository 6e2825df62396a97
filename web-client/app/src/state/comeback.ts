import { VIEW_MODES, type ViewMode } from './viewMode.ts';

/** How things are while in a room, for the page that a reload puts in the place of this one. */
export interface StayNote {
  readonly name: string;
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly view: ViewMode;
}

/** So long the server keeps the seat of a page that went away. */
export const SEAT_KEPT_MS = 8_000;

type NoteStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** One tab's note about its stay in one room. It holds no secrets: the seat's is with the SDK. */
export class Comeback {
  private readonly storage: NoteStorage | null;
  private readonly key: string;
  private note: StayNote | null = null;

  constructor(storage: NoteStorage | null, room: string) {
    this.storage = storage;
    this.key = `sluice.stay.${room}`;
  }

  /**
   * How things were when the page before this one went away, if this one follows it at once by a reload or because the
   * browser restored it. Good once. Whoever follows the link again, later, or in a copy of the tab, is asked as always.
   */
  take(navigation: string | undefined, nowMs: number): StayNote | null {
    const text = attempt(() => this.storage?.getItem(this.key)) ?? '';
    this.forget();
    const left = parse(text);
    const isSamePage = navigation === 'reload' || navigation === 'back_forward';
    if (!left || !isSamePage || left.leftAt > nowMs || nowMs - left.leftAt >= SEAT_KEPT_MS) {
      return null;
    }
    this.note = left.note;
    return left.note;
  }

  keep(note: StayNote): void {
    this.note = note;
    this.write(note);
  }

  /** The page goes away. */
  leave(nowMs: number): void {
    if (this.note) {
      this.write({ ...this.note, leftAt: nowMs });
    }
  }

  /** It did not go after all: the browser had put it aside. */
  stay(): void {
    if (this.note) {
      this.write(this.note);
    }
  }

  forget(): void {
    this.note = null;
    attempt(() => this.storage?.removeItem(this.key));
  }

  private write(value: object): void {
    attempt(() => this.storage?.setItem(this.key, JSON.stringify(value)));
  }
}

/** `null`: nothing, nothing we understand, or a page that has not gone. */
function parse(text: string): { note: StayNote; leftAt: number } | null {
  const value = attempt(() => JSON.parse(text) as Record<string, unknown>);
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  const { name, microphone, camera, view, leftAt } = value;
  const mode = VIEW_MODES.find((known) => known === view);
  if (typeof name !== 'string' || typeof leftAt !== 'number' || !mode) {
    return null;
  }
  return { note: { name, microphone: microphone === true, camera: camera === true, view: mode }, leftAt };
}

/** A browser that forbids storage shows the pre-join page after a reload, nothing more. */
function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
