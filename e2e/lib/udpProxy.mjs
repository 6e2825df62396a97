// A bad network for media: stands between browsers and the server's UDP port, since no switch of a browser touches RTP.
// Each client gets a socket of its own towards the server, as behind a NAT.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { CLEAR, Link } from './link.mjs';

/** A packet is let go up to this much early, because timers are no finer. */
const TIMER_GRAIN_MS = 1;

/** A bottleneck carries headers too. */
const UDP_IP_BYTES = 28;

export class UdpProxy {
  /**
   * Listens on `listen` and passes on to `server`; both are `{ host, port }`, port 0 takes any. `outside` is the address
   * the server sees clients at.
   */
  static async open({ listen, server, outside = server.host, random = Math.random }) {
    const proxy = new UdpProxy(server, outside, random);
    await proxy.#bind(listen);
    return proxy;
  }

  /** From clients to the server, and back: what each way is like stands in its `conditions`. */
  up;
  down;
  /** Nothing passes in either direction. */
  blackhole = false;

  #swallowed = 0;
  #server;
  #outsideHost;
  #front;
  /** "address port" of a client → the socket the server sees it through. */
  #clients = new Map();
  /** Sockets of mappings that were changed: open, so that nobody is told, and deaf. */
  #abandoned = [];
  #timer;
  #timerAt = Infinity;
  #closed = false;

  constructor(server, outside, random) {
    this.#server = server;
    this.#outsideHost = outside;
    this.up = new Link(random);
    this.down = new Link(random);
  }

  /** Packets that passed, and that this proxy dropped, both ways together. */
  get passed() {
    return this.up.counts.passed + this.down.counts.passed;
  }

  get dropped() {
    const { up, down } = this;
    return [up, down].reduce((sum, { counts }) => sum + counts.lost + counts.overflowed, this.#swallowed);
  }

  /** What the links are like from now on; in all that `conditions` does not name they are clear. */
  shape(conditions = {}, links = [this.up, this.down]) {
    for (const link of links) {
      link.conditions = { ...CLEAR, ...conditions };
    }
  }

  get address() {
    const { address, port } = this.#front.address();
    return { host: address, port };
  }

  /** The addresses under which the server knows the clients now. */
  get outside() {
    return [...this.#clients.values()].map((client) => client.outside.address());
  }

  /** What a NAT does that forgot its mappings: every client gets another outside port, and address if one is given. */
  async rebind(host = this.#outsideHost) {
    this.#outsideHost = host;
    await Promise.all([...this.#clients.values()].map(async (client) => {
      const former = client.outside;
      client.outside = await this.#outsideSocket(client, host);
      former.removeAllListeners('message');
      this.#abandoned.push(former);
    }));
  }

  close() {
    clearTimeout(this.#timer);
    this.#closed = true;
    for (const socket of [this.#front, ...[...this.#clients.values()].map((client) => client.outside), ...this.#abandoned]) {
      socket.close();
    }
  }

  async #bind({ host, port }) {
    this.#front = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    this.#front.on('message', (packet, from) => void this.#fromClient(packet, from));
    this.#front.bind(port, host);
    await once(this.#front, 'listening');
  }

  async #fromClient(packet, from) {
    const key = `${from.address} ${from.port}`;
    let client = this.#clients.get(key);
    if (!client) {
      client = { address: from.address, port: from.port };
      client.ready = this.#outsideSocket(client, this.#outsideHost).then((socket) => (client.outside ??= socket));
      this.#clients.set(key, client);
    }
    await client.ready;
    this.#take(this.up, packet, () => client.outside.send(packet, this.#server.port, this.#server.host));
  }

  async #outsideSocket(client, host) {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.on('message', (packet) => this.#take(this.down, packet, () => this.#front.send(packet, client.port, client.address)));
    socket.on('error', () => {}); // a server that is not there yet, or no more, is what tests are about
    socket.bind(0, host);
    await once(socket, 'listening');
    return socket;
  }

  #take(link, packet, send) {
    if (this.#closed) {
      return;
    }
    if (this.blackhole) {
      this.#swallowed++;
      return;
    }
    link.send(packet.length + UDP_IP_BYTES, send, performance.now());
    this.#wait();
  }

  /** Sets the timer to what is due next in either direction. */
  #wait() {
    const due = Math.min(this.up.due(), this.down.due());
    if (due < this.#timerAt) {
      clearTimeout(this.#timer);
      this.#timerAt = due;
      this.#timer = setTimeout(() => this.#release(), due - performance.now());
    }
  }

  #release() {
    this.#timerAt = Infinity;
    const now = performance.now() + TIMER_GRAIN_MS;
    this.up.advance(now);
    this.down.advance(now);
    this.#wait();
  }
}
