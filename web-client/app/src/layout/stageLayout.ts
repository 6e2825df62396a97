/** Where each tile of the stage stands. Pure: numbers in, rectangles out. */

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Area {
  readonly width: number;
  readonly height: number;
}

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly rects: readonly Rect[];
}

/** Space between tiles in CSS pixels. */
export const GAP = 8;

/** Cameras send 16:9; a tile may be cut down to these shapes to fill a narrow stage better. */
const WIDEST = 16 / 9;
const NARROWEST_LANDSCAPE = 4 / 3;
const NARROWEST_PORTRAIT = 3 / 4;

/** Below this a face can no longer be read, so the grid turns pages instead. */
const SMALLEST_TILE_WIDTH = 132;
const SMALLEST_TILE_HEIGHT = 96;

/** Size of the small tiles beside a large one. */
const STRIP_TILE_WIDTH = 208;
const STRIP_TILE_HEIGHT = 117;
const NARROW_STRIP_TILE_WIDTH = 128;
const NARROW_STRIP_TILE_HEIGHT = 84;

/** Of a narrow stage the strip below takes at most this part. */
const STRIP_SHARE = 0.36;

/** The grid that gives `count` equal tiles the most space. */
export function bestGrid(count: number, area: Area): Grid {
  if (count <= 0 || area.width <= 0 || area.height <= 0) {
    return { columns: 0, rows: 0, rects: [] };
  }
  let best = fitGrid(count, 1, area);
  for (let columns = 2; columns <= count; columns++) {
    const candidate = fitGrid(count, columns, area);
    if (tileArea(candidate) > tileArea(best) + 1) {
      best = candidate;
    }
  }
  return best;
}

/** How many tiles a page of the grid holds before they get too small, `most` at the highest. */
export function pageCapacity(area: Area, most: number): number {
  for (let count = most; count > 1; count--) {
    const first = bestGrid(count, area).rects[0];
    if (first && first.width >= SMALLEST_TILE_WIDTH && first.height >= SMALLEST_TILE_HEIGHT) {
      return count;
    }
  }
  return 1;
}

export interface FocusLayout {
  /** The large tiles. */
  readonly focus: readonly Rect[];
  /** The small tiles beside or below; as many as fit. */
  readonly strip: readonly Rect[];
}

/** One or more large tiles, the others in a strip: to the right on a wide stage, below on a narrow one. */
export function focusLayout(focusCount: number, others: number, area: Area): FocusLayout {
  if (area.width <= 0 || area.height <= 0) {
    return { focus: [], strip: [] };
  }
  if (others === 0) {
    return { focus: fillGrid(focusCount, { x: 0, y: 0, ...area }), strip: [] };
  }
  const narrow = area.width < 640 || area.width < area.height;
  return narrow ? stripBelow(focusCount, others, area) : stripBeside(focusCount, others, area);
}

function stripBeside(focusCount: number, others: number, area: Area): FocusLayout {
  const width = Math.min(STRIP_TILE_WIDTH, Math.round(area.width * 0.26));
  const height = Math.round(width / WIDEST);
  const shown = Math.max(1, Math.min(others, Math.floor((area.height + GAP) / (height + GAP))));
  const top = Math.max(0, (area.height - shown * (height + GAP) + GAP) / 2);
  const strip = Array.from({ length: shown }, (_, i) => ({
    x: area.width - width,
    y: Math.round(top + i * (height + GAP)),
    width,
    height: Math.min(height, area.height),
  }));
  return { focus: fillGrid(focusCount, { x: 0, y: 0, width: area.width - width - GAP, height: area.height }), strip };
}

function stripBelow(focusCount: number, others: number, area: Area): FocusLayout {
  const small = area.width < 560;
  const wanted = small ? NARROW_STRIP_TILE_HEIGHT : STRIP_TILE_HEIGHT;
  const height = Math.round(Math.min(wanted, area.height * STRIP_SHARE));
  const widest = Math.round(height * (small ? NARROW_STRIP_TILE_WIDTH / NARROW_STRIP_TILE_HEIGHT : WIDEST));
  const fitting = Math.max(1, Math.floor((area.width + GAP) / (Math.min(widest, 92) + GAP)));
  const shown = Math.min(others, fitting);
  const width = Math.min(widest, Math.floor((area.width - (shown - 1) * GAP) / shown));
  const left = Math.max(0, (area.width - shown * (width + GAP) + GAP) / 2);
  const strip = Array.from({ length: shown }, (_, i) => ({
    x: Math.round(left + i * (width + GAP)),
    y: area.height - height,
    width,
    height,
  }));
  return {
    focus: fillGrid(focusCount, { x: 0, y: 0, width: area.width, height: area.height - height - GAP }),
    strip,
  };
}

/** Large tiles take all the room there is: a shared screen is letterboxed inside its tile, never cut. */
function fillGrid(count: number, space: Rect): Rect[] {
  if (count <= 0) {
    return [];
  }
  const columns = space.width >= space.height ? count : 1;
  const rows = Math.ceil(count / columns);
  const width = (space.width - (columns - 1) * GAP) / columns;
  const height = (space.height - (rows - 1) * GAP) / rows;
  return Array.from({ length: count }, (_, i) => ({
    x: Math.round(space.x + (i % columns) * (width + GAP)),
    y: Math.round(space.y + Math.floor(i / columns) * (height + GAP)),
    width: Math.floor(width),
    height: Math.floor(height),
  }));
}

function fitGrid(count: number, columns: number, area: Area): Grid {
  const rows = Math.ceil(count / columns);
  const cellWidth = (area.width - (columns - 1) * GAP) / columns;
  const cellHeight = (area.height - (rows - 1) * GAP) / rows;
  if (cellWidth <= 0 || cellHeight <= 0) {
    return { columns, rows, rects: Array.from({ length: count }, () => ({ x: 0, y: 0, width: 0, height: 0 })) };
  }
  const narrowest = area.width < area.height ? NARROWEST_PORTRAIT : NARROWEST_LANDSCAPE;
  const shape = Math.min(WIDEST, Math.max(narrowest, cellWidth / cellHeight));
  const width = Math.floor(Math.min(cellWidth, cellHeight * shape));
  const height = Math.floor(Math.min(cellHeight, cellWidth / shape));
  const top = (area.height - rows * height - (rows - 1) * GAP) / 2;
  const rects = Array.from({ length: count }, (_, i) => {
    const row = Math.floor(i / columns);
    const inRow = row === rows - 1 ? count - row * columns : columns;
    const left = (area.width - inRow * width - (inRow - 1) * GAP) / 2;
    return {
      x: Math.round(left + (i % columns) * (width + GAP)),
      y: Math.round(top + row * (height + GAP)),
      width,
      height,
    };
  });
  return { columns, rows, rects };
}

function tileArea(grid: Grid): number {
  const first = grid.rects[0];
  return first ? first.width * first.height : 0;
}
