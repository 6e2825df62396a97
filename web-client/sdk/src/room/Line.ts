import { SluiceError } from '../errors.ts';
import type { ClientNotice, ClientRequest, Joined, ReplyTo, Resumed, ServerEvent } from '../signaling/messages.ts';
import { Outbox } from '../signaling/Outbox.ts';
import { RequestNumbers } from '../signaling/RequestNumbers.ts';
import type { CloseCause, SignalingConnection } from '../signaling/SignalingConnection.ts';
import { Emitter } from '../util/Emitter.ts';
import type { Timers } from '../util/Timers.ts';

/** Longer than a dead socket goes unnoticed, so that a request outlives it. */
const REQUEST_TIMEOUT_MS = 15_000;

export interface LineEvents {
  /** In order, and each event once. */
  message: [message: ServerEvent];
  problem: [error: SluiceError];
  roundTrip: [milliseconds: number];
  /** The socket broke, or the server said `bye`. */
  lost: [cause: CloseCause];
}

/** Our messages to the server and its events to us, over as many sockets as it takes. */
export class Line extends Emitter<LineEvents> {
  readonly numbers = new RequestNumbers();
  private readonly outbox: Outbox;
  private signaling: SignalingConnection | null = null;
  private highestEvent = 0;

  constructor(timers: Timers) {
    super();
    this.outbox = new Outbox(timers, this.numbers);
  }

  /** Whether there is a socket on which we have our seat. */
  get up(): boolean {
    return this.signaling !== null;
  }

  get lastEvent(): number {
    return this.highestEvent;
  }

  request<R extends ClientRequest>(request: R, timeoutMs = REQUEST_TIMEOUT_MS): Promise<ReplyTo<R>> {
    return this.outbox.add(request, timeoutMs);
  }

  notify(notice: ClientNotice): void {
    this.signaling?.send(notice);
  }

  /** We have joined on this socket, as somebody new. */
  joined(signaling: SignalingConnection, { event }: Joined): void {
    this.highestEvent = event;
    this.attach(signaling);
    this.outbox.restart((message) => signaling.send(message));
  }

  /** We have our seat back on this socket. */
  resumed(signaling: SignalingConnection, { event, lastRequest, room }: Resumed, sameMedia: boolean): void {
    if (room) {
      this.highestEvent = event; // otherwise what was missed follows
    }
    this.attach(signaling);
    this.outbox.resume((message) => signaling.send(message), lastRequest, sameMedia);
  }

  /** Takes the socket for broken although nobody said so. */
  drop(detail: string): void {
    this.signaling?.drop(detail);
  }

  /** Asks for a sign of life, when there is a reason to doubt. */
  probe(): void {
    this.signaling?.probe();
  }

  close(): void {
    const { signaling } = this;
    this.signaling = null;
    signaling?.close();
    this.outbox.rejectAll(new SluiceError('connection_lost', 'left'));
    this.removeAll();
  }

  private attach(signaling: SignalingConnection): void {
    if (!signaling.open) {
      throw new SluiceError('connection_lost', 'the connection broke in the moment of entering');
    }
    const former = this.signaling;
    this.signaling = signaling;
    former?.drop('replaced by another socket');
    signaling.replyTaker = this.outbox;
    signaling.on('message', (message) => this.onMessage(signaling, message));
    signaling.on('serverError', (error) => this.emit('problem', error));
    signaling.on('roundTrip', (milliseconds) => this.emit('roundTrip', milliseconds));
    signaling.on('closed', (cause) => this.onClosed(signaling, cause));
  }

  private onMessage(signaling: SignalingConnection, message: ServerEvent): void {
    if ('event' in message) {
      if (message.event <= this.highestEvent) {
        return; // known already
      }
      if (message.event > this.highestEvent + 1) {
        signaling.drop(`events between ${this.highestEvent} and ${message.event} are missing`);
        return;
      }
      this.highestEvent = message.event;
    }
    this.emit('message', message);
  }

  private onClosed(signaling: SignalingConnection, cause: CloseCause): void {
    if (this.signaling !== signaling) {
      return;
    }
    this.signaling = null;
    this.outbox.hold();
    this.emit('lost', cause);
  }
}
