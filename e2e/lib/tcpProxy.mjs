// A bad network for everything over TCP: pages, WebSockets and media. Bytes pass unread; what can be done to them is
// what networks do: the connection breaks without a word, nothing gets through, nobody answers.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export class TcpProxy {
  /**
   * Listens on `listen` and passes on to `server`; both are `{ host, port }`, port 0 takes any. `outside` is the address
   * the server sees clients at: a peer that is told it has a loopback address does not believe it.
   */
  static async open({ listen, server, outside }) {
    const proxy = new TcpProxy({ ...server, localAddress: outside });
    await proxy.#listen(listen);
    return proxy;
  }

  #server;
  #front;
  #address;
  #held = false;
  /** Both ends of each connection. */
  #pairs = new Set();

  constructor(server) {
    this.#server = server;
  }

  get address() {
    return this.#address;
  }

  get connections() {
    return this.#pairs.size;
  }

  /** Breaks every connection at both ends, by a reset: no close frame, no end of the stream. */
  cut() {
    for (const pair of [...this.#pairs]) {
      this.#break(pair);
    }
  }

  /** Breaks every connection and lets nobody in until `admit`. */
  async refuse() {
    const closed = once(this.#front, 'close');
    this.#front.close();
    this.cut();
    await closed;
  }

  async admit() {
    if (!this.#front.listening) {
      await this.#listen(this.#address);
    }
  }

  /** Connections stay, but not a byte gets through until `release`. */
  hold() {
    this.#held = true;
    for (const ends of this.#pairs) {
      ends.forEach((end) => end.pause());
    }
  }

  release() {
    this.#held = false;
    for (const ends of this.#pairs) {
      ends.forEach((end) => end.resume());
    }
  }

  async close() {
    if (this.#front.listening) {
      await this.refuse();
    }
  }

  async #listen({ host, port }) {
    this.#front = createServer({ allowHalfOpen: true }, (client) => this.#join(client));
    this.#front.listen(port, host);
    await once(this.#front, 'listening');
    const { address, port: taken } = this.#front.address();
    this.#address = { host: address, port: taken };
  }

  #join(client) {
    const server = connect({ ...this.#server, allowHalfOpen: true });
    const pair = [client, server];
    this.#pairs.add(pair);
    pair.forEach((end, i) => {
      const other = pair[1 - i];
      end.setNoDelay(true);
      end.on('data', (bytes) => {
        if (!other.write(bytes)) {
          end.pause();
          other.once('drain', () => this.#held || end.resume());
        }
      });
      end.on('end', () => other.end());
      end.on('error', () => this.#break(pair));
      end.on('close', () => this.#pairs.delete(pair));
      if (this.#held) {
        end.pause();
      }
    });
  }

  #break(pair) {
    this.#pairs.delete(pair);
    pair.forEach((end) => end.resetAndDestroy());
  }
}
