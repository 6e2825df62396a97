import { computed, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { durationText } from '../../duration.ts';
import { locale, t } from '../../i18n/index.ts';
import { program } from '../../state/program.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { deleteRecording, fileOf, listRecordings, type StoredRecording } from './recordings.ts';
import { sizeText } from './words.ts';

const path = computed(() => program.value?.recordings ?? null);
/** Each change of it is a file that begins or ends. */
const recordingState = computed(() => program.value?.recording.state ?? 'off');

/** What grows has another length after this, and is finished at some time. */
const GROWING_MS = 3_000;

const known = signal<readonly StoredRecording[] | null>(null);
const problem = signal<string | null>(null);
const deleting = signal<StoredRecording | null>(null);
const busy = signal(false);

async function load(): Promise<void> {
  const from = path.peek();
  if (from === null) {
    return;
  }
  try {
    known.value = await listRecordings(from, fetch);
    problem.value = null;
  } catch {
    problem.value = t('rec.listFailed');
  }
}

async function remove({ id }: StoredRecording): Promise<void> {
  const from = path.peek();
  if (from === null || busy.value) {
    return;
  }
  busy.value = true;
  try {
    await deleteRecording(from, id, fetch);
    deleting.value = null;
    await load();
  } catch {
    deleting.value = null;
    problem.value = t('rec.deleteFailed');
  } finally {
    busy.value = false;
  }
}

/** What was recorded of this room: to have, and to delete. */
export function Recordings(): JSX.Element | null {
  useEffect(() => {
    void load();
  }, [path.value, recordingState.value]);
  useEffect(() => {
    if (known.value?.some(({ state }) => state === 'recording')) {
      const timer = setTimeout(() => void load(), GROWING_MS);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [known.value]);
  if (path.value === null) {
    return null;
  }
  const list = known.value;
  return (
    <section class="recordings">
      <h3>{t('rec.list')}</h3>
      {problem.value !== null && (
        <div class="notice bad" role="alert">
          <Icon name="warning" size={18} />
          <span>{problem.value}</span>
          <button type="button" class="button small" onClick={() => void load()}>
            {t('app.retry')}
          </button>
        </div>
      )}
      {list?.length === 0 && <p class="hint">{t('rec.empty')}</p>}
      <ul>
        {list?.map((recording) => (
          <Row key={recording.id} recording={recording} from={path.value ?? ''} />
        ))}
      </ul>
      {deleting.value && <DeleteDialog recording={deleting.value} />}
    </section>
  );
}

function Row({ recording, from }: { readonly recording: StoredRecording; readonly from: string }): JSX.Element {
  const { id, startedAt, bytes, millis, state, files } = recording;
  const when = whenText(startedAt);
  return (
    <li class="recorded">
      <p>
        <strong>{when}</strong>
        <span class="figures">{t('rec.facts', { time: durationText(millis), size: sizeText(bytes) })}</span>
      </p>
      <StateLine state={state} />
      <div class="destination-actions">
        {files.map(({ name }, i) => (
          <a
            key={name}
            class="button small"
            href={fileOf(from, id, name)}
            download
            aria-label={t(files.length === 1 ? 'rec.downloadOf' : 'rec.downloadPartOf', { when, n: i + 1 })}
          >
            <Icon name="download" size={18} />
            {files.length === 1 ? t('rec.download') : t('rec.downloadPart', { n: i + 1 })}
          </a>
        ))}
        {state !== 'recording' && (
          <button
            type="button"
            class="button small ghost"
            aria-label={t('rec.deleteOf', { when })}
            onClick={() => {
              deleting.value = recording;
            }}
          >
            <Icon name="trash" size={18} />
            {t('rec.delete')}
          </button>
        )}
      </div>
    </li>
  );
}

function StateLine({ state }: Pick<StoredRecording, 'state'>): JSX.Element | null {
  switch (state) {
    case 'recording':
      return <p class="hint">{t('rec.growing')}</p>;
    case 'interrupted':
      return <p class="hint">{t('rec.interrupted')}</p>;
    case 'failed':
      return <p class="hint">{t('rec.nothing')}</p>;
    case 'finished':
      return null;
  }
}

function DeleteDialog({ recording }: { readonly recording: StoredRecording }): JSX.Element {
  const { startedAt, millis, bytes } = recording;
  const close = () => {
    deleting.value = null;
  };
  return (
    <Dialog title={t('rec.deleteTitle')} onClose={close}>
      <p>{t('rec.deleteText', { when: whenText(startedAt), time: durationText(millis), size: sizeText(bytes) })}</p>
      <div class="dialog-actions">
        <button type="button" class="button ghost" autofocus onClick={close}>
          {t('live.cancel')}
        </button>
        <button type="button" class="button danger" aria-busy={busy.value || undefined} onClick={() => void remove(recording)}>
          {busy.value && <span class="spinner" />}
          {t('rec.delete')}
        </button>
      </div>
    </Dialog>
  );
}

function whenText(at: number): string {
  return new Intl.DateTimeFormat(locale.value, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}
