import assert from 'node:assert/strict';
import { test } from 'node:test';
import { letRun, until } from '../lib/conditions.mjs';
import { Participant } from '../lib/participant.mjs';
import { startServer } from '../lib/server.mjs';
import { keyId, secret, token } from '../lib/tokens.mjs';
import { interruptions, inWords, pair, SMALL } from './networks.mjs';

const GONE_SECONDS = 3;
/** Far below the time that the WebSocket is gone, and above what two busy processors make of a camera. */
const NO_PAUSE_MS = 1_500;
/** From the moment the server is there again. */
const BACK_AFTER_RESTART_MS = 10_000;
const DRAIN_SECONDS = 30;

/** What Chromium writes into its console when a server does not answer. */
const NO_LINE = /WebSocket connection to .* failed|net::ERR_|status of 503/;

export function trouble(roads) {
  test('a WebSocket that is gone for 3 s costs neither sound nor picture nor a word', async (t) => {
    const road = roads.shared;
    const anna = await (await Participant.open('Anna', 'red', SMALL)).join(road, 'line');
    const ben = await (await Participant.open('Ben', 'green', SMALL)).join(road.direct, 'line');
    const people = [anna, ben];
    await Promise.all([anna.sees(ben), ben.sees(anna)]);
    const [id, before] = [await anna.id(), await anna.offers()];
    anna.expects(NO_LINE);
    await Promise.all(people.map((person) => person.watchMedia()));

    const start = performance.now();
    await road.signaling.refuse();
    await until('Ben reads that Anna reconnects', () => ben.tileOf('Anna (reconnecting)'), { seconds: GONE_SECONDS });
    const told = performance.now() - start;
    await anna.says('Said without a line');
    await ben.says('Answered meanwhile');
    await letRun(Math.max(0, GONE_SECONDS - (performance.now() - start) / 1000));
    assert.equal(await anna.page.locator('dialog[open], .notice.reconnecting').count(), 0, 'nothing stands in the way');
    const back = performance.now();
    await road.signaling.admit();
    await until("Anna's tile says Anna again", () => ben.tileOf('Anna'), { seconds: 10 });
    t.diagnostic(`Ben was told after ${Math.round(told)} ms, Anna was back ${Math.round(performance.now() - back)} ms after the server could be reached`);

    for (const text of ['Said without a line', 'Answered meanwhile']) {
      await anna.reads(text);
      await ben.reads(text);
    }
    const gaps = await interruptions(people);
    t.diagnostic(`longest gaps: ${inWords(gaps)}`);
    assert.ok(gaps.every(({ gap }) => gap <= NO_PAUSE_MS));
    assert.equal(await anna.id(), id);
    assert.equal(await anna.offers(), before, 'the media connection is the same');
  });

  test('a reload takes the same seat, and nobody sees a ghost', async (t) => {
    const [anna, ben] = await pair(roads.shared, 'reload');
    const id = await anna.id();
    const came = async () => (await ben.received()).filter((message) => message.type === 'participantJoined').length;
    const before = await came();
    const start = performance.now();
    await anna.page.reload();
    await anna.sees(ben); // nothing is pressed
    await ben.sees(anna);
    t.diagnostic(`both see each other ${Math.round(performance.now() - start)} ms after the reload`);
    assert.equal(await anna.id(), id);
    assert.equal(await came(), before, 'nobody new came');
    assert.deepEqual((await ben.tiles()).map((tile) => tile.label).sort(), ['Anna', 'Ben (you)']);
    await ben.hearsExactly([anna]);
  });

  test('the same person elsewhere is asked whether to move the call, and the first page says that it moved', async () => {
    const server = await startServer({ name: 'edges-identity', environment: { SLUICE_AUTH_KEYS: `${keyId}:${secret}` } });
    try {
      const ticket = (identity) => ({ fragment: `#t=${token({ room: 'move', identity })}` });
      const ben = await (await Participant.open('Ben', 'green', SMALL)).join(server, 'move', ticket('Ben'));
      const first = await (await Participant.open('Anna', 'red', SMALL)).join(server, 'move', ticket('Anna'));
      const second = await Participant.open('Anna', 'blue', SMALL);
      await second.load(server.room('move', `?debug=1&name=Anna${ticket('Anna').fragment}`));
      await until('Join can be pressed', () => second.button('Join').isEnabled());
      await second.button('Join').click();
      await second.page.getByRole('dialog', { name: 'Move the call here?' }).waitFor();
      await first.button('Leave').first().waitFor(); // asking moves nothing
      await second.button('Move here').click();
      await second.button('Leave').first().waitFor();
      await first.page.getByText('The call was moved').waitFor();
      await ben.sees(second);
      assert.equal((await ben.tiles()).filter((tile) => tile.label.startsWith('Anna')).length, 1);
    } finally {
      await Participant.closeAll().finally(() => server.stop());
    }
  });

  test('after the server was killed and started again, everybody is back within 10 s', async (t) => {
    const { direct } = roads.shared;
    const people = await pair(roads.shared, 'killed');
    people.push(await (await Participant.open('Chen', 'blue', SMALL)).join(direct, 'killed'));
    await everyoneSeesEveryone(people);
    people.forEach((person) => person.expects(NO_LINE));
    await Promise.all(people.map((person) => person.watchMedia()));
    await direct.kill();
    const killed = Date.now();
    await direct.start();
    const ready = Date.now();
    await Promise.all(people.map((person) => person.receives()));
    const gaps = await interruptions(people);
    const back = gaps.map(({ until: at }) => at - ready);
    t.diagnostic(`the server took ${ready - killed} ms to start, people received ${back.join(', ')} ms later`);
    assert.ok(gaps.every(({ until: at }) => at > killed), 'it was gone');
    assert.ok(Math.max(...back) <= BACK_AFTER_RESTART_MS, `${back} ms`);
    await everyoneSeesEveryone(people);
    assert.deepEqual((await people[0].tiles()).map((tile) => tile.label).sort(), ['Anna (you)', 'Ben', 'Chen']);
  });

  test('a server told to stop says so, refuses new meetings, and ends when the last one has left', async (t) => {
    const server = await startServer({ name: 'edges-drain', environment: { SLUICE_SERVER_DRAIN_SECONDS: String(DRAIN_SECONDS) } });
    const people = await pair(server, 'drain');
    const [anna] = people;
    const start = performance.now();
    const ended = server.terminate().then(() => performance.now());
    for (const person of people) {
      await person.page.getByText('The server restarts soon').waitFor();
    }
    t.diagnostic(`everybody was told after ${Math.round(performance.now() - start)} ms`);
    assert.equal(await server.isReady(), false);
    await anna.receives();

    const chen = await Participant.open('Chen', 'blue', SMALL);
    chen.expects(NO_LINE);
    await chen.load(server.room('another', '?debug=1&name=Chen'));
    await until('Join can be pressed', () => chen.button('Join').isEnabled());
    await chen.button('Join').click();
    await until('the meeting is refused', async () => (await chen.received()).some((message) => message.code === 'shutting_down'), { seconds: 5 });
    await chen.context.close();

    await Promise.all(people.map((person) => person.leave()));
    const left = performance.now();
    const took = (await ended) - left;
    t.diagnostic(`the server ended ${Math.round(took)} ms after the last one left`);
    assert.ok(took < 8_000, 'it does not wait for an empty house');
    people.forEach((person) => person.expects(NO_LINE));
  });
}

function everyoneSeesEveryone(people) {
  return Promise.all(people.flatMap((person) => people.filter((other) => other !== person).map((other) => person.sees(other))));
}
