import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deleteRecording, type Fetch, fileOf, listRecordings } from './recordings.ts';

const PATH = '/api/recordings?room=%E9%AB%98%E4%B8%80&t=right';

function server(status: number, body: unknown = null): { asked: string[]; ask: Fetch } {
  const asked: string[] = [];
  return {
    asked,
    ask: async (url, init) => {
      asked.push(`${init?.method ?? 'GET'} ${url}`);
      return { ok: status < 400, status, json: async () => body };
    },
  };
}

test('the list is asked for where the server said', async () => {
  const { asked, ask } = server(200, { recordings: [{ id: 'a' }] });
  assert.deepEqual(await listRecordings(PATH, ask), [{ id: 'a' }]);
  assert.deepEqual(asked, [`GET ${PATH}`]);
  await assert.rejects(listRecordings(PATH, server(401).ask));
});

test('a file has the leave in its address, and its name cannot lead elsewhere', () => {
  assert.equal(fileOf(PATH, '高一-2026', 'program.mp4'), '/api/recordings/%E9%AB%98%E4%B8%80-2026/program.mp4?room=%E9%AB%98%E4%B8%80&t=right');
  assert.equal(fileOf(PATH, '../x', 'a/b'), '/api/recordings/..%2Fx/a%2Fb?room=%E9%AB%98%E4%B8%80&t=right');
});

test('what is deleted already is deleted, what is not is an error', async () => {
  const { asked, ask } = server(404);
  await deleteRecording(PATH, 'a', ask);
  assert.deepEqual(asked, ['DELETE /api/recordings/a?room=%E9%AB%98%E4%B8%80&t=right']);
  await assert.rejects(deleteRecording(PATH, 'a', server(409).ask));
});
