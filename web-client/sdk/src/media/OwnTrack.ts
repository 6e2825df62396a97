import type { DeviceReplacement, LocalTrack } from '../api.ts';
import type { DeviceError } from '../errors.ts';
import type { Source } from '../signaling/messages.ts';

/** State of one own track; whoever changes it says so with `LocalMediaEvents.changed`. */
export class OwnTrack implements LocalTrack {
  readonly source: Source;
  track: MediaStreamTrack | null = null;
  enabled = false;
  pending = false;
  held = false;
  error: DeviceError | null = null;
  mayEcho = false;

  constructor(source: Source) {
    this.source = source;
  }

  get deviceId(): string | null {
    return this.track?.getSettings().deviceId ?? null;
  }

  get label(): string {
    return this.track?.label ?? '';
  }
}

export interface LocalMediaEvents {
  changed: [track: OwnTrack];
  error: [error: DeviceError];
  replaced: [replacement: DeviceReplacement];
  /** A device was opened, or let go of. */
  captured: [];
  released: [];
}

/** Where own tracks go while in a room. */
export interface Publisher {
  /** Throws a `SluiceError` when the room does not let us send from this source. */
  assertAllowed(source: Source): void;
  replaceTrack(source: Source, track: MediaStreamTrack | null): Promise<void>;
  /** Resolves when the server has taken note. */
  setMuted(source: Source, muted: boolean): Promise<void>;
  share(tracks: ReadonlyMap<Source, MediaStreamTrack>): Promise<void>;
  unshare(sources: readonly Source[]): Promise<void>;
}

/** The room we are in at the moment, if any. */
export type CurrentPublisher = () => Publisher | null;
