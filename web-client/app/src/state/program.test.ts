import assert from 'node:assert/strict';
import test from 'node:test';
import type { ProgramInfo } from '../../../sdk/src/index.ts';
import { rateOf } from './program.ts';

function after(runMillis: number, pictures: number): ProgramInfo {
  return { output: { runMillis, pictures } } as ProgramInfo;
}

test('pictures per second are counted between two reports', () => {
  assert.equal(rateOf(after(1_000, 30), after(2_000, 59)), 29);
});

test('reports that are too near, or of different programs, say nothing', () => {
  assert.equal(rateOf(after(1_000, 30), after(1_100, 33)), null);
  assert.equal(rateOf(after(60_000, 1_800), after(1_000, 30)), null);
  assert.equal(rateOf(after(1_000, 1_800), after(2_000, 30)), null);
  assert.equal(rateOf(null, after(1_000, 30)), null);
  assert.equal(rateOf(after(1_000, 30), { output: null } as ProgramInfo), null);
});
