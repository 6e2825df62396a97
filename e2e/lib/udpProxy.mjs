// A bad network for media: stands between browsers and the server's UDP port, since no switch of a browser touches RTP.
// Each client gets a socket of its own towards the server, as behind a NAT.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A delayed packet is let go up to this much early, because timers are no finer. */
const TIMER_GRAIN_MS = 1;

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

  /** Share of the packets that get lost, each way. */
  loss = 0;
  /** How long each packet takes, each way; the order is kept. */
  delayMs = 0;
  /** Nothing passes in either direction. */
  blackhole = false;
  /** What passed, and what this proxy dropped. */
  passed = 0;
  dropped = 0;

  #server;
  #outsideHost;
  #random;
  #front;
  /** "address port" of a client → the socket the server sees it through. */
  #clients = new Map();
  /** Sockets of mappings that were changed: open, so that nobody is told, and deaf. */
  #abandoned = [];
  #queue = [];
  #timer;

  constructor(server, outside, random) {
    this.#server = server;
    this.#outsideHost = outside;
    this.#random = random;
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
    this.#queue = [];
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
    this.#take(() => client.outside.send(packet, this.#server.port, this.#server.host));
  }

  async #outsideSocket(client, host) {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.on('message', (packet) => this.#take(() => this.#front.send(packet, client.port, client.address)));
    socket.on('error', () => {}); // a server that is not there yet, or no more, is what tests are about
    socket.bind(0, host);
    await once(socket, 'listening');
    return socket;
  }

  #take(send) {
    if (this.blackhole || (this.loss > 0 && this.#random() < this.loss)) {
      this.dropped++;
    } else if (this.delayMs > 0 || this.#queue.length > 0) {
      const last = this.#queue.at(-1)?.at ?? 0;
      this.#queue.push({ at: Math.max(performance.now() + this.delayMs, last), send });
      this.#timer ??= setTimeout(() => this.#release(), this.delayMs);
    } else {
      this.#pass(send);
    }
  }

  #release() {
    this.#timer = undefined;
    while (this.#queue.length > 0 && this.#queue[0].at <= performance.now() + TIMER_GRAIN_MS) {
      this.#pass(this.#queue.shift().send);
    }
    if (this.#queue.length > 0) {
      this.#timer = setTimeout(() => this.#release(), this.#queue[0].at - performance.now());
    }
  }

  #pass(send) {
    this.passed++;
    send();
  }
}
