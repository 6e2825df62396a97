// What everybody in a meeting is told by the lamps is what is really sent and written, not what was asked for.

import assert from 'node:assert/strict';
import { until } from '../lib/conditions.mjs';

const REC = 'This meeting is being recorded';
const SENDING = 'On air, not confirmed yet';
const CONFIRMED = 'On air, confirmed';

/**
 * Records a program and sends it to a channel that is not there yet, is there, is gone and back, and ends it after
 * `meanwhile`: the lamps of everybody's page follow, and never run ahead.
 */
export async function tell(program, channel, people, meanwhile) {
  await Promise.all(people.map(note));
  const show = (lamps, notBefore = 0) => Promise.all(people.map((person) => shows(person, lamps, notBefore)));
  const sends = ({ destinations: [{ state }] }) => state === 'sending' || state === 'confirmed';

  await show([]);
  await program.change({ recording: true });
  await show([REC], await becomes(program, 'it is written', ({ recording }) => recording.bytes > 0));

  await channel.kill();
  const id = await program.addDestination('Channel', channel);
  await program.change({ live: true });
  await program.reaches(id, 'retrying');
  await channel.start();
  await show([REC, SENDING], await becomes(program, 'it is sent', sends));
  await program.confirm(id);
  await show([REC, CONFIRMED]);

  await channel.kill();
  await show([REC], await becomes(program, 'it is sent no longer', (state) => !sends(state)));
  await channel.start();
  await show([REC, SENDING], await becomes(program, 'it is sent again', sends));
  await meanwhile();
  for (const person of people) {
    assert.deepEqual((await noted(person)).map(({ lamps }) => lamps), [[], [REC], [REC, SENDING], [REC, CONFIRMED], [REC], [REC, SENDING]], person.name);
  }
  await program.stop();
  await show([]);
}

/** Lets a page note itself when its lamps change: who looks now and then is late. */
async function note(person) {
  await person.page.evaluate(() => {
    const noted = window.__lamps = [];
    const look = () => {
      const lit = [...document.querySelectorAll('.lamp[role=img]')].filter((lamp) => lamp.checkVisibility());
      const lamps = lit.map((lamp) => lamp.getAttribute('aria-label'));
      if (lamps.join() !== noted.at(-1)?.lamps.join()) {
        noted.push({ at: Date.now(), lamps });
      }
    };
    look();
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
}

const noted = (person) => person.page.evaluate(() => window.__lamps);

/** Waits until a page shows these lamps and no other; it may not have done so before there was a reason. */
async function shows(person, lamps, notBefore) {
  let last;
  await until(() => `${person.name} sees ${lamps.join(', ') || 'no lamp'}; saw ${JSON.stringify(last)}`, async () => {
    last = (await noted(person)).at(-1);
    return last.lamps.join() === lamps.join();
  });
  assert.ok(last.at >= notBefore, `${person.name} saw ${lamps} ${notBefore - last.at} ms before it was so`);
}

/** Waits until a program is so; when it was asked last and was not. */
async function becomes(program, what, holds) {
  let last;
  let before = 0;
  await until(() => `${what}; last seen ${JSON.stringify(last)}`, async () => {
    const asked = Date.now();
    last = await program.state();
    if (!holds(last)) {
      before = asked;
    }
    return holds(last);
  }, { seconds: 25 });
  return before;
}
