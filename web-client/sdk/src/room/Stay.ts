import type { DisconnectReason, RoomState } from '../api.ts';
import { SluiceError, type SluiceErrorCode } from '../errors.ts';
import type { MediaState, ServerEvent, Welcome } from '../signaling/messages.ts';
import type { CloseCause, SignalingConnection } from '../signaling/SignalingConnection.ts';
import { Emitter } from '../util/Emitter.ts';
import type { Timers } from '../util/Timers.ts';
import type { Door, Entry } from './Door.ts';
import type { Line } from './Line.ts';
import { Reconnect } from './Reconnect.ts';
import type { Seat } from './Seat.ts';
import type { Session } from './Session.ts';
import type { WakeUps } from './wakeUps.ts';

/** After this long without success nobody expects to come back by itself. */
const GIVE_UP_AFTER_MS = 300_000;
/** Leaving does not wait longer for the server to notice. */
const LEAVE_TIMEOUT_MS = 500;

/** Refusals that another attempt will not change. */
const FINAL: readonly SluiceErrorCode[] = [
  'bad_room',
  'bad_name',
  'bad_sdp',
  'not_allowed',
  'token_required',
  'token_invalid',
  'token_expired',
  'unsupported_media',
  'identity_in_use',
];

export interface StayParts {
  readonly line: Line;
  readonly seat: Seat;
  readonly door: Door;
  openSignaling(): SignalingConnection;
  /** A new media connection; `onHopeless`: only another one can help. */
  openSession(welcome: Welcome, onHopeless: () => void): Session;
}

export interface StayEvents {
  stateChanged: [state: RoomState];
  mediaStateChanged: [state: MediaState];
  welcomed: [welcome: Welcome];
  /** The whole room, after coming in or when too much was missed; `session` is the one in use from now on. */
  entered: [entry: Entry, session: Session];
  message: [message: ServerEvent];
  ended: [reason: DisconnectReason];
}

/**
 * Our stay in a room, from joining to leaving: notices what breaks and brings it back. A lost line leaves media alone; lost
 * media gets ICE restarts; what those do not heal gets a new media connection, on the old seat as long as there is one.
 */
export class Stay extends Emitter<StayEvents> implements WakeUps {
  private readonly parts: StayParts;
  private readonly timers: Timers;
  private readonly reconnect: Reconnect;
  private current: Session | null = null;
  private state: RoomState = 'connecting';
  private inside = false;
  private over = false;
  private mediaLost = false;
  /** A new media connection is needed, or on its way. */
  private renewing = false;
  private attempting: SignalingConnection | null = null;
  private lostWhileEntering: CloseCause | null = null;
  private cancelGiveUp: (() => void) | null = null;

  constructor(parts: StayParts, timers: Timers, random: () => number) {
    super();
    this.parts = parts;
    this.timers = timers;
    this.reconnect = new Reconnect(timers, random, {
      attempt: () => this.attempt(),
      isFinal: (error) => error instanceof SluiceError && FINAL.includes(error.code),
      gaveUp: (error) =>
        this.finish(error instanceof SluiceError && error.code === 'identity_in_use' ? 'replaced' : 'refused'),
    });
    parts.line.on('message', (message) => this.onMessage(message));
    parts.line.on('lost', (cause) => this.onLost(cause));
  }

  get session(): Session | null {
    return this.current;
  }

  /** Comes in for the first time; rejects when that is refused. */
  async enter(prepared: SignalingConnection | null): Promise<void> {
    try {
      await this.comeIn(prepared ?? this.parts.openSignaling());
      if (this.over || this.lostWhileEntering?.kind === 'bye') {
        throw new SluiceError('connection_lost', 'ended while joining');
      }
    } catch (error) {
      this.close();
      throw error;
    }
    this.inside = true;
    this.refresh();
    if (this.lostWhileEntering) {
      this.onLost(this.lostWhileEntering);
    }
  }

  async leave(): Promise<void> {
    const { line, seat } = this.parts;
    this.over = true; // from here on the end of the connection is no loss
    seat.forget();
    if (line.up) {
      await line.request({ type: 'leave' }, LEAVE_TIMEOUT_MS).catch(() => undefined);
    }
    this.close();
  }

  close(): void {
    this.over = true;
    this.reconnect.stop();
    this.cancelGiveUp?.();
    this.attempting?.close();
    this.parts.line.close();
    this.current?.close();
    this.current = null;
    this.removeAll();
  }

  doubt(): void {
    if (this.parts.line.up) {
      this.parts.line.probe();
    } else {
      this.reconnect.hurry();
    }
  }

  offline(): void {
    this.parts.line.drop('offline');
  }

  online(): void {
    this.hurry();
  }

  /** Whatever was open before a sleep has been given up by somebody on the way. */
  woke(): void {
    this.parts.line.drop('the computer slept');
    this.hurry();
  }

  private hurry(): void {
    if (this.parts.line.up) {
      this.parts.line.probe();
      return;
    }
    this.attempting?.drop('the network changed');
    this.reconnect.hurry();
  }

  private async attempt(): Promise<void> {
    await this.comeIn(this.parts.openSignaling());
    if (!this.parts.line.up) {
      throw new SluiceError('connection_lost', 'the line broke again at once');
    }
    this.refresh();
  }

  private async comeIn(signaling: SignalingConnection): Promise<void> {
    this.attempting = signaling;
    let opened: Session | null = null;
    try {
      const welcome = await signaling.welcome;
      this.emit('welcomed', welcome);
      this.current?.useIceServers(welcome.iceServers);
      if (this.current && !this.renewing && (await this.resume(signaling, this.current))) {
        return;
      }
      opened = this.parts.openSession(welcome, () => this.renew());
      const session = opened;
      session.health.on('changed', (state) => this.onHealth(session, state));
      if (this.inside) {
        this.renewing = true;
        this.loseMedia();
      }
      await this.parts.door.enter(signaling, session, (entry) => this.adopt(session, entry));
    } catch (error) {
      if (opened && opened !== this.current) {
        opened.close();
      }
      if (this.inside) {
        signaling.drop(String(error));
      } else {
        signaling.close();
      }
      throw error;
    } finally {
      this.attempting = null;
    }
  }

  /** `false`: the seat is gone. */
  private async resume(signaling: SignalingConnection, session: Session): Promise<boolean> {
    const resumed = await this.parts.door.resume(signaling);
    if (!resumed) {
      return false;
    }
    if (this.renewing) {
      throw new SluiceError('media_failed', 'meanwhile a new media connection is needed');
    }
    const { participant, room, slots } = resumed;
    if (room && slots) {
      this.emit('entered', { participant, room, slots, isNew: false, announced: [] }, session);
    }
    session.hurryRecovery();
    return true;
  }

  private adopt(session: Session, entry: Entry): void {
    const former = this.current;
    this.current = session;
    former?.close();
    this.emit('entered', entry, session);
  }

  private onMessage(message: ServerEvent): void {
    if (message.type === 'media' && message.state === 'closed' && this.current?.health.state !== 'connecting') {
      this.renew(); // the server has let go of our media connection
    }
    this.emit('message', message);
  }

  private onLost(cause: CloseCause): void {
    if (this.over) {
      this.parts.line.close(); // whoever leaves does not wait for a reply that will not come
      return;
    }
    if (!this.inside) {
      this.lostWhileEntering = cause; // whoever waits for joining hears it from there
      return;
    }
    if (cause.kind === 'bye' && cause.reason !== 'shutdown') {
      this.finish(cause.reason);
      return;
    }
    this.reconnect.start(cause.kind === 'bye');
    this.refresh();
  }

  private onHealth(session: Session, state: MediaState): void {
    if (session !== this.current) {
      return;
    }
    this.emit('mediaStateChanged', state);
    if (state === 'connected') {
      this.mediaLost = false;
      this.renewing = false;
      this.refresh();
    } else if (state !== 'connecting') {
      this.loseMedia();
    }
  }

  private renew(): void {
    if (this.inside && !this.over) {
      this.renewing = true;
      this.loseMedia();
      this.reconnect.start();
    }
  }

  private loseMedia(): void {
    this.mediaLost = true;
    this.refresh();
  }

  private refresh(): void {
    if (!this.inside || this.over) {
      return;
    }
    const state = this.judge();
    if (state === 'connected') {
      this.cancelGiveUp?.();
      this.cancelGiveUp = null;
    } else {
      this.cancelGiveUp ??= this.timers.after(GIVE_UP_AFTER_MS, () => this.finish('unreachable'));
    }
    if (state !== this.state) {
      this.state = state;
      this.emit('stateChanged', state);
    }
  }

  private judge(): RoomState {
    if (this.mediaLost) {
      return this.renewing ? 'rejoining' : 'media-lost';
    }
    return this.parts.line.up ? 'connected' : 'signal-lost';
  }

  private finish(reason: DisconnectReason): void {
    this.parts.seat.forget();
    this.emit('ended', reason);
    this.close();
  }
}
