// Channels by RTMPS: only those that prove their name by a certificate of an authority that is trusted.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { createServer } from 'node:tls';
import { letRun } from '../lib/conditions.mjs';
import { startNginx } from '../lib/nginx.mjs';

const HOST = '127.0.0.1';

/** Longer than a channel needs to be called live. */
const PROOF_SECONDS = 4;

/** An authority that the suite's server trusts, as `trusted` says to its JVM, and a stranger of the same name. */
export function makeAuthority() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-authority-'));
  const file = (name) => path.join(folder, name);
  const openssl = (...parameters) => execFileSync('openssl', parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
  const key = (name) => ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', file(`${name}.key`)];
  const own = (name) => openssl('req', '-x509', ...key(name), '-subj', '/CN=Authority', '-days', '2', '-out', file(`${name}.pem`));
  own('known');
  own('unknown');
  const trusted = file('trusted.jks');
  execFileSync(path.join(process.env.JAVA_HOME ?? '/usr', 'bin', 'keytool'), [
    '-importcert', '-noprompt', '-alias', 'known', '-file', file('known.pem'), '-keystore', trusted, '-storetype', 'JKS', '-storepass', 'changeit',
  ], { stdio: ['ignore', 'ignore', 'pipe'] });
  return {
    trusted,
    /** Key and certificate for a host, signed by the known or the unknown authority. */
    certify(host, by) {
      openssl('req', ...key(host), '-subj', `/CN=${host}`, '-out', file('request.pem'));
      writeFileSync(file('names'), `subjectAltName=DNS:${host}\n`);
      openssl('x509', '-req', '-in', file('request.pem'), '-CA', file(`${by}.pem`), '-CAkey', file(`${by}.key`), '-CAcreateserial', '-days', '2', '-extfile', file('names'), '-out', file('host.pem'));
      return { key: readFileSync(file(`${host}.key`)), cert: readFileSync(file('host.pem')) };
    },
    forget: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Ends TLS before a channel. */
async function startTls(identity, channel) {
  const behind = Number(new URL(channel.url).port);
  const sockets = new Set();
  const server = createServer(identity, (outer) => {
    const inner = net.connect(behind, HOST);
    for (const [socket, other] of [[outer, inner], [inner, outer]]) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
      socket.pipe(other);
    }
  });
  await new Promise((resolve) => { server.listen(0, HOST, resolve); });
  return {
    url: (host) => `rtmps://${host}:${server.address().port}/live`,
    stop() {
      sockets.forEach((socket) => socket.destroy());
      server.close();
    },
  };
}

export function tls(studio) {
  test('a channel by RTMPS is sent to when it proves its name, and refused with words when the name or the authority is another', { timeout: 120_000 }, async () => {
    const channel = await startNginx({ key: 'key' });
    const proven = await startTls(studio.authority.certify('localhost', 'known'), channel);
    const strange = await startTls(studio.authority.certify('localhost', 'unknown'), channel);
    try {
      const program = await studio.program('tls', ['red']);
      const wrong = {
        'another name': await program.addDestination('Another name', { url: proven.url(HOST), key: 'key' }),
        'another authority': await program.addDestination('Another authority', { url: strange.url('localhost'), key: 'key' }),
      };
      await program.change({ live: true });
      const seen = new Set();
      const watch = setInterval(() => program.state().then(({ destinations }) => destinations.forEach(({ state }) => seen.add(state))).catch(() => {}), 100);
      try {
        for (const [what, id] of Object.entries(wrong)) {
          const { words } = await program.reaches(id, 'failed');
          assert.match(words, /certificate/, what);
        }
        await letRun(PROOF_SECONDS);
      } finally {
        clearInterval(watch);
      }
      assert.ok(!seen.has('sending') && !seen.has('confirmed'), [...seen].join());
      assert.deepEqual(channel.asked, [], 'nobody offered a key to a stranger');

      const good = await program.addDestination('Good', { url: proven.url('localhost'), key: 'key' });
      await program.reaches(good, 'sending');
      assert.deepEqual(channel.asked, ['key']);
      await program.stop();
    } finally {
      proven.stop();
      strange.stop();
      await channel.stop();
    }
  });
}
