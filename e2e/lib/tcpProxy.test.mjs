import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, test } from 'node:test';
import { letRun, until } from './conditions.mjs';
import { TcpProxy } from './tcpProxy.mjs';

const LOOPBACK = { host: '127.0.0.1', port: 0 };

let server;
let proxy;
/** What happened to the server's ends of the connections. */
let ends;

beforeEach(async () => {
  ends = [];
  server = createServer((socket) => {
    const end = { error: undefined, ended: false };
    ends.push(end);
    socket.on('data', (bytes) => socket.write(`echo ${bytes}`));
    socket.on('error', (error) => (end.error = error.code));
    socket.on('end', () => (end.ended = true));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await TcpProxy.open({ listen: LOOPBACK, server: { host: '127.0.0.1', port: server.address().port } });
});

afterEach(async () => {
  await proxy.close();
  server.close();
});

async function client() {
  const socket = connect(proxy.address);
  const one = { socket, text: '', error: undefined, ended: false };
  socket.on('data', (bytes) => (one.text += bytes));
  socket.on('error', (error) => (one.error = error.code));
  socket.on('end', () => (one.ended = true));
  await once(socket, 'connect');
  return one;
}

test('passes bytes both ways, and the end of the stream', async () => {
  const one = await client();
  one.socket.write('hello');
  await until('the echo arrives', () => one.text === 'echo hello');
  one.socket.end();
  await until('the end arrives', () => one.ended && ends[0].ended);
  await until('the connection is forgotten', () => proxy.connections === 0);
});

test('cuts by a reset that both ends notice', async () => {
  const one = await client();
  one.socket.write('hello');
  await until('the echo arrives', () => one.text !== '');
  proxy.cut();
  await until('both ends break', () => one.error && ends[0].error);
  assert.deepEqual([one.error, ends[0].error], ['ECONNRESET', 'ECONNRESET']);
  assert.deepEqual([one.ended, ends[0].ended], [false, false]);
});

test('refuses everybody until told to admit', async () => {
  await client();
  await proxy.refuse();
  await assert.rejects(client(), { code: 'ECONNREFUSED' });
  await proxy.admit();
  const one = await client();
  one.socket.write('again');
  await until('the echo arrives', () => one.text === 'echo again');
});

test('held connections stay, and catch up when released', async () => {
  const before = await client();
  before.socket.write('1');
  await until('the echo arrives', () => before.text === 'echo 1');
  proxy.hold();
  before.socket.write('2');
  const during = await client();
  during.socket.write('3');
  await letRun(0.1);
  assert.deepEqual([before.text, during.text], ['echo 1', '']);
  proxy.release();
  await until('both catch up', () => before.text === 'echo 1echo 2' && during.text === 'echo 3');
  assert.deepEqual([before.error, during.error], [undefined, undefined]);
});
