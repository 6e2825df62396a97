import assert from 'node:assert/strict';
import { test } from 'node:test';
import { letRun, until } from '../lib/conditions.mjs';
import { median } from '../lib/decoded.mjs';
import { noNat, openNat } from '../lib/nat.mjs';
import { Participant } from '../lib/participant.mjs';
import { hostAddress, openRoad } from '../lib/road.mjs';
import { freeTcpPort, startServer } from '../lib/server.mjs';
import { startTurn } from '../lib/turn.mjs';

export const SMALL = { width: 160, height: 90, viewport: { width: 640, height: 480 } };

const HOLE_SECONDS = 5;
/** What a page sees of it at least: a browser that hears nothing for 2.5 s takes to TCP. */
const HOLE_MS = 1_000;
const BACK_MS = 3_000;
/** It takes 2 s by design before anybody looks for another way, so one bad moment of a machine is not judged alone. */
const REBINDINGS = 3;
/** Until a browser looks after its way as seldom as before. */
const REST_SECONDS = 6;
/** A browser has to find out that UDP is dead, which takes it some seconds, and to restart. */
const TO_TCP_MS = 20_000;

export function networks(roads) {
  test('when nothing gets through UDP for 5 s, pictures and sound are back within 3 s after', async (t) => {
    const people = await pair(roads.shared, 'hole');
    const [anna, ben] = people;
    await Promise.all(people.map((person) => person.watchMedia()));
    roads.shared.udp.blackhole = true;
    await anna.says('Can you see me?');
    await letRun(HOLE_SECONDS);
    roads.shared.udp.blackhole = false;
    const opened = Date.now();
    await Promise.all(people.map((person) => person.receives()));
    // After 5 s nothing is on its way any more. A browser that takes to TCP hears something before it is over.
    const gaps = await interruptions(people);
    const back = gaps.map(({ until: at }) => at - opened);
    t.diagnostic(`back ${back.join(', ')} ms after the hole; media over ${(await anna.path()).protocol}`);
    assert.ok(gaps.every(({ gap }) => gap > HOLE_MS), `the hole is one: ${inWords(gaps)}`);
    assert.ok(Math.max(...back) <= BACK_MS, `${back} ms`);
    await ben.reads('Can you see me?');
    await anna.reads('Can you see me?');
  });

  test('when a NAT forgets where media came from, it goes on within 3 s', async (t) => {
    const people = await pair(roads.shared, 'rebinding');
    const longest = [];
    for (let round = 0; round < REBINDINGS; round++) {
      await Promise.all(people.map((person) => person.watchMedia()));
      const former = roads.shared.udp.outside.map(({ port }) => port);
      await roads.shared.udp.rebind();
      assert.ok(roads.shared.udp.outside.every(({ port }) => !former.includes(port)));
      await Promise.all(people.map((person) => person.receives()));
      await letRun(REST_SECONDS);
      const gaps = await interruptions(people);
      t.diagnostic(`longest gaps: ${inWords(gaps)}`);
      longest.push(Math.max(...gaps.map(({ gap }) => gap)));
    }
    assert.ok(median(longest) <= BACK_MS, `${longest} ms`);
    assert.deepEqual(await Promise.all(people.map((person) => person.offers())), [1, 1], 'nobody had to restart');
  });

  test('when UDP is closed for good, media goes over TCP and the quality badge says so', async (t) => {
    const people = await pair(roads.shared, 'tcp');
    const [anna, ben] = people;
    assert.equal((await anna.path()).protocol, 'udp');
    const start = performance.now();
    roads.shared.udp.blackhole = true;
    await letRun(1);
    await Promise.all(people.map((person) => person.receives({ seconds: TO_TCP_MS / 1000 })));
    const took = performance.now() - start;
    t.diagnostic(`over TCP after ${Math.round(took)} ms`);
    assert.ok(took <= TO_TCP_MS);
    assert.deepEqual(await Promise.all(people.map(async (person) => (await person.path()).protocol)), ['tcp', 'tcp']);
    await until('the badge says TCP', () => anna.page.locator('.network').getByText('TCP').count(), { seconds: 5 });
    await anna.sees(ben);
    await anna.hearsExactly([ben]);

    // Who comes now never gets to try UDP.
    const chen = await (await Participant.open('Chen', 'blue', SMALL)).join(roads.shared, 'tcp');
    const joined = performance.now();
    await chen.sees(anna);
    t.diagnostic(`who comes later sees somebody ${Math.round(performance.now() - joined)} ms after joining`);
    assert.equal((await chen.path()).protocol, 'tcp');
    assert.equal(await chen.offers(), 1, 'at the first attempt');
  });

  test('media over IPv6', { skip: hostAddress('IPv6') ? false : 'this machine has no IPv6 address' }, async (t) => {
    await withServer({ name: 'edges-ipv6', host: '::1', mediaHost: hostAddress('IPv6') }, async (server) => {
      const [anna, ben] = await pair(server, 'six');
      await anna.hearsExactly([ben]);
      const path = await anna.path();
      t.diagnostic(`media to ${path.address}`);
      assert.match(path.address, /:/);
    });
  });

  test('who may use a relay only is seen and heard through TURN', async (t) => {
    const turn = await startTurn();
    try {
      const server = { name: 'edges-turn', mediaHost: hostAddress() ?? '127.0.0.1', environment: { SLUICE_CONFIG: turn.config } };
      await withServer(server, async (running) => {
        const anna = await (await Participant.open('Anna', 'red', SMALL)).join(running, 'relay', { query: '&relay=1' });
        const ben = await (await Participant.open('Ben', 'green', SMALL)).join(running, 'relay');
        await seeAndHear(anna, ben);
        const path = await anna.path();
        t.diagnostic(`Anna's media leaves by a ${path.local} candidate, Ben's by a ${(await ben.path()).local} one`);
        assert.equal(path.local, 'relay');

        // Credentials run out: whoever comes back restarts with new ones.
        const user = () => anna.page.evaluate(() => window.__probe.connection().getConfiguration().iceServers[0].username);
        const former = await user();
        anna.expects(/net::ERR_INTERNET_DISCONNECTED|WebSocket connection to .* failed/);
        await anna.context.setOffline(true);
        await anna.context.setOffline(false);
        await until('she has credentials of her own for this connection', async () => (await user()) !== former);
        await anna.page.evaluate(() => window.__probe.connection().restartIce());
        await anna.page.evaluate(() => window.sluice.room.growSlots(13)); // any further offer carries the restart
        await Promise.all([anna, ben].map((person) => person.receives()));
        assert.equal((await anna.path()).local, 'relay');
      });
    } finally {
      await turn.stop();
    }
  });

  test('who gives no permission, and so tells no address, comes in as a listener', async (t) => {
    const ben = await (await Participant.open('Ben', 'green', SMALL)).join(roads.shared, 'listener');
    const anna = await Participant.open('Anna', 'red', { ...SMALL, media: 'denied' });
    await anna.join(roads.shared, 'listener', { quiet: true });
    await anna.sees(ben);
    await anna.hearsExactly([ben]);
    const told = await anna.page.evaluate(() => window.__probe.connection().localDescription.sdp.match(/a=candidate:.*/g) ?? []);
    t.diagnostic(`Anna told ${told.length} candidates: ${told.map((line) => line.split(' ')[4]).join(', ')}`);
    assert.ok(told.every((line) => line.split(' ')[4].endsWith('.local')), 'only names that nobody can look up');
    assert.ok((await anna.sent()).every(({ type }) => type !== 'candidates'), 'nobody asked for more');
  });

  test('a meeting on a server with full ICE', async (t) => {
    const road = await openRoad({ name: 'edges-full', environment: { SLUICE_MEDIA_ICE_MODE: 'full' } });
    try {
      const people = await pair(road, 'full');
      const [anna] = people;
      const { answer } = (await anna.received()).find((message) => message.type === 'joined');
      assert.doesNotMatch(answer, /a=ice-lite/);
      const told = (await anna.sent()).filter(({ type }) => type === 'candidates').flatMap(({ candidates }) => candidates);
      assert.ok(told.some((line) => line.includes(' typ host')), 'she says where she is');
      await Promise.all(people.map((person) => person.receives()));
    } finally {
      await Participant.closeAll().finally(() => road.stop());
    }
  });

  test('a server with full ICE behind a NAT that forwards no media is found', { skip: noNat() }, async (t) => {
    const port = await freeTcpPort();
    const nat = openNat({ port });
    const stun = await startTurn(nat.gateway);
    try {
      const environment = { SLUICE_MEDIA_ICE_MODE: 'full', SLUICE_MEDIA_ICE_STUN_SERVERS: `${stun.host}:${stun.port}` };
      const url = `https://${nat.outside}:${port}`;
      await withServer({ name: 'edges-nat', within: nat.within, host: nat.inside, port, udpPort: 10_000, url, environment }, async (server) => {
        const people = await pair(server, 'nat');
        const { answer } = (await people[0].received()).find((message) => message.type === 'joined');
        const learned = answer.match(/a=candidate:.* typ srflx.*/g) ?? [];
        t.diagnostic(`the server was found, who has learned of itself: ${learned}`);
        assert.ok(learned.some((line) => line.split(' ')[4] === nat.outside));
        assert.deepEqual(await Promise.all(people.map((person) => person.offers())), [1, 1], 'at the first attempt');
      });
    } finally {
      await stun.stop();
      nat.close();
    }
  });
}

/** Anna and Ben, who see and hear each other. */
export async function pair(server, room) {
  const anna = await (await Participant.open('Anna', 'red', SMALL)).join(server, room);
  const ben = await (await Participant.open('Ben', 'green', SMALL)).join(server, room);
  await seeAndHear(anna, ben);
  return [anna, ben];
}

/** The longest interruptions of pictures and sound of these people. */
export async function interruptions(people) {
  return (await Promise.all(people.map((person) => person.interruption()))).flatMap(Object.values);
}

export const inWords = (gaps) => gaps.map(({ gap, late }) => `${gap} ms${late > 0 ? ` and ${late} in which the page stood still` : ''}`).join(', ');

async function seeAndHear(anna, ben) {
  await Promise.all([anna.sees(ben), ben.sees(anna)]);
  await Promise.all([anna.hearsExactly([ben]), ben.hearsExactly([anna])]);
}

/** A server for one test, which ends after the people in it. */
async function withServer(options, work) {
  const server = await startServer(options);
  try {
    await work(server);
  } finally {
    await Participant.closeAll().finally(() => server.stop());
  }
}
