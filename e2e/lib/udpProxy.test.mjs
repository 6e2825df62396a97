import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, test } from 'node:test';
import { until } from './conditions.mjs';
import { UdpProxy } from './udpProxy.mjs';

const LOOPBACK = { host: '127.0.0.1', port: 0 };

let server;
let clients;
let proxy;

/** Remembers what it gets and from which port. */
async function peer() {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const got = [];
  socket.on('message', (packet, { port }) => got.push({ text: packet.toString(), port, at: performance.now() }));
  const { port } = socket.address();
  return { got, port, send: (text, to) => socket.send(text, to, '127.0.0.1'), close: () => socket.close() };
}

const texts = (one) => one.got.map(({ text }) => text);

beforeEach(async () => {
  server = await peer();
  clients = [await peer(), await peer()];
  proxy = await UdpProxy.open({ listen: LOOPBACK, server: { host: '127.0.0.1', port: server.port }, random: () => 0.5 });
});

afterEach(() => {
  proxy.close();
  [server, ...clients].forEach((one) => one.close());
});

/** Lets the server know a client, and says under which port. */
async function introduce(client, text) {
  client.send(text, proxy.address.port);
  return (await until('the packet arrives', () => server.got.find((packet) => packet.text === text))).port;
}

test('each client has a port of its own outside, and answers find their way', async () => {
  const first = await introduce(clients[0], 'one');
  const second = await introduce(clients[1], 'two');
  assert.notEqual(first, second);
  server.send('to one', first);
  server.send('to two', second);
  await until('the answers arrive', () => clients.every((client) => client.got.length === 1));
  assert.deepEqual(clients.map(texts), [['to one'], ['to two']]);
  assert.ok(clients.every((client) => client.got[0].port === proxy.address.port), 'answers come from the port that was asked');
});

test('packets sent before the first mapping is ready keep their order', async () => {
  for (let i = 0; i < 20; i++) {
    clients[0].send(String(i), proxy.address.port);
  }
  await until('all arrive', () => server.got.length === 20);
  assert.deepEqual(texts(server), Array.from({ length: 20 }, (_, i) => String(i)));
});

test('in a black hole nothing passes either way, and afterwards everything does', async () => {
  const outside = await introduce(clients[0], 'before');
  proxy.blackhole = true;
  clients[0].send('lost', proxy.address.port);
  server.send('lost', outside);
  await until('both are dropped', () => proxy.dropped === 2);
  proxy.blackhole = false;
  assert.equal(await introduce(clients[0], 'after'), outside);
  assert.deepEqual([texts(server), texts(clients[0])], [['before', 'after'], []]);
});

test('loses the share that is asked for', async () => {
  await introduce(clients[0], 'before');
  proxy.shape({ loss: 0.5 }); // chance says 0.5, which is not below
  await introduce(clients[0], 'passes');
  proxy.shape({ loss: 0.51 });
  clients[0].send('lost', proxy.address.port);
  await until('it is dropped', () => proxy.dropped === 1);
});

test('delays packets in their order, also when the delay shrinks', async () => {
  await introduce(clients[0], 'before');
  proxy.shape({ delayMs: 60 });
  const sent = performance.now();
  clients[0].send('slow', proxy.address.port);
  await until('it is taken in', () => proxy.up.due() < Infinity, { every: 1 });
  proxy.shape();
  clients[0].send('quick', proxy.address.port);
  await until('both arrive', () => server.got.length === 3);
  assert.deepEqual(texts(server), ['before', 'slow', 'quick']);
  assert.ok(server.got[1].at - sent >= 58, `took ${server.got[1].at - sent} ms`);
});

test('shapes each direction apart', async () => {
  const outside = await introduce(clients[0], 'before');
  proxy.shape({ delayMs: 60 }, [proxy.down]);
  const sent = performance.now();
  server.send('down', outside);
  clients[0].send('up', proxy.address.port);
  await until('both arrive', () => clients[0].got.length === 1 && server.got.length === 2);
  assert.ok(clients[0].got[0].at - sent >= 58, `took ${clients[0].got[0].at - sent} ms`);
  assert.ok(server.got[1].at < clients[0].got[0].at, 'the way up is clear');
});

test('passes what its bottleneck carries, and counts what had no room', async () => {
  const outside = await introduce(clients[0], 'before');
  proxy.shape({ bps: 800_000 }, [proxy.down]); // 100 bytes a millisecond; the queue holds 30,000
  const packet = 'x'.repeat(972); // with its headers 10 ms
  const sent = performance.now();
  for (let i = 0; i < 50; i++) {
    server.send(packet, outside);
  }
  await until('all have passed or had no room', () => proxy.down.counts.passed + proxy.down.counts.overflowed === 50);
  await until('they have arrived', () => clients[0].got.length === proxy.down.counts.passed);
  const { passed, overflowed } = proxy.down.counts;
  assert.ok(passed >= 30 && overflowed > 0, `${passed} passed`); // more where we were slow ourselves
  const took = clients[0].got.at(-1).at - sent;
  assert.ok(took >= passed * 10 - 2, `took ${took} ms for ${passed}`);
});

test('after a rebinding the server sees another port, and the old one leads nowhere', async () => {
  const former = await introduce(clients[0], 'before');
  await proxy.rebind();
  const now = await introduce(clients[0], 'after');
  assert.notEqual(now, former);
  server.send('to the old port', former);
  server.send('to the new port', now);
  await until('an answer arrives', () => clients[0].got.length > 0);
  assert.deepEqual(texts(clients[0]), ['to the new port']);
});

test('a rebinding can change the address too', async () => {
  await introduce(clients[0], 'before');
  await proxy.rebind('127.0.0.3');
  assert.deepEqual(proxy.outside.map(({ address }) => address), ['127.0.0.3']);
});
