// A server whose every road leads through the tests' own proxies. The server listens on loopback and announces another
// address of this machine for media; there, on the same port, the proxies stand. So nothing is rewritten on the way.

import os from 'node:os';
import { freeTcpPort, freeUdpPorts, startServer } from './server.mjs';
import { TcpProxy } from './tcpProxy.mjs';
import { UdpProxy } from './udpProxy.mjs';

const INSIDE = '127.0.0.1';
/** Where this machine has no network: good for Chromium, but Firefox drops loopback addresses. */
const ANOTHER_LOOPBACK = '127.0.0.2';

/** An address of this machine that is not loopback, or nothing. */
export function hostAddress(family = 'IPv4') {
  return Object.values(os.networkInterfaces()).flat()
    .find((one) => one.family === family && !one.internal && !one.address.startsWith('fe80:'))?.address;
}

/** Pages and WebSockets through `signaling`, media through `udp` and `tcp`; `direct` leads to the same server's pages. */
export async function openRoad({ name, environment = {}, random }) {
  const outside = hostAddress() ?? ANOTHER_LOOPBACK;
  const { udp, tcp } = await mediaProxies(outside, random);
  const port = await freeTcpPort();
  const signaling = await TcpProxy.open({ listen: { host: INSIDE, port: 0 }, server: { host: INSIDE, port } });
  const closeProxies = async () => {
    udp.close();
    await Promise.all([signaling.close(), tcp.close()]);
  };
  const server = await startServer({
    name,
    host: INSIDE,
    port,
    udpPort: udp.address.port,
    environment: { SLUICE_MEDIA_LOOPS: '1', SLUICE_MEDIA_ANNOUNCED_ADDRESSES: outside, ...environment },
  }).catch(async (error) => {
    await closeProxies(); // as long as they listen, the suite does not end
    throw error;
  });
  const url = `http://${INSIDE}:${signaling.address.port}`;
  return {
    url,
    room: (room, query = '') => `${url}/r/${encodeURIComponent(room)}${query}`,
    direct: server,
    signaling,
    udp,
    tcp,
    /** Whatever a test did to the roads is over. */
    async repair() {
      udp.blackhole = false;
      udp.shape();
      for (const proxy of [signaling, tcp]) {
        proxy.release();
        await proxy.admit();
      }
    },
    async stop() {
      await server.stop();
      await closeProxies();
    },
  };
}

/** One port that both kinds of media have in common, inside and outside. */
async function mediaProxies(outside, random) {
  for (;;) {
    const port = await freeUdpPorts(INSIDE);
    const road = { listen: { host: outside, port }, server: { host: INSIDE, port }, outside };
    let udp;
    try {
      udp = await UdpProxy.open({ ...road, random });
      return { udp, tcp: await TcpProxy.open(road) };
    } catch (error) {
      udp?.close();
      if (error.code !== 'EADDRINUSE') {
        throw error;
      }
    }
  }
}
