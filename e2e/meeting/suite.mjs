// People meet: what two to five browsers see and hear of each other through the server.

import { after, afterEach, before, describe } from 'node:test';
import { closeBrowsers } from '../lib/browsers.mjs';
import { Participant } from '../lib/participant.mjs';
import { startServer } from '../lib/server.mjs';
import { keyId, secret } from '../lib/tokens.mjs';
import { codecs } from './codecs.mjs';
import { controls } from './controls.mjs';
import { rights } from './rights.mjs';
import { rooms } from './rooms.mjs';
import { screens } from './screens.mjs';

/** The servers of this suite: one open to everybody on this machine, one that asks for tokens. */
const servers = {};

describe('meeting', { concurrency: 1 }, () => {
  before(async () => {
    servers.open = await startServer({ name: 'meeting-open' });
    servers.secured = await startServer({
      name: 'meeting-secured',
      environment: { SLUICE_AUTH_KEYS: `${keyId}:${secret}` },
    });
  });
  afterEach(() => Participant.closeAll());
  after(async () => {
    await closeBrowsers();
    await Promise.all(Object.values(servers).map((server) => server.stop()));
  });

  rooms(servers);
  controls(servers);
  rights(servers);
  codecs(servers);
  screens(servers);
});
