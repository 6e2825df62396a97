// Meetings at the edges: other networks, other browsers, and back after trouble. What is broken is the network between
// real browsers and a real server, by the tests' own proxies.

import { after, afterEach, before, describe } from 'node:test';
import { closeBrowsers } from '../lib/browsers.mjs';
import { Participant } from '../lib/participant.mjs';
import { openRoad } from '../lib/road.mjs';
import { firefox } from './firefox.mjs';
import { networks } from './networks.mjs';
import { trouble } from './trouble.mjs';

/** The road that most tests share, whole at the start of each. */
const roads = {};

describe('edges', { concurrency: 1 }, () => {
  before(async () => {
    roads.shared = await openRoad({ name: 'edges' });
  });
  afterEach(async () => {
    await roads.shared?.repair();
    await Participant.closeAll();
  });
  after(async () => {
    await closeBrowsers();
    await roads.shared?.stop();
  });

  networks(roads);
  trouble(roads);
  firefox(roads);
});
