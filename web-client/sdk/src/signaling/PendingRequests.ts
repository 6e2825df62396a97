import { SluiceError } from '../errors.ts';
import type { Timers } from '../util/Timers.ts';
import type { ClientRequest, ReplyTo, ServerReply } from './messages.ts';

interface Pending {
  readonly type: ClientRequest['type'];
  readonly resolve: (reply: ServerReply) => void;
  readonly reject: (error: SluiceError) => void;
  readonly cancelTimeout: () => void;
}

/** Which reply type each request gets; anything else is a broken server. */
const REPLY_TYPE = { join: 'joined', offer: 'answer', ping: 'pong' } as const;

/** Pairs requests with their replies by number. */
export class PendingRequests {
  private readonly timers: Timers;
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;

  constructor(timers: Timers) {
    this.timers = timers;
  }

  /** Numbers a request; `reply` settles when its answer, its error or its timeout comes. */
  add<R extends ClientRequest>(request: R, timeoutMs: number): { id: number; reply: Promise<ReplyTo<R>> } {
    const id = ++this.lastId;
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

  onReply(reply: ServerReply): void {
    const request = this.take(reply.re);
    if (!request) {
      return; // came after its timeout
    }
    const expected = (REPLY_TYPE as { [type: string]: string })[request.type] ?? 'ok';
    if (reply.type !== expected) {
      request.reject(new SluiceError('malformed', `${request.type} was answered with ${reply.type}`));
      return;
    }
    request.resolve(reply);
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
