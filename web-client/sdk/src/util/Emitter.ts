/** For each event what its listeners take: `{ joined: [participant: Participant] }`. */
export type EventMap<Map> = { [K in keyof Map]: readonly unknown[] };

export type Listener<Args extends readonly unknown[]> = (...args: Args) => void;

/** The listening side of an emitter, all that others need to see of it. */
export interface Events<Map extends EventMap<Map>> {
  /** Calls `listener` at each `event` until the returned function is called. */
  on<K extends keyof Map>(event: K, listener: Listener<Map[K]>): () => void;
  /** Calls `listener` at the next `event` only. */
  once<K extends keyof Map>(event: K, listener: Listener<Map[K]>): () => void;
  off<K extends keyof Map>(event: K, listener: Listener<Map[K]>): void;
}

/** Typed events. A listener that throws harms neither the other listeners nor who emits. */
export class Emitter<Map extends EventMap<Map>> implements Events<Map> {
  private readonly listeners: { [K in keyof Map]?: Set<Listener<Map[K]>> } = {};

  on<K extends keyof Map>(event: K, listener: Listener<Map[K]>): () => void {
    const known = (this.listeners[event] ??= new Set());
    known.add(listener);
    return () => known.delete(listener);
  }

  once<K extends keyof Map>(event: K, listener: Listener<Map[K]>): () => void {
    const stop = this.on(event, (...args) => {
      stop();
      listener(...args);
    });
    return stop;
  }

  off<K extends keyof Map>(event: K, listener: Listener<Map[K]>): void {
    this.listeners[event]?.delete(listener);
  }

  emit<K extends keyof Map>(event: K, ...args: Map[K]): void {
    for (const listener of [...(this.listeners[event] ?? [])]) {
      try {
        listener(...args);
      } catch (error) {
        reportError(error);
      }
    }
  }

  removeAll(): void {
    for (const event of Object.keys(this.listeners) as (keyof Map)[]) {
      delete this.listeners[event];
    }
  }
}

/** Shows an error of a listener where uncaught errors are shown, after the current work is done. */
function reportError(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
