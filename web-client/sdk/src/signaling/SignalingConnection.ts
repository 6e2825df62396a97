import { SluiceError, type SluiceErrorCode } from '../errors.ts';
import { Emitter } from '../util/Emitter.ts';
import { every, type Timers } from '../util/Timers.ts';
import {
  ERROR_CODES,
  type ByeReason,
  type ClientMessage,
  type ClientRequest,
  type ReplyTo,
  type ServerError,
  type ServerEvent,
  type ServerReply,
  type Welcome,
} from './messages.ts';
import { parseServerMessage } from './parse.ts';
import { PendingRequests } from './PendingRequests.ts';
import { RequestNumbers } from './RequestNumbers.ts';

/** A server that does not greet within this time is not there. */
const WELCOME_TIMEOUT_MS = 10_000;
/** Joining includes opening a transport on the server; everything else is quicker. */
const REQUEST_TIMEOUT_MS = 10_000;
const PING_INTERVAL_MS = 5_000;
/** Nothing heard for this long after a ping: the connection is dead although nobody said so. */
const PONG_TIMEOUT_MS = 6_000;
const PROTOCOL_VERSION = 1;

/** Close codes: the first of RFC 6455 means that we leave; the other, one of our own, that we shall be back. */
const NORMAL_CLOSURE = 1000;
const BACK_SOON = 4000;

/** The part of a WebSocket that is used. */
export interface Socket {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  onerror: (() => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

/** Waits for replies to what was sent with `send`; says whether a reply was for it. */
export interface ReplyTaker {
  onReply(reply: ServerReply): boolean;
  onError(re: number, error: SluiceError): boolean;
}

/** Why a connection ended: we wished it, the server said `bye`, or it broke. */
export type CloseCause =
  | { readonly kind: 'local' }
  | { readonly kind: 'bye'; readonly reason: ByeReason }
  | { readonly kind: 'lost'; readonly detail: string };

export interface SignalingEvents {
  /** Everything but replies and `bye`. */
  message: [message: ServerEvent];
  /** An error that no request asked for. */
  serverError: [error: SluiceError];
  roundTrip: [milliseconds: number];
  /** Once, last of all events. */
  closed: [cause: CloseCause];
}

/** One WebSocket to `/rtc`, from opening to its end; another attempt is another object. */
export class SignalingConnection extends Emitter<SignalingEvents> {
  /** Resolves with the server's greeting. */
  readonly welcome: Promise<Welcome>;
  /** Gets the replies that no request of this socket waited for. */
  replyTaker: ReplyTaker | null = null;
  private readonly socket: Socket;
  private readonly timers: Timers;
  private readonly pending: PendingRequests;
  private settleWelcome!: { resolve: (welcome: Welcome) => void; reject: (error: SluiceError) => void };
  /** First the wait for the welcome, then the pings. */
  private cancelTimer: () => void;
  private greeted = false;
  private cancelPongTimeout: (() => void) | null = null;
  private bye: ByeReason | null = null;
  private ended = false;

  constructor(
    socket: Socket,
    timers: Timers,
    numbers = new RequestNumbers(),
    welcomeTimeoutMs = WELCOME_TIMEOUT_MS,
  ) {
    super();
    this.socket = socket;
    this.timers = timers;
    this.pending = new PendingRequests(timers, numbers);
    this.welcome = new Promise((resolve, reject) => {
      this.settleWelcome = { resolve, reject };
    });
    this.welcome.catch(() => undefined); // whoever waits hears it; nobody has to
    this.cancelTimer = timers.after(welcomeTimeoutMs, () => this.drop('no welcome'));
    socket.onmessage = ({ data }) => this.onText(data);
    socket.onclose = ({ code, reason }) => this.drop(`closed with ${code} ${reason}`.trimEnd());
    socket.onerror = () => this.drop('failed');
  }

  get open(): boolean {
    return !this.ended;
  }

  /**
   * Sends a request that concerns this socket; rejects with the server's error, or `timeout`, or `connection_lost`. What
   * shall outlive the socket goes through an `Outbox`.
   */
  request<R extends ClientRequest>(request: R, timeoutMs = REQUEST_TIMEOUT_MS): Promise<ReplyTo<R>> {
    if (this.ended) {
      return Promise.reject(new SluiceError('connection_lost', `${request.type}: not connected`));
    }
    const { id, reply } = this.pending.add(request, timeoutMs);
    this.send({ ...request, id } as ClientMessage);
    return reply;
  }

  send(message: ClientMessage): void {
    if (this.ended) {
      return;
    }
    try {
      this.socket.send(JSON.stringify(message));
    } catch {
      this.drop('cannot send');
    }
  }

  /** Ends it for good: the server lets us go. */
  close(): void {
    this.end({ kind: 'local' }, NORMAL_CLOSURE);
  }

  /** Takes it for broken; the server keeps our seat. */
  drop(detail: string): void {
    this.end(this.bye === null ? { kind: 'lost', detail } : { kind: 'bye', reason: this.bye }, BACK_SOON);
  }

  /** Asks for a sign of life now, when there is a reason to doubt (woken up, network changed). */
  probe(): void {
    void this.ping();
  }

  private onText(data: unknown): void {
    if (this.ended || typeof data !== 'string') {
      return;
    }
    this.cancelPongTimeout?.();
    this.cancelPongTimeout = null;
    const parsed = parseServerMessage(data);
    if (!parsed.ok) {
      if (parsed.problem === 'malformed') {
        this.emit('serverError', new SluiceError('malformed', `from the server: ${parsed.detail}`));
      }
      return;
    }
    const { message } = parsed;
    switch (message.type) {
      case 'joined':
      case 'resumed':
      case 'answer':
      case 'ok':
      case 'pong':
        if (!this.pending.onReply(message)) {
          this.replyTaker?.onReply(message); // nobody's: it came after its timeout
        }
        return;
      case 'error':
        this.onError(message);
        return;
      case 'bye':
        this.bye = message.reason;
        this.end({ kind: 'bye', reason: message.reason }, NORMAL_CLOSURE);
        return;
      case 'welcome':
        this.onWelcome(message);
        return;
      default:
        this.emit('message', message);
    }
  }

  private onWelcome(welcome: Welcome): void {
    if (welcome.protocol !== PROTOCOL_VERSION) {
      this.settleWelcome.reject(new SluiceError('malformed', `protocol ${welcome.protocol} is not known here`));
      this.drop('unknown protocol');
      return;
    }
    if (!this.greeted) {
      this.greeted = true;
      this.cancelTimer();
      this.cancelTimer = every(this.timers, PING_INTERVAL_MS, () => void this.ping());
      void this.ping();
    }
    this.settleWelcome.resolve(welcome);
    this.emit('message', welcome);
  }

  private onError({ re, code, message, detail }: ServerError): void {
    const known = (ERROR_CODES as readonly string[]).includes(code);
    const error = new SluiceError(known ? (code as SluiceErrorCode) : 'internal', message, { detail });
    if (typeof re === 'number' && (this.pending.onError(re, error) || this.replyTaker?.onError(re, error))) {
      return;
    }
    this.settleWelcome.reject(error);
    this.emit('serverError', error);
  }

  private async ping(): Promise<void> {
    if (this.ended) {
      return;
    }
    const sentAt = this.timers.now();
    this.cancelPongTimeout ??= this.timers.after(PONG_TIMEOUT_MS, () => this.drop('no pong'));
    try {
      await this.request({ type: 'ping' });
      this.emit('roundTrip', this.timers.now() - sentAt);
    } catch {
      // The pong timeout or the end of the connection says what is to be said.
    }
  }

  private end(cause: CloseCause, closeCode: number): void {
    if (this.ended) {
      return;
    }
    this.ended = true;
    this.cancelTimer();
    this.cancelPongTimeout?.();
    this.socket.onmessage = null;
    this.socket.onclose = null;
    this.socket.onerror = null;
    this.socket.close(closeCode);
    const detail = cause.kind === 'lost' ? cause.detail : cause.kind;
    this.settleWelcome.reject(new SluiceError('unreachable', detail));
    this.pending.rejectAll(new SluiceError('connection_lost', detail));
    this.emit('closed', cause);
    this.removeAll();
  }
}

/** The address of a room's signaling: `https://host/` becomes `wss://host/rtc?room=…`. */
export function signalingUrl(base: string | URL, room: string): URL {
  const url = new URL('/rtc', base);
  url.protocol = url.protocol === 'https:' || url.protocol === 'wss:' ? 'wss:' : 'ws:';
  url.searchParams.set('room', room);
  return url;
}
