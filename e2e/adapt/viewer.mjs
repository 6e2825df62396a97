import { letRun, until } from '../lib/conditions.mjs';
import { Participant } from '../lib/participant.mjs';
import { shows } from './figures.mjs';
import { encodings } from './replay.mjs';

/** A screen so dense that the pictures of two people are wanted in full, without the cost of drawing it. */
const DENSITY = 2;
const SCREEN = { width: 1280, height: 800 };

/** A new receiver is not held back at first, so a picture that is sharp then need not stay so. */
const SETTLED_SECONDS = 3;
const PATIENCE_SECONDS = 15;

/** Somebody who only watches: comes in without camera. Resolves when all that is sent has come for a while, or with `settled` false. */
export async function watch(stage) {
  const density = (value) => Object.defineProperty(window, 'devicePixelRatio', { value });
  const viewer = await Participant.open('Vera', 'green', { viewport: SCREEN, prepare: density, given: DENSITY });
  await viewer.join(stage.road, stage.room, { quiet: true });
  await until(async () => `Vera sees somebody; tiles ${JSON.stringify(await viewer.tiles())}`,
    async () => (await viewer.tiles()).some((tile) => tile.shown && tile.frames > 0), { seconds: 20 });
  const [full, people] = [encodings.at(-1).height, Object.keys(stage.people).length];
  const start = performance.now();
  let settled = false;
  while (!settled && performance.now() - start < PATIENCE_SECONDS * 1000) {
    await shows(viewer, full, people, PATIENCE_SECONDS);
    await letRun(SETTLED_SECONDS);
    settled = (await shows(viewer, full, people, 0)) < Infinity;
  }
  return { viewer, settled, seconds: (performance.now() - start) / 1000 };
}
