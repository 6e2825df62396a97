import assert from 'node:assert/strict';
import test from 'node:test';
import type { ProgramInfo } from '../../../sdk/src/index.ts';
import { rateOf, recentOf } from './program.ts';

function report(runMillis: number, pictures: number): ProgramInfo {
  return { output: { runMillis, pictures } } as ProgramInfo;
}

function rateAfter(...all: readonly (ProgramInfo | null)[]): number | null {
  return rateOf(all.reduce<Parameters<typeof rateOf>[0]>(recentOf, []));
}

test('pictures per second are counted over some seconds', () => {
  assert.equal(rateAfter(report(1_000, 30), report(2_000, 59), report(3_000, 88)), 29);
  assert.equal(rateAfter(report(0, 0), report(2_000, 20), report(6_000, 140), report(8_000, 200)), 30);
});

test('a report beside the others, with a count that is half a second old, changes little', () => {
  const steady = [0, 1, 2, 3, 4].map((second) => report(second * 1_000, second * 10));
  const rate = rateAfter(...steady, report(4_490, 40), report(5_000, 50)) ?? 0;
  assert.ok(Math.abs(rate - 10) < 1, `${rate}`);
  const late = rateAfter(...steady, report(4_490, 40)) ?? 0;
  assert.ok(Math.abs(late - 10) < 1.5, `${late}`);
});

test('reports that are too near, or of different programs, say nothing', () => {
  assert.equal(rateAfter(report(1_000, 30), report(2_900, 87)), null);
  assert.equal(rateAfter(report(60_000, 1_800), report(1_000, 30)), null);
  assert.equal(rateAfter(report(1_000, 1_800), report(4_000, 30)), null);
  assert.equal(rateAfter(null, report(1_000, 30)), null);
  assert.equal(rateAfter(report(1_000, 30), { output: null } as ProgramInfo, report(5_000, 150)), null);
});
