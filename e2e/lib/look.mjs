// What a screen looks like: a picture of it for people, and what a program can judge.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { results } from './paths.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Takes a picture named `name`; the screen has to be accessible and whole. */
export async function look(person, name) {
  await person.page.evaluate(standsStill);
  await person.page.screenshot({ path: path.join(results, `${name}.png`) });
  await accessible(person, name);
  await unclipped(person, name);
}

/**
 * Resolves when two frames in a row begin with nothing on the move, or after 3 s: a level meter never rests. What turns
 * for ever does not count.
 */
async function standsStill() {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const moves = ({ effect, playState }) => playState === 'running' && Number.isFinite(effect?.getComputedTiming().endTime ?? 0);
  const end = performance.now() + 3_000;
  for (let still = 0; still < 2 && performance.now() < end; still++) {
    await frame();
    await frame();
    const all = document.getAnimations().filter(moves);
    if (all.length > 0) {
      still = -1;
      await Promise.race([Promise.allSettled(all.map(({ finished }) => finished)), pause(500)]);
    }
  }
}

async function accessible(person, screen) {
  // Injected by the test's own channel, which the page's content security policy does not bind.
  await person.page.evaluate(axe);
  const found = await person.page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const bad = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(bad.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`), [], screen);
}

/** Nothing sticks out of the page sideways, and no control's words are cut off. */
async function unclipped(person, screen) {
  const faults = await person.page.evaluate(() => {
    const found = [];
    if (document.documentElement.scrollWidth > window.innerWidth) {
      found.push(`the page is ${document.documentElement.scrollWidth} px wide in ${window.innerWidth}`);
    }
    for (const element of document.querySelectorAll('button, input, select, h1, h2, label, a')) {
      const box = element.getBoundingClientRect();
      if (box.width > 0 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
        && (box.left < -1 || box.right > window.innerWidth + 1) && !element.closest('[data-scrolls]')) {
        found.push(`outside: ${element.outerHTML.slice(0, 120)}`);
      }
      if (element.tagName === 'BUTTON' && element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflow !== 'visible') {
        found.push(`cut off: ${element.outerHTML.slice(0, 120)}`);
      }
    }
    return found;
  });
  assert.deepEqual(faults, [], screen);
}
