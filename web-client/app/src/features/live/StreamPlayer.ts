import type { Engine } from './engine.ts';

/**
 * - `waiting`: there is no stream yet
 * - `loading`, `playing`, `stalled`: it is there; its picture is coming, shown, or held up by the network
 * - `ended`: there was one
 * - `denied`: the link is not good, and will not be
 */
export type StreamState =
  'waiting' | 'loading' | 'playing' | 'stalled' | 'ended' | 'denied' | 'unreachable' | 'unsupported';

/** How often we look whether a stream has begun. */
const LOOK_EVERY_MS = 2_000;

/** Time as an argument, so that tests can move it. */
export interface Clock {
  now(): number;
  after(delayMs: number, action: () => void): () => void;
}

export interface PlayerParts {
  readonly video: HTMLVideoElement;
  readonly fetch: (url: string, init: RequestInit) => Promise<Pick<Response, 'status' | 'text'>>;
  readonly engine: () => Promise<Engine | null>;
  readonly clock: Clock;
  readonly onState: (state: StreamState) => void;
  /** The browser lets us begin without sound only. */
  readonly onSilenced: () => void;
}

/** Plays a program for as long as it is watched: waits for it to begin, and for the next when it ends. */
export class StreamPlayer {
  state: StreamState = 'waiting';
  private readonly url: string;
  private readonly parts: PlayerParts;
  private detach: (() => void) | null = null;
  private cancelLook: (() => void) | null = null;
  private wasThere = false;
  private attachedAt = 0;
  private closed = false;
  private readonly onPlaying = () => this.become('playing');
  private readonly onWaiting = () => {
    if (this.state === 'playing') {
      this.become('stalled');
      this.doubt();
    }
  };
  private readonly onEnded = () => this.stop('ended');

  constructor(url: string, parts: PlayerParts) {
    this.url = url;
    this.parts = parts;
    const { video } = parts;
    video.addEventListener('playing', this.onPlaying);
    video.addEventListener('waiting', this.onWaiting);
    video.addEventListener('ended', this.onEnded);
  }

  start(): void {
    void this.look();
  }

  close(): void {
    this.closed = true;
    const { video } = this.parts;
    video.removeEventListener('playing', this.onPlaying);
    video.removeEventListener('waiting', this.onWaiting);
    video.removeEventListener('ended', this.onEnded);
    this.cancelLook?.();
    this.detach?.();
    this.detach = null;
  }

  private async look(): Promise<void> {
    const found = await this.find();
    if (this.closed) {
      return;
    }
    switch (found) {
      case 'there':
        return this.attach();
      case 'nothing':
        return this.lookLater(this.wasThere ? 'ended' : 'waiting');
      case 'over':
        return this.lookLater('ended');
      case 'unreachable':
        return this.lookLater('unreachable');
      case 'denied':
        this.become('denied');
    }
  }

  private async find(): Promise<'there' | 'over' | 'nothing' | 'denied' | 'unreachable'> {
    try {
      const main = await this.parts.fetch(this.url, { cache: 'no-store' });
      if (main.status === 401 || main.status === 403) {
        return 'denied';
      }
      if (main.status === 204 || main.status === 404 || main.status === 410) {
        return 'nothing';
      }
      if (main.status !== 200) {
        return 'unreachable';
      }
      const list = firstList(await main.text());
      if (list === null) {
        return 'nothing';
      }
      // A list that says its end stays for a while after the program.
      const media = await this.parts.fetch(new URL(list, new URL(this.url, PLACE)).href.replace(PLACE, ''), {
        cache: 'no-store',
      });
      return media.status !== 200 ? 'nothing' : (await media.text()).includes('#EXT-X-ENDLIST') ? 'over' : 'there';
    } catch {
      return 'unreachable';
    }
  }

  private lookLater(state: StreamState): void {
    this.become(state);
    this.cancelLook?.();
    this.cancelLook = this.parts.clock.after(LOOK_EVERY_MS, () => void this.look());
  }

  /** What is held up may be over: a browser that misses the last piece never says that it has ended. */
  private doubt(): void {
    this.cancelLook?.();
    this.cancelLook = this.parts.clock.after(LOOK_EVERY_MS, () => void this.lookWhileStalled());
  }

  private async lookWhileStalled(): Promise<void> {
    const holdsUp = () => this.state === 'stalled' && this.detach !== null && !this.closed;
    if (!holdsUp()) {
      return;
    }
    const found = await this.find();
    if (!holdsUp()) {
      return;
    }
    if (found === 'over' || found === 'nothing') {
      this.stop('ended');
    } else {
      this.doubt();
    }
  }

  private async attach(): Promise<void> {
    let engine: Engine | null;
    try {
      engine = await this.parts.engine();
    } catch {
      return this.closed ? undefined : this.lookLater('unreachable'); // its code did not come
    }
    if (this.closed) {
      return;
    }
    if (!engine) {
      this.become('unsupported');
      return;
    }
    this.wasThere = true;
    this.attachedAt = this.parts.clock.now();
    this.become('loading');
    const { video } = this.parts;
    this.detach = engine(video, this.url, () => this.stop('stalled'));
    await this.play(video);
  }

  private async play(video: HTMLVideoElement): Promise<void> {
    try {
      await video.play();
    } catch (error) {
      if ((error as Error).name === 'NotAllowedError' && !video.muted) {
        video.muted = true;
        this.parts.onSilenced();
        await video.play().catch(() => undefined);
      }
    }
  }

  private stop(state: 'ended' | 'stalled'): void {
    this.detach?.();
    this.detach = null;
    // What breaks as soon as it begins is not begun at once again.
    if (state === 'ended' || this.parts.clock.now() - this.attachedAt < LOOK_EVERY_MS) {
      this.lookLater(state);
    } else {
      this.become(state);
      void this.look();
    }
  }

  private become(state: StreamState): void {
    if (state !== this.state && !this.closed) {
      this.state = state;
      this.parts.onState(state);
    }
  }
}

/** Any absolute address will do to join a path and a relative one. */
const PLACE = 'http://stream.invalid';

/** The first list that a main list names. */
function firstList(main: string): string | null {
  if (!main.startsWith('#EXTM3U')) {
    return null;
  }
  return (
    main
      .split('\n')
      .map((line) => line.trim())
      .find((line) => line !== '' && !line.startsWith('#')) ?? null
  );
}
