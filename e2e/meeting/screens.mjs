import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../lib/conditions.mjs';
import { Participant } from '../lib/participant.mjs';

export function screens(servers) {
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
    await anna.button('Leave').waitFor(); // there is a "Mute" before the room too
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

  test('who talks while muted is told what helps, also with single-key shortcuts turned off', async () => {
    const anna = await (await Participant.open('Anna', 'red')).join(servers.open, 'talking');
    await anna.page.keyboard.press('m');
    await anna.page.getByText('You are muted. Hold Space to talk.').waitFor();
    await anna.page.keyboard.press('?');
    await anna.page.getByRole('switch', { name: 'Use single-key shortcuts' }).uncheck({ force: true });
    await anna.page.keyboard.press('Escape');
    await anna.page.getByText('You are muted. Unmute to talk.').waitFor();
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
