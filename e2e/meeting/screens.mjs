import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../lib/conditions.mjs';
import { look } from '../lib/look.mjs';
import { Participant } from '../lib/participant.mjs';
import { token } from '../lib/tokens.mjs';

const sizes = {
  wide: { viewport: { width: 1280, height: 800 } },
  narrow: { viewport: { width: 320, height: 640 } },
  zoomed: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
};

export function screens(servers) {
  for (const language of ['en', 'zh']) {
    for (const [size, frame] of Object.entries(sizes)) {
      test(`every screen, panel, menu and dialog is accessible and fits, ${size} (${language})`, async () => {
        const room = `look-${language}-${size}`;
        const ticket = (name, more) => `#t=${token({ room, identity: name, name, ...more })}`;
        const other = await (await Participant.open('Ben', 'green')).join(servers.secured, room, { fragment: ticket('Ben') });
        const host = await Participant.open(language === 'en' ? 'Anna' : '王老师', 'red', { language, ...frame });
        const say = host.words;
        const screen = (name) => look(host, `${language}-${size}-${name}`);
        await host.load(`${servers.secured.url}/`);
        await host.page.getByRole('textbox').first().waitFor();
        await screen('start');
        await host.load(servers.secured.room(room, `?name=${encodeURIComponent(host.name)}&debug=1${ticket(host.name, { roomAdmin: true })}`));
        await until('the preview shows', () => host.page.evaluate(() => document.querySelector('main video')?.videoWidth > 0));
        assert.equal(await host.page.getByText(/Nobody is here|还没有人/).count(), 0, 'nobody claims to know who is inside');
        await screen('prejoin');
        await host.button(say.join).click();
        await host.sees(other);
        await screen('room');
        await host.button(new RegExp(`^${say.chat}`)).first().click();
        await host.page.getByRole('log').waitFor();
        await screen('chat');
        await inTheRoom(host, screen);
        await host.button(say.leave).click();
        await host.page.getByRole('dialog').waitFor();
        await screen('leave');
        await host.button(say.leaveMeeting).click();
        await host.page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
        await screen('end');
        await host.load(`${servers.secured.url}/r/not%20a%20room`);
        await screen('not-found');
      });
    }
  }

  test('the language is the browser\'s until another is chosen, and stays chosen', async () => {
    const anna = await Participant.open('Anna', 'red');
    await anna.load(`${servers.open.url}/`);
    await anna.page.getByLabel('Room name or link').waitFor();
    await anna.page.getByRole('radio', { name: '简体中文' }).check({ force: true });
    await anna.page.getByLabel('会议号或链接').waitFor();
    assert.equal(await anna.page.locator('html').getAttribute('lang'), 'zh-CN');
    await anna.page.reload();
    await anna.page.getByLabel('会议号或链接').fill('高一3班-数学');
    await anna.page.keyboard.press('Enter');
    await anna.button('加入会议').waitFor();
    assert.equal(decodeURIComponent(new URL(anna.page.url()).pathname), '/r/高一3班-数学');
    await anna.page.getByRole('radio', { name: 'English' }).check({ force: true });
    await anna.button('Join').waitFor();
  });

  test('the name is remembered, and without one nobody joins', async () => {
    const anna = await Participant.open('Anna', 'red');
    await anna.load(servers.open.room('remember'));
    const field = anna.page.getByLabel('Your name');
    assert.equal(await field.inputValue(), '');
    assert.ok(await field.evaluate((element) => element === document.activeElement), 'the focus is where the name is missing');
    await anna.button('Join').click();
    await anna.page.getByRole('alert').filter({ hasText: 'Please enter your name.' }).waitFor();
    await field.fill('Anna');
    await anna.button('Join').click();
    await anna.button('Leave').first().waitFor();
    await anna.leave();
    await anna.load(servers.open.room('another-day'));
    await until('the name is there', async () => (await field.inputValue()) === 'Anna');
    assert.equal(await anna.page.evaluate(() => document.activeElement.textContent.trim()), 'Join');
  });

  test('the microphone level on the pre-join page moves with the voice', async () => {
    const anna = await Participant.open('Anna', 'red');
    await anna.load(servers.open.room('level', '?name=Anna'));
    await anna.page.getByText('Devices', { exact: true }).click();
    const meter = anna.page.getByRole('meter', { name: 'Microphone level' }).first();
    await meter.waitFor();
    const seen = new Set();
    await until('the level goes up and down with a pulsed tone', async () => {
      seen.add(Number(await meter.getAttribute('aria-valuenow')));
      return Math.max(...seen) - Math.min(...seen) >= 20;
    }, { every: 60 });
  });

  test('where the browser plays no sound by itself, one tap does it', async () => {
    const ben = await (await Participant.open('Ben', 'green')).join(servers.open, 'tap');
    const anna = await Participant.open('Anna', 'red');
    await anna.page.addInitScript(() => {
      const { play } = HTMLMediaElement.prototype;
      let tapped = false;
      addEventListener('click', (event) => {
        tapped ||= event.target.closest('button')?.textContent.includes('Tap to hear') ?? false;
      }, { capture: true });
      HTMLMediaElement.prototype.play = function () {
        if (this.muted || tapped) {
          return play.call(this);
        }
        this.autoplay = false;
        this.pause();
        return Promise.reject(new DOMException('no gesture yet', 'NotAllowedError'));
      };
    });
    await anna.join(servers.open, 'tap');
    await anna.button('Tap to hear the meeting').waitFor();
    await anna.hearsExactly([]);
    await anna.button('Tap to hear the meeting').click();
    await anna.button('Tap to hear the meeting').waitFor({ state: 'detached' });
    await anna.hearsExactly([ben]);
  });

  test('join, mute, hand and leave by keyboard alone', async () => {
    const anna = await Participant.open('Anna', 'red');
    await anna.load(servers.open.room('keys', '?name=Anna'));
    await until('Join can be pressed', () => anna.button('Join').isEnabled());
    await tabTo(anna, 'Join');
    await anna.page.keyboard.press('Enter');
    await anna.button('Mute').waitFor();
    await tabTo(anna, 'Mute');
    await anna.page.keyboard.press('Enter');
    await anna.button('Unmute').waitFor();
    await tabTo(anna, 'Raise hand');
    await anna.page.keyboard.press('Space');
    await anna.button('Lower hand').waitFor();
    await tabTo(anna, 'Leave');
    await anna.page.keyboard.press('Enter');
    await until('the room is left', async () => {
      if (await anna.button('Leave meeting').isVisible()) {
        await tabTo(anna, 'Leave meeting');
        await anna.page.keyboard.press('Enter');
      }
      return !(await anna.button('Unmute').isVisible());
    });
  });

  test('who refuses the devices, or has none, is told what to do and can listen', async () => {
    const ben = await (await Participant.open('Ben', 'green')).join(servers.open, 'listen');
    for (const [media, text] of [['denied', /blocking|allow/i], ['none', /No (microphone|camera)|found/i]]) {
      const anna = await Participant.open(media, 'red', { media });
      await anna.load(servers.open.room('listen', `?name=${media}&debug=1`));
      await anna.page.getByText(text).first().waitFor();
      await until('Join can be pressed', () => anna.button('Join').isEnabled());
      await anna.button('Join').click();
      await anna.sees(ben);
      await anna.hearsExactly([ben]);
    }
  });
}

/** All that a host can open in a meeting, one after the other. */
async function inTheRoom(host, screen) {
  const { page, words: say } = host;
  const press = async (key) => {
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press(key);
  };
  const panel = page.getByRole('complementary');
  await press('p');
  await panel.getByText('Ben').waitFor();
  await screen('people');
  await panel.getByRole('button', { name: /Ben/ }).click();
  await page.getByRole('menu').waitFor();
  await screen('host-menu');
  await page.keyboard.press('Escape');
  await press('n');
  await until('there are figures', async () => (await panel.getByRole('definition').count()) > 3);
  await screen('stats');
  await press('n');
  await panel.waitFor({ state: 'detached' });
  await press('?');
  await page.getByRole('dialog').waitFor();
  await screen('shortcuts');
  await page.keyboard.press('Escape');
  await host.button(say.more).click();
  await page.getByRole('menu').waitFor();
  await screen('more');
  await page.getByRole('menuitem', { name: say.devices }).click();
  await page.getByRole('dialog').waitFor();
  await screen('devices');
  await page.keyboard.press('Escape');
  if (await host.button(say.share).isVisible()) {
    await host.button(say.share).click();
    await page.getByRole('dialog').waitFor();
    await screen('share');
    await page.keyboard.press('Escape');
  }
}

async function tabTo(person, name) {
  for (let presses = 0; presses < 60; presses++) {
    const focused = await person.page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent?.trim();
    });
    if (focused === name) {
      return;
    }
    await person.page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reaches "${name}"`);
}
