import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../lib/conditions.mjs';
import { median } from '../lib/decoded.mjs';
import { goes, Participant } from '../lib/participant.mjs';
import { token } from '../lib/tokens.mjs';

/** Four encoders, twelve decoders and four page renderers share two processors with the server: as small as can be. */
const SMALL = { viewport: { width: 360, height: 640 }, width: 160, height: 90 };

/** Until the encoders of people who just met, who share two processors, send what they can. */
const GOING_SECONDS = 30;

export function rooms(servers) {
  test('two, three and four people each see the right face in the right tile and hear the right voice; a fifth comes and goes without a single offer by them', async (t) => {
    // Opened before anybody meets: four busy browsers leave a fifth no processor to start on.
    const everyone = [];
    for (const [name, face] of [['Anna', 'red'], ['Ben', 'green'], ['王小明', 'blue'], ['Dora', 'yellow'], ['Eva', 'magenta']]) {
      everyone.push(await Participant.open(name, face, SMALL));
    }
    const fifth = everyone.pop();
    const people = [];
    for (const person of everyone) {
      people.push(await person.join(servers.open, 'x'));
      if (people.length < 2) {
        continue;
      }
      await everyoneSeesEveryone(people);
      await everyoneDecodes(people, { framesPerSecond: 10, seconds: 5 }, t);
      await Promise.all(people.map((person) => person.hearsExactly(people.filter((one) => one !== person))));
    }

    const offers = () => Promise.all(people.map((person) => person.offers()));
    assert.deepEqual(await offers(), [1, 1, 1, 1], 'one offer each to join');
    // Five browsers with twenty pictures and voices are more than two processors have, whatever the server does.
    const [anna, ...others] = people;
    for (const off of ['Stop video', 'Mute']) {
      await Promise.all(others.map((person) => person.button(off).click()));
    }
    await fifth.join(servers.open, 'x');
    const came = performance.now();
    await Promise.all([fifth.sees(anna), ...people.map((person) => person.sees(fifth))]);
    t.diagnostic(`seen ${Math.round(performance.now() - came)} ms after the fifth joined`);
    assert.deepEqual((await fifth.tiles()).map((tile) => tile.label).sort(), [...people.map((person) => person.name), 'Eva (you)'].sort());
    await goes(people, fifth.name, () => fifth.leave());
    assert.deepEqual(await offers(), [1, 1, 1, 1]);
  });

  test('from Join to the first frame of somebody else takes at most 2.5 s', async (t) => {
    const anna = await (await Participant.open('Anna', 'red')).join(servers.open, 'quick');
    const times = [];
    for (let round = 0; round < 3; round++) {
      const ben = await Participant.open('Ben', 'green');
      await ben.load(servers.open.room('quick', '?name=Ben'));
      await until('the Join button can be pressed', () => ben.button('Join').isEnabled());
      times.push(await ben.page.evaluate(() => new Promise((resolve, reject) => {
        const join = [...document.querySelectorAll('button')].find((button) => button.textContent.trim() === 'Join');
        const start = performance.now();
        const look = () => {
          const seen = [...document.querySelectorAll('figure video, article video')].some((video) =>
            !/\(you\)/.test(video.closest('figure, article').getAttribute('aria-label') ?? '') && video.getVideoPlaybackQuality().totalVideoFrames > 0);
          const passed = performance.now() - start;
          if (seen) {
            resolve(passed);
          } else if (passed > 15_000) {
            reject(new Error('no frame of anybody else in 15 s'));
          } else {
            requestAnimationFrame(look);
          }
        };
        join.click();
        look();
      })));
      await ben.leave();
      await until('Ben is gone', async () => !(await anna.tileOf('Ben')));
    }
    t.diagnostic(`join to first remote frame: ${times.map((time) => `${Math.round(time)} ms`).join(', ')}`);
    assert.ok(median(times) <= 2500, `join to first remote frame: ${times}`);
  });

  test('a reload goes straight back to the same seat, seen and heard, and nobody sees anybody leave', async (t) => {
    const anna = await (await Participant.open('Anna', 'red')).join(servers.open, 'reload');
    const ben = await (await Participant.open('Ben', 'green')).join(servers.open, 'reload');
    await anna.sees(ben);
    const id = await ben.id();
    const came = await comings(anna);
    await ben.page.getByRole('radio', { name: 'Speaker' }).check({ force: true });

    const start = performance.now();
    await ben.page.reload();
    await ben.button('Leave').first().waitFor();
    t.diagnostic(`in the room ${Math.round(performance.now() - start)} ms after the reload began`);
    await ben.sees(anna);
    await anna.sees(ben);

    assert.equal(await ben.id(), id);
    assert.deepEqual(await comings(anna), came, 'nobody came and nobody left');
    assert.deepEqual((await anna.tiles()).map((tile) => tile.label).sort(), ['Anna (you)', 'Ben']);
    await anna.hearsExactly([ben]);
    assert.ok(await ben.page.getByRole('radio', { name: 'Speaker' }).isChecked(), 'the view is as it was');
  });

  test('after a reload what was off stays off, and what the host muted meanwhile is muted', async () => {
    const server = servers.secured;
    const ticket = (identity, more = {}) => ({ fragment: `#t=${token({ room: 'muted-reload', identity, name: identity, ...more })}` });
    const host = await (await Participant.open('Anna', 'red')).join(server, 'muted-reload', ticket('Anna', { roomAdmin: true }));
    const ben = await (await Participant.open('Ben', 'green')).join(server, 'muted-reload', ticket('Ben'));
    await host.sees(ben);

    await ben.button('Mute').click();
    await ben.button('Stop video').click();
    await ben.button('Start video').waitFor();
    await ben.page.reload();
    await ben.button('Unmute').waitFor();
    await ben.button('Start video').waitFor();
    await ben.sees(host);
    await host.hearsExactly([]);

    await ben.button('Unmute').click();
    await host.hearsExactly([ben]);
    const id = await ben.id();
    await ben.page.goto('about:blank');
    await host.page.evaluate((participant) => window.sluice.room.admin.mute(participant, 'microphone', false), id);
    await ben.page.goBack();
    await ben.button('Unmute').waitFor();
    await ben.page.getByText('The host muted you.').waitFor();
    assert.equal(await ben.id(), id);
    await host.hearsExactly([]);
  });

  test('a reload that finds its place gone says so and asks as before joining', async () => {
    const ben = await (await Participant.open('Ben', 'green')).join(servers.open, 'reload-late', { query: '&mic=0' });
    await ben.page.evaluate(() => {
      addEventListener('pagehide', () => sessionStorage.setItem('sluice.seat.reload-late', 'AAAAAAAAAAAAAAAAAAAAAA '));
    });
    await ben.page.reload();
    await ben.page.getByText('You are not in the meeting any more').waitFor();
    assert.equal(await ben.page.getByLabel('Your name').inputValue(), 'Ben');
    await ben.button('Unmute').waitFor(); // the microphone was off
    await ben.button('Join').click();
    await ben.button('Leave').first().waitFor();
  });

  test('the tile of a killed tab is gone within 10 s', async (t) => {
    const anna = await (await Participant.open('Anna', 'red')).join(servers.open, 'killed');
    const ben = await (await Participant.open('Ben', 'green')).join(servers.open, 'killed');
    await anna.sees(ben);
    const start = performance.now();
    await ben.crash();
    await until("Ben's tile goes", async () => !(await anna.tileOf('Ben')), { seconds: 10 });
    t.diagnostic(`tile gone after ${Math.round(performance.now() - start)} ms`);
  });
}

/** Who came and who left, as this page was told. */
async function comings(person) {
  return (await person.received())
    .filter(({ type }) => type === 'participantJoined' || type === 'participantLeft')
    .map(({ type, participant }) => `${type} ${participant.id ?? participant}`);
}

export async function everyoneSeesEveryone(people, patience) {
  await Promise.all(people.map((person) => Promise.all(people.filter((other) => other !== person).map((other) => person.sees(other, patience)))));
}

/** Each picture of each other decodes at this rate over this time, measured at the receivers, as soon as all senders have got going. */
export async function everyoneDecodes(people, { framesPerSecond, seconds }, t) {
  const looks = [];
  let rates;
  await until(() => `each decodes at least ${framesPerSecond} frames per second: ${JSON.stringify(rates)}`, async () => {
    looks.push(await Promise.all(people.map(async (person) => ({ at: performance.now(), tiles: await person.tiles() }))));
    rates = ratesOf(people, looks, seconds);
    return rates?.every(({ rate }) => rate >= framesPerSecond);
  }, { seconds: GOING_SECONDS, every: 1_000 });
  t.diagnostic(`${people.length} people, frames decoded per second: ${rates.map(({ rate }) => rate.toFixed(1)).join(' ')}, after ${looks.length} looks`);
}

/** Of each other, over the time that ends with the last look; nothing before there was so much of it. */
function ratesOf(people, looks, seconds) {
  const after = looks.at(-1);
  const before = looks.findLast((look) => after.every(({ at }, i) => at - look[i].at >= seconds * 1000));
  return before && people.flatMap((person, i) => people.filter((other) => other !== person).map((other) => {
    const frames = (look) => look[i].tiles.find((tile) => tile.label === other.name)?.frames ?? 0;
    return { at: person.name, of: other.name, rate: ((frames(after) - frames(before)) * 1000) / (after[i].at - before[i].at) };
  }));
}
