// What a receiver gets over a bad network: two publishers replay simulcast, a browser receives through a shaped path.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, afterEach, before, describe, test } from 'node:test';
import { closeBrowsers } from '../lib/browsers.mjs';
import { seeded } from '../lib/link.mjs';
import { Participant } from '../lib/participant.mjs';
import { openRoad } from '../lib/road.mjs';
import { firefox } from './firefox.mjs';
import { losses } from './losses.mjs';
import { narrow } from './narrow.mjs';
import { replay } from './replay.mjs';
import { sender } from './sender.mjs';

/** The same packets are not lost each time, for they do not come in the same order, but as many. */
const SEED = 5;

/** The road to one server, whole at the start of each test, and who sends there. */
const stage = {
  room: 'stage',
  /** Who replays, and the colour of the picture. */
  people: { Rosa: 'red', Bert: 'blue' },
};

describe('adapt', { concurrency: 1 }, () => {
  before(async () => {
    stage.road = await openRoad({
      name: 'adapt',
      random: seeded(SEED),
      // Over TCP a browser would escape from what the tests do to UDP.
      environment: { SLUICE_MEDIA_ADAPT: 'true', SLUICE_MEDIA_TCP_PORT: '0' },
    });
    stage.replayed = await replay(stage.road, stage.room, stage.people);
  });
  afterEach(async () => {
    await stage.road?.repair();
    await Participant.closeAll();
  });
  after(async () => {
    await closeBrowsers();
    await stage.replayed?.stop();
    await stage.road?.stop();
  });

  narrow(stage);
  losses(stage);
  sender(stage);
  firefox(stage);

  // Here because the replaying publishers need the benchmarks to be built.
  test('the benchmarks start from what is packaged', () => {
    for (const command of ['forward', 'join', 'egress']) {
      const help = execFileSync('./sluice', ['bench', command, '--help'], { encoding: 'utf8' });
      assert.match(help, new RegExp(`^Usage: bench ${command} `, 'm'));
    }
  });
});
