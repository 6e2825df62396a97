// What a screen looks like: a picture of it for people, and what a program can judge.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { results } from './paths.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A desk, a telephone, and a desk at 200 %. */
export const SIZES = {
  wide: { width: 1280, height: 800 },
  narrow: { width: 320, height: 640 },
  zoomed: { width: 640, height: 400 },
};

/**
 * Takes pictures of what stands on the screen, `LANGUAGE-SIZE-name.png` for each of `sizes`; it has to be accessible and
 * whole. `prepare` is for what a change of size takes away. The screen is wide afterwards.
 */
export async function look(person, name, { sizes = ['wide', 'narrow'], prepare = async () => {} } = {}) {
  for (const size of sizes) {
    await person.page.setViewportSize(SIZES[size]);
    await prepare();
    const picture = `${person.language}-${size}-${name}`;
    await person.page.evaluate(standsStill);
    await person.page.screenshot({ path: path.join(results, `${picture}.png`) });
    await accessible(person, picture);
    await unclipped(person, picture);
  }
  await person.page.setViewportSize(SIZES.wide);
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
  if (!(await person.page.evaluate(() => 'axe' in window))) {
    await person.page.evaluate(axe);
  }
  // Contrast takes longer than all other rules and does not hang on the language.
  const rules = { 'color-contrast': { enabled: person.language === 'en' } };
  const found = await person.page.evaluate((rules) => window.axe.run(document, { resultTypes: ['violations'], rules }), rules);
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
