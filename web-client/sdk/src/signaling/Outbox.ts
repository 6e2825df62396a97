import { SluiceError } from '../errors.ts';
import type { Timers } from '../util/Timers.ts';
import type { ClientMessage, ClientRequest, ReplyTo, ServerReply } from './messages.ts';
import { mismatch } from './PendingRequests.ts';
import type { RequestNumbers } from './RequestNumbers.ts';
import type { ReplyTaker } from './SignalingConnection.ts';

type Send = (message: ClientMessage) => void;

interface Entry {
  readonly request: ClientRequest;
  readonly timeoutMs: number;
  readonly resolve: (reply: ServerReply) => void;
  readonly reject: (error: SluiceError) => void;
  /** `null` until it is sent for the first time: numbers rise in the order of sending. */
  id: number | null;
  cancelTimeout: (() => void) | null;
}

/**
 * The requests of one participant over all its sockets: what is asked while no socket is there waits, and what was under
 * way when one broke is sent again where the server has not done it. So each takes effect once, and in order.
 */
export class Outbox implements ReplyTaker {
  private readonly timers: Timers;
  private readonly numbers: RequestNumbers;
  private entries: Entry[] = [];
  private send: Send | null = null;

  constructor(timers: Timers, numbers: RequestNumbers) {
    this.timers = timers;
    this.numbers = numbers;
  }

  /** Rejects with the server's error, `timeout` (counted while there is a socket), or `connection_lost`. */
  add<R extends ClientRequest>(request: R, timeoutMs: number): Promise<ReplyTo<R>> {
    return new Promise<ReplyTo<R>>((resolve, reject) => {
      const entry: Entry = {
        request,
        timeoutMs,
        resolve: resolve as (reply: ServerReply) => void,
        reject,
        id: null,
        cancelTimeout: null,
      };
      this.entries.push(entry);
      this.dispatch(entry);
    });
  }

  /** The socket is gone; what is unanswered stays. */
  hold(): void {
    this.send = null;
    this.entries.forEach((entry) => entry.cancelTimeout?.());
  }

  /**
   * We have our seat again on a new socket; all up to `lastRequest` is done. `sameMedia`: on the same media connection,
   * so that its offers still count.
   */
  resume(send: Send, lastRequest: number, sameMedia: boolean): void {
    this.hold();
    this.numbers.continueAfter(lastRequest);
    for (const entry of [...this.entries]) {
      const isDone = entry.id !== null && entry.id <= lastRequest;
      if (entry.request.type === 'offer') {
        if (!sameMedia) {
          this.lose(entry);
        } else if (isDone) {
          entry.id = null; // the answer went with the old socket, and asking anew brings the same one
        }
      } else if (isDone) {
        this.take(entry)?.resolve({ type: 'ok', re: entry.id ?? 0 });
      }
    }
    this.dispatchAll(send);
  }

  /**
   * We are somebody new in the room. What can be said twice is; a chat message or a new destination that was under way
   * cannot, and offers belonged to the former media connection.
   */
  restart(send: Send): void {
    this.hold();
    for (const entry of [...this.entries]) {
      const { type } = entry.request;
      if (type === 'offer' || ((type === 'chat' || type === 'addDestination') && entry.id !== null)) {
        this.lose(entry);
      } else {
        entry.id = null;
      }
    }
    this.dispatchAll(send);
  }

  rejectAll(error: SluiceError): void {
    this.hold();
    for (const entry of [...this.entries]) {
      this.take(entry)?.reject(error);
    }
  }

  onReply(reply: ServerReply): boolean {
    const entry = this.take(this.find(reply.re));
    const wrong = entry && mismatch(entry.request.type, reply);
    if (wrong) {
      entry.reject(wrong);
    } else {
      entry?.resolve(reply);
    }
    return entry !== undefined;
  }

  onError(re: number, error: SluiceError): boolean {
    const entry = this.take(this.find(re));
    entry?.reject(error);
    return entry !== undefined;
  }

  private dispatchAll(send: Send): void {
    this.send = send;
    // In the order of their numbers: an offer that gets a new one goes behind what has an old one.
    const sentBefore = this.entries.filter(({ id }) => id !== null);
    this.entries = [...sentBefore, ...this.entries.filter(({ id }) => id === null)];
    [...this.entries].forEach((entry) => this.dispatch(entry));
  }

  private dispatch(entry: Entry): void {
    if (!this.send) {
      return;
    }
    entry.id ??= this.numbers.next();
    const { id, request, timeoutMs } = entry;
    entry.cancelTimeout = this.timers.after(timeoutMs, () => {
      this.take(entry)?.reject(new SluiceError('timeout', `no reply to ${request.type} within ${timeoutMs} ms`));
    });
    this.send({ ...request, id } as ClientMessage);
  }

  private lose(entry: Entry): void {
    this.take(entry)?.reject(new SluiceError('connection_lost', `${entry.request.type}: the connection broke`));
  }

  private find(id: number): Entry | undefined {
    return this.entries.find((entry) => entry.id === id);
  }

  private take(entry: Entry | undefined): Entry | undefined {
    entry?.cancelTimeout?.();
    this.entries = this.entries.filter((other) => other !== entry);
    return entry;
  }
}
