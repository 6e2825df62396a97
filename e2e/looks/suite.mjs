// Every screen as people see it, in both languages, wide and narrow: accessible, whole, and kept as pictures in the
// results to look at.

import { after, afterEach, before, describe } from 'node:test';
import { closeBrowsers } from '../lib/browsers.mjs';
import { Participant } from '../lib/participant.mjs';
import { openRoad } from '../lib/road.mjs';
import { startServer } from '../lib/server.mjs';
import { keyId, secret } from '../lib/tokens.mjs';
import { adminToken } from '../live/program.mjs';
import { live, untouched, watching } from './live.mjs';
import { screens } from './screens.mjs';
import { trouble } from './trouble.mjs';

/** The server whose screens are looked at, and a road to one that can be broken. */
const places = {};

/** A server that makes programs. */
async function programs() {
  const server = await startServer({
    name: 'looks-programs',
    environment: {
      SLUICE_AUTH_KEYS: `${keyId}:${secret}`,
      SLUICE_AUTH_ADMIN_TOKEN: adminToken,
      SLUICE_EGRESS_ENABLED: 'true',
      SLUICE_EGRESS_ALLOWED_NETWORKS: '127.0.0.0/8',
      SLUICE_EGRESS_MAX_CPU_PERCENT: '100',
    },
  });
  return { server, stop: () => server.stop() };
}

describe('looks', { concurrency: 1 }, () => {
  before(async () => {
    places.server = await startServer({ name: 'looks', environment: { SLUICE_AUTH_KEYS: `${keyId}:${secret}` } });
    places.programs = await programs();
    places.road = await openRoad({ name: 'looks-road' });
  });
  afterEach(async () => {
    await places.road?.repair();
    await Participant.closeAll();
  });
  after(async () => {
    await closeBrowsers();
    await Promise.all(Object.values(places).map((place) => place.stop()));
  });

  screens(places);
  live(places);
  watching(places);
  untouched(places);
  trouble(places);
});
