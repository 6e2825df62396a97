// A producer runs a program by the console alone: what is pressed there is what the server does, and what it does is seen
// in the monitor.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { until } from '../lib/conditions.mjs';
import { probe } from '../lib/decoded.mjs';
import { faces } from '../lib/media.mjs';
import { startNginx } from '../lib/nginx.mjs';
import { faceOf, Participant } from '../lib/participant.mjs';
import { token } from '../lib/tokens.mjs';
import { Program } from './program.mjs';

const ROOM = 'console';

/** The smallest picture that the console offers. */
const QUALITY = '480p';

/** Of a colour: what the background is below, and letters are above. */
const DARK = 60;
const LIGHT = 180;

/** Where a title is, of the picture. */
const TITLE = [0.4, 0.83, 0.6, 0.96];

export function producing(studio) {
  test('a producer adds a channel, rehearses, arranges the picture, goes live and ends, all in the console', { timeout: 180_000 }, async () => {
    const channel = await startNginx({ key: 'key' });
    try {
      studio.publish(ROOM, 'green');
      const anna = await Participant.open('Anna', 'red', { viewport: { width: 1000, height: 700 } });
      await anna.join(studio.server, ROOM, { fragment: `#t=${token({ room: ROOM, identity: 'anna', name: 'Anna', canGoLive: true, roomRecord: true })}` });
      await anna.page.keyboard.press('l');
      const desk = new Desk(anna, new Program(studio.server, ROOM));
      await desk.panel.locator('select').selectOption(QUALITY);

      await addsChannel(desk, channel);
      await rehearses(desk, channel);
      await arranges(desk);
      await boards(desk);
      await decorates(desk);
      await goesLive(desk, channel);
      await ends(desk);

      const sent = probe(channel.records()[0]);
      assert.deepEqual(sent.streams.map((one) => one.codec_name).sort(), ['aac', 'h264']);
    } finally {
      await channel.stop();
    }
  });
}

/** The console of one person, and what the server says of the same program. */
class Desk {
  constructor(person, program) {
    Object.assign(this, { person, page: person.page, program, panel: person.page.getByRole('group', { name: 'Live', exact: true }) });
  }

  step(name) {
    return this.page.getByRole('group', { name: 'From rehearsal to the end' }).getByRole('button', { name, exact: true });
  }

  dialog() {
    return this.page.getByRole('dialog', { name: 'End the stream?' });
  }

  /** Waits until the server's state is so. */
  async becomes(what, holds, seconds = 15) {
    let last;
    return until(() => `${what}; last seen ${JSON.stringify(last)}`, async () => {
      last = await this.program.state();
      return holds(last);
    }, { seconds, every: 100 });
  }

  async shows(scene) {
    await this.becomes(`the scene is ${JSON.stringify(scene)}`, (now) => Object.entries(scene).every(([what, value]) => now.scene[what] === value));
  }

  async chooses(name, scene) {
    await this.panel.getByRole('radio', { name, exact: true }).check();
    await this.shows(scene);
  }

  async writes(label, text) {
    const field = this.panel.locator('form').filter({ has: this.page.getByLabel(label, { exact: true }) });
    await field.getByRole('textbox').fill(text);
    await field.getByRole('button', { name: 'Show' }).click();
  }

  /** The colours of the monitor at these places, each from 0 to 1. */
  async colours(places) {
    return this.page.evaluate((all) => {
      const video = document.querySelector('.monitor video');
      const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
      const context = canvas.getContext('2d', { willReadFrequently: true });
      context.drawImage(video, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      return all.map(([x, y]) => {
        const at = 4 * (Math.floor(y * canvas.height) * canvas.width + Math.floor(x * canvas.width));
        return [...data.slice(at, at + 3)];
      });
    }, places);
  }

  /** Waits until the monitor shows at each place what is expected there: a face, `dark`, `light`; 'other' is another face than the first. */
  async sees(what, expected) {
    let seen;
    await until(() => `the monitor shows ${what}: ${JSON.stringify(expected)}; saw ${JSON.stringify(seen)}`, async () => {
      const colours = await this.colours(expected.map(([, place]) => place));
      seen = colours.map((colour) => (Math.max(...colour) < DARK ? 'dark' : Math.min(...colour) > LIGHT ? 'light' : faceOf(colour)));
      const people = new Map();
      return expected.every(([who], i) => {
        if (who !== 'one' && who !== 'other') {
          return seen[i] === who;
        }
        people.set(who, people.get(who) ?? seen[i]);
        return ['red', 'green'].includes(seen[i]) && people.get(who) === seen[i] && people.get('one') !== people.get('other');
      });
    }, { seconds: 20, every: 100 });
  }

  /** Waits until letters stand in a part of the monitor, or none: they are light, and not all of it is. */
  async reads(what, [left, top, right, bottom], letters = true) {
    const places = [];
    for (let y = top; y < bottom; y += 0.004) {
      for (let x = left; x < right; x += 0.004) {
        places.push([x, y]);
      }
    }
    let share;
    await until(() => `${what}; ${share} is light`, async () => {
      const colours = await this.colours(places);
      share = colours.filter((colour) => Math.min(...colour) > LIGHT).length / places.length;
      return letters ? share > 0.01 && share < 0.5 : share === 0;
    }, { seconds: 20, every: 100 });
  }
}

async function addsChannel({ page, panel, program }, channel) {
  await panel.getByRole('button', { name: 'Add destination' }).click();
  const form = panel.getByRole('form', { name: 'Add destination' });
  const url = form.getByLabel('Server URL');
  const add = async (address, key) => {
    await url.fill(address);
    await form.getByLabel('Stream key').fill(key);
    await form.getByRole('button', { name: 'Add destination' }).click();
  };
  for (const [address, words] of [
    ['http://127.0.0.1/live', 'Enter an address that begins with rtmp://, rtmps:// or srt://.'],
    ['rtmp://10.1.2.3/live', 'This address cannot be used: The server is in a private network, which this server may not send to (egress.allowedNetworks).'],
    ['rtmp://127.0.0.1', 'This address cannot be used: It needs a server and an application, and the key may have letters, digits and signs only.'],
  ]) {
    await add(address, 'key');
    await form.getByText(words, { exact: true }).waitFor();
    assert.equal(await url.getAttribute('aria-invalid'), 'true', address);
  }
  assert.deepEqual((await program.state()).destinations, []);

  await add(`${channel.url}/${channel.key}`, ''); // as platforms show it, in one
  await form.waitFor({ state: 'detached' });
  await panel.getByRole('listitem').filter({ hasText: '127.0.0.1' }).getByText('Ready', { exact: true }).waitFor();
  const [added] = (await program.state()).destinations;
  assert.equal(added.url, channel.url);
  assert.ok(!(await page.content()).includes(`${channel.url}/${channel.key}`), 'the key is not shown');
}

async function rehearses(desk, channel) {
  await desk.step('Rehearse').click();
  await desk.becomes('both are in the program', ({ state, output }) => state === 'running' && output?.people === 2, 30);
  await desk.panel.getByText('Rehearsal', { exact: true }).waitFor();
  await until('the monitor plays', () => desk.page.evaluate(() => document.querySelector('.monitor video').currentTime > 0.3), { seconds: 25 });
  assert.deepEqual(channel.asked, [], 'nothing is sent yet');
}

/** Each layout puts both people where no other does. */
async function arranges(desk) {
  await desk.sees('two in a grid', [['one', [0.3, 0.5]], ['other', [0.8, 0.5]], ['dark', [0.5, 0.1]], ['dark', [0.5, 0.9]]]);
  await desk.chooses('Speaker', { layout: 'speaker' });
  await desk.sees('one large, another small', [['one', [0.1, 0.3]], ['one', [0.7, 0.6]], ['other', [0.9, 0.5]], ['dark', [0.9, 0.1]]]);
  await desk.chooses('Side by side', { layout: 'side_by_side' });
  await desk.sees('two halves', [['one', [0.1, 0.4]], ['one', [0.4, 0.6]], ['other', [0.6, 0.4]], ['other', [0.9, 0.6]]]);
  await desk.chooses('Slides', { layout: 'screen' });
  await desk.chooses('Solo', { layout: 'solo' });
  await desk.sees('one alone', [['one', [0.1, 0.3]], ['one', [0.9, 0.3]], ['one', [0.9, 0.75]], ['one', [0.5, 0.5]]]);
}

async function boards(desk) {
  await desk.chooses('Hold', { slate: 'hold' });
  await desk.writes('Words on the board', 'Back at nine');
  await desk.shows({ slateText: 'Back at nine' });
  await desk.reads('the board has words', [0.2, 0.4, 0.8, 0.6]);
  await desk.sees('nothing else', [[0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]].map((place) => ['dark', place]));
  await desk.chooses('None', { slate: 'none' });
  await desk.sees('the picture again', [['one', [0.1, 0.3]], ['one', [0.9, 0.75]]]);
}

async function decorates(desk) {
  const { panel } = desk;
  const file = panel.locator('input[type=file]');
  await file.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await panel.getByText('This file is not a picture that can be shown.').waitFor();
  await file.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: png('blue') });
  await desk.writes('Title', 'Lesson 7');
  await desk.shows({ title: 'Lesson 7' });
  await desk.reads('there is a title', TITLE);
  await desk.sees('a logo', [['blue', [0.93, 0.1]], ['one', [0.1, 0.3]]]);

  await panel.getByRole('button', { name: 'Remove logo' }).click();
  await desk.writes('Title', '');
  await desk.shows({ logo: null, title: '' });
  await desk.reads('the title is gone', TITLE, false);
  await desk.sees('no logo', [['one', [0.93, 0.1]], ['one', [0.1, 0.3]]]);

  await panel.getByLabel('Show names').uncheck();
  await panel.getByLabel('Program sound off').check();
  await desk.shows({ names: false, muted: true, layout: 'solo', title: '' });
}

async function goesLive(desk, channel) {
  await desk.page.getByRole('button', { name: 'Record', exact: true }).click();
  await desk.step('Go live').click();
  const row = desk.panel.getByRole('listitem').filter({ hasText: '127.0.0.1' });
  await row.getByText('Sending, not confirmed yet').waitFor({ timeout: 20_000 });
  assert.deepEqual(channel.asked, [channel.key]);
  await row.getByRole('button', { name: 'I see it' }).click();
  await row.getByText('Live confirmed').waitFor();
  await desk.panel.getByText('On air', { exact: true }).waitFor();
}

/** Ending asks; who only wants to rehearse again goes on recording. */
async function ends(desk) {
  const choose = async (name) => {
    await desk.step('End stream').click();
    await desk.dialog().getByRole('button', { name, exact: true }).click();
    await desk.dialog().waitFor({ state: 'detached' });
  };
  await choose('Cancel');
  const still = await desk.program.state();
  assert.ok(still.live && still.recording.state === 'recording');
  await choose('Back to rehearsal');
  await desk.becomes('it is a rehearsal again', ({ live, state, recording }) => !live && state === 'running' && recording.state === 'recording');
  await desk.panel.getByText('Rehearsal', { exact: true }).waitFor();
  await desk.panel.getByRole('listitem').filter({ hasText: '127.0.0.1' }).getByText('Ready', { exact: true }).waitFor();
  await choose('End stream');
  await desk.becomes('there is no program', ({ state }) => state === 'none');
  await desk.panel.getByText('Nothing is running yet.', { exact: false }).waitFor();
  await desk.panel.getByRole('link', { name: /^Download the recording/ }).waitFor();
}

/** A picture of one colour. */
const png = (face) => execFileSync('ffmpeg', [
  '-v', 'error', '-f', 'lavfi', '-i', `color=c=${faces[face].colour.replace('#', '0x')}:size=120x80`, '-frames:v', '1', '-f', 'image2pipe', '-c:v', 'png', '-',
]);
