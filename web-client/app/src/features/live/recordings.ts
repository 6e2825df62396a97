/** The recordings of a room, as the server's REST interface tells and deletes them. */

export interface StoredRecording {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly bytes: number;
  readonly millis: number;
  readonly state: 'recording' | 'finished' | 'interrupted' | 'failed';
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
}

/** `fetch`, as far as it is used here. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Pick<Response, 'ok' | 'status' | 'json'>>;

/** The recordings at `path`, which the server gave us with the leave in it, the latest first. */
export async function listRecordings(path: string, ask: Fetch): Promise<readonly StoredRecording[]> {
  const answer = await ask(path, { cache: 'no-store' });
  if (!answer.ok) {
    throw new Error(`recordings: ${answer.status}`);
  }
  return ((await answer.json()) as { recordings: StoredRecording[] }).recordings;
}

/** Deletes one; one that is gone already is deleted too. */
export async function deleteRecording(path: string, id: string, ask: Fetch): Promise<void> {
  const answer = await ask(below(path, id), { method: 'DELETE' });
  if (!answer.ok && answer.status !== 404) {
    throw new Error(`delete: ${answer.status}`);
  }
}

/** Where a file of a recording is. */
export function fileOf(path: string, id: string, name: string): string {
  return below(path, id, name);
}

function below(path: string, ...names: readonly string[]): string {
  const query = path.indexOf('?');
  return [path.slice(0, query), ...names.map(encodeURIComponent)].join('/') + path.slice(query);
}
