import { test } from 'node:test';
import { until } from '../lib/conditions.mjs';
import { look } from '../lib/look.mjs';
import { Participant, words } from '../lib/participant.mjs';

export function screens(servers) {
  for (const language of ['en', 'zh']) {
    test(`every screen is accessible and fits 320 px and 200 % zoom (${language})`, async () => {
      const other = await (await Participant.open('Ben', 'green')).join(servers.open, `look-${language}`);
      const say = words[language];
      for (const [size, frame] of Object.entries({
        wide: { viewport: { width: 1280, height: 800 } },
        narrow: { viewport: { width: 320, height: 640 } },
        zoomed: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
      })) {
        const person = await Participant.open(language === 'en' ? 'Anna' : '王老师', 'red', { language, ...frame });
        const screen = (name) => look(person, `${language}-${size}-${name}`);
        await person.load(`${servers.open.url}/`);
        await person.page.getByRole('textbox').first().waitFor();
        await screen('start');
        await person.load(servers.open.room(`look-${language}`, `?name=${encodeURIComponent(person.name)}&debug=1`));
        await until('Join can be pressed', () => person.button(say.join).isEnabled());
        await screen('prejoin');
        await person.button(say.join).click();
        await person.sees(other);
        await screen('room');
        await person.page.getByRole('button', { name: new RegExp(`^${say.chat}`) }).first().click();
        await person.page.getByRole('log').waitFor();
        await screen('chat');
        await person.context.close();
      }
    });
  }

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
