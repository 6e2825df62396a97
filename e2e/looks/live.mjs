// The console of a live stream and the page to watch it at, while a program really runs.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../lib/conditions.mjs';
import { look, SIZES } from '../lib/look.mjs';
import { startNginx } from '../lib/nginx.mjs';
import { Participant } from '../lib/participant.mjs';
import { freeTcpPort } from '../lib/server.mjs';
import { token } from '../lib/tokens.mjs';
import { Program } from '../live/program.mjs';

const ROOM = '高一3班-数学';

/** What is seen costs more than what is looked for: browsers paint without a GPU, on two processors that the program uses too. */
const SMALL = { width: 640, height: 360, framesPerSecond: 10, bitrateBps: 400_000 };
const FACE = 'red';

const words = {
  en: { name: 'Anna', rehearse: 'Rehearse', go: 'Go live', record: 'Record', stop: 'Stop recording', end: 'End stream', cancel: 'Cancel', remove: /^Delete the recording/, download: /^Download the recording/, retrying: /Retrying/, sending: 'Sending, not confirmed yet', ended: 'The stream has ended', waiting: 'The program has not begun yet' },
  zh: { name: '王老师', go: '开始直播', record: '录制', stop: '停止录制', end: '结束直播', cancel: '取消', remove: /^删除.*的录制/, download: /^下载.*的录制/, retrying: /重试/, sending: '正在推流（待确认）', ended: '直播已结束', waiting: '直播尚未开始' },
};

export function live(places) {
  test('the console of a live stream is accessible and fits, whatever happens there', { timeout: 180_000 }, async () => {
    const { server } = places.programs;
    const channel = await startNginx({ key: 'key' });
    try {
      const people = [];
      for (const language of ['en', 'zh']) {
        people.push(await producer(server, language));
      }
      const [anna, wang] = people;
      const all = (name) => looks(people, name);
      await all('idle');

      const program = new Program(server, ROOM);
      await program.start({ video: SMALL });
      await Promise.all(people.map((one) => plays(one)));
      await all('rehearsing');

      await program.addDestination('视频号', channel);
      await program.addDestination('School channel', { url: `rtmp://127.0.0.1:${await freeTcpPort()}/live`, key: 'key-of-the-school' });
      await wang.button(words.zh.record).click();
      await wang.button(words.zh.go).click();
      for (const one of people) {
        await one.page.locator('.destination').getByText(one.say.sending).waitFor();
        await one.page.locator('.destination').getByText(one.say.retrying).first().waitFor();
      }
      await all('on-air');
      for (const one of people) {
        await one.button(one.say.end).click();
        await one.page.getByRole('dialog').waitFor();
      }
      await looks(people, 'end', { sizes: ['narrow'] });
      for (const one of people) {
        await one.page.getByRole('dialog').getByRole('button', { name: one.say.cancel }).click();
      }

      await anna.button(words.en.stop).click();
      await looks(people, 'recordings', { prepare: (one) => one.button(one.say.remove).scrollIntoViewIfNeeded() });
      for (const one of people) {
        await one.button(one.say.remove).click();
        await one.page.getByRole('dialog').waitFor();
      }
      await looks(people, 'delete', { sizes: ['narrow'] });
      wang.expects(/404 .*\/api\/recordings\//); // finds it deleted already
      for (const one of people) {
        await one.page.getByRole('dialog').locator('button.danger').click();
        await one.page.getByRole('link', { name: one.say.download }).waitFor({ state: 'detached' });
      }
      await program.stop();
    } finally {
      await channel.stop();
    }
  });
}

export function watching(places) {
  test('the page to watch a program is accessible and fits, while it runs and after', { timeout: 120_000 }, async () => {
    const { server } = places.programs;
    const room = '直播';
    await (await Participant.open('Ben', 'green')).join(server, room, { fragment: `#t=${token({ room, identity: 'ben', name: 'Ben' })}` });
    const program = new Program(server, room);
    await program.start({ video: SMALL });
    const watch = await until('it can be watched', async () => (await program.state()).watch);
    const capability = new URL(watch, server.url).searchParams.get('t');
    const viewers = [];
    for (const language of Object.keys(words)) {
      const viewer = await Participant.open('Viewer', FACE, { language, viewport: SIZES.wide, media: 'none' });
      viewers.push(viewer);
      await viewer.load(server.room(room, `/watch#t=${capability}`));
      await until('it plays', () => viewer.page.evaluate(() => document.querySelector('video')?.currentTime > 0.5), { seconds: 20 });
      await look(viewer, 'watch-playing');
    }
    await program.stop();
    for (const viewer of viewers) {
      const { ended, waiting } = words[viewer.language];
      await viewer.page.getByText(ended).waitFor({ timeout: 20_000 });
      await look(viewer, 'watch-ended');
      await viewer.page.reload();
      await viewer.page.getByText(waiting).waitFor();
      await look(viewer, 'watch-waiting', { sizes: ['narrow'] });
    }
  });
}

/** Offered to whoever runs the program, and to be read in both languages. */
export function untouched(places) {
  test('the only camera can go out as it comes when it is H.264', { timeout: 120_000 }, async () => {
    const { server } = places.programs;
    const room = 'as-it-comes';
    const people = [
      await producer(server, 'en', { room, query: '&codec=h264' }),
      await producer(server, 'zh', { room }),
    ];
    const choiceOf = (one) => one.page.locator('.live-console select');
    for (const one of people) {
      const option = choiceOf(one).locator('option[value=untouched]');
      await option.waitFor({ state: 'attached', timeout: 20_000 });
      assert.match(await option.textContent(), /Anna/);
      await choiceOf(one).selectOption('untouched');
    }
    await looks(people, 'untouched', { prepare: (one) => choiceOf(one).scrollIntoViewIfNeeded() });

    await people[0].button(words.en.rehearse).click();
    const program = new Program(server, room);
    await until('it runs', async () => (await program.state()).state === 'running', { seconds: 20 });
    assert.ok((await program.state()).passthrough);
    await program.stop();
  });
}

async function producer(server, language, { room = ROOM, query = '' } = {}) {
  const say = words[language];
  const one = await Participant.open(say.name, FACE, { language, viewport: SIZES.wide });
  await one.page.emulateMedia({ reducedMotion: 'reduce' }); // level meters never rest
  one.say = say;
  one.language = language;
  await one.join(server, room, { query, fragment: `#t=${token({ room, identity: language, name: say.name, canGoLive: true, roomRecord: true })}`, quiet: language === 'zh' });
  await one.page.keyboard.press('l');
  await one.page.locator('.live-console').waitFor();
  return one;
}

const plays = (one) => until('the monitor plays', () => one.page.evaluate(() => document.querySelector('.monitor video')?.currentTime > 0.3), { seconds: 25 });

async function looks(people, name, { prepare, ...more } = {}) {
  for (const one of people) {
    await look(one, `live-${name}`, { ...more, prepare: prepare && (() => prepare(one)) });
  }
}
