import assert from 'node:assert/strict';
import test from 'node:test';
import { type Area, bestGrid, focusLayout, pageCapacity, type Rect } from './stageLayout.ts';

const AREAS: readonly Area[] = [
  { width: 1280, height: 620 },
  { width: 374, height: 700 },
  { width: 304, height: 480 },
  { width: 900, height: 300 },
];

function assertInside(rects: readonly Rect[], area: Area): void {
  for (const [i, a] of rects.entries()) {
    assert.ok(a.x >= 0 && a.y >= 0 && a.width > 0 && a.height > 0, `tile ${i} is a place`);
    assert.ok(a.x + a.width <= area.width + 1 && a.y + a.height <= area.height + 1, `tile ${i} lies inside`);
    for (const b of rects.slice(i + 1)) {
      const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
      assert.ok(apart, 'tiles do not overlap');
    }
  }
}

for (const area of AREAS) {
  for (let count = 1; count <= 25; count++) {
    test(`${count} tiles fit into ${area.width} × ${area.height} without overlapping`, () => {
      const { rects } = bestGrid(count, area);
      assert.equal(rects.length, count);
      assertInside(rects, area);
    });
  }
  test(`large and small tiles fit into ${area.width} × ${area.height}`, () => {
    for (const focused of [1, 2]) {
      for (const others of [0, 1, 3, 12]) {
        const { focus, strip } = focusLayout(focused, others, area);
        assert.equal(focus.length, focused);
        assert.ok(strip.length <= others && (others === 0 || strip.length > 0));
        assertInside([...focus, ...strip], area);
        const [large] = focus;
        const [small] = strip;
        assert.ok(!large || !small || large.width * large.height > small.width * small.height);
      }
    }
  });
}

test('four people on a wide stage stand two by two, on a tall one as well', () => {
  assert.equal(bestGrid(4, { width: 1280, height: 620 }).columns, 2);
  assert.equal(bestGrid(4, { width: 374, height: 600 }).columns, 2);
});

test('two people stand side by side on a wide stage and above each other on a tall one', () => {
  assert.equal(bestGrid(2, { width: 1280, height: 620 }).columns, 2);
  assert.equal(bestGrid(2, { width: 374, height: 700 }).columns, 1);
});

test('the last row stands in the middle', () => {
  const { rects } = bestGrid(5, { width: 1280, height: 620 });
  const last = rects.slice(3);
  const left = last[0]?.x ?? 0;
  const right = 1280 - ((last[1]?.x ?? 0) + (last[1]?.width ?? 0));
  assert.ok(Math.abs(left - right) <= 2);
});

test('a stage without room has no tiles to place', () => {
  assert.deepEqual(bestGrid(3, { width: 0, height: 0 }).rects, []);
  assert.deepEqual(focusLayout(1, 3, { width: 0, height: 0 }), { focus: [], strip: [] });
});

test('a small screen shows fewer tiles on a page than a large one', () => {
  assert.equal(pageCapacity({ width: 1280, height: 620 }, 25), 25);
  const small = pageCapacity({ width: 304, height: 480 }, 25);
  assert.ok(small >= 4 && small <= 8, `${small}`);
});
