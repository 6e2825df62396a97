import { SluiceError } from '../errors.ts';
import type { Timers } from '../util/Timers.ts';
import type { ClientRequest, ReplyTo, ServerReply } from './messages.ts';
import type { RequestNumbers } from './RequestNumbers.ts';

interface Pending {
  readonly type: ClientRequest['type'];
  readonly resolve: (reply: ServerReply) => void;
  readonly reject: (error: SluiceError) => void;
  readonly cancelTimeout: () => void;
}

/** Which reply type each request gets; anything else is a broken server. */
const REPLY_TYPE = { join: 'joined', resume: 'resumed', offer: 'answer', ping: 'pong' } as const;

/** `null`: it is a reply that a request of this type may get. */
export function mismatch(request: ClientRequest['type'], reply: ServerReply): SluiceError | null {
  const expected = (REPLY_TYPE as { [type: string]: string })[request] ?? 'ok';
  return reply.type === expected ? null : new SluiceError('malformed', `${request} was answered with ${reply.type}`);
}

/** Pairs the requests of one socket with their replies by number. */
export class PendingRequests {
  private readonly timers: Timers;
  private readonly numbers: RequestNumbers;
  private readonly pending = new Map<number, Pending>();

  constructor(timers: Timers, numbers: RequestNumbers) {
    this.timers = timers;
    this.numbers = numbers;
  }

  /** Numbers a request; `reply` settles when its answer, its error or its timeout comes. */
  add<R extends ClientRequest>(request: R, timeoutMs: number): { id: number; reply: Promise<ReplyTo<R>> } {
    const id = this.numbers.next();
    const reply = new Promise<ReplyTo<R>>((resolve, reject) => {
      const cancelTimeout = this.timers.after(timeoutMs, () => {
        this.pending.delete(id);
        reject(new SluiceError('timeout', `no reply to ${request.type} within ${timeoutMs} ms`));
      });
      this.pending.set(id, {
        type: request.type,
        resolve: resolve as (reply: ServerReply) => void,
        reject,
        cancelTimeout,
      });
    });
    return { id, reply };
  }

  /** Whether a request was waiting for this reply. */
  onReply(reply: ServerReply): boolean {
    const request = this.take(reply.re);
    const wrong = request && mismatch(request.type, reply);
    if (wrong) {
      request.reject(wrong);
    } else {
      request?.resolve(reply);
    }
    return request !== undefined;
  }

  /** Whether a request was waiting for this error. */
  onError(re: number, error: SluiceError): boolean {
    const request = this.take(re);
    request?.reject(error);
    return request !== undefined;
  }

  rejectAll(error: SluiceError): void {
    for (const id of [...this.pending.keys()]) {
      this.onError(id, error);
    }
  }

  private take(id: number): Pending | undefined {
    const request = this.pending.get(id);
    this.pending.delete(id);
    request?.cancelTimeout();
    return request;
  }
}
