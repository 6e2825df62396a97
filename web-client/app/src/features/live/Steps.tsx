import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { durationText } from '../../duration.ts';
import { t } from '../../i18n/index.ts';
import { mayGoLive, mayRecord, program } from '../../state/program.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import {
  backToRehearsal,
  endProgram,
  goLive,
  isRunning,
  programState,
  rehearse,
  toggleRecording,
  type Work,
  working,
} from './producer.ts';
import { recordingProblem } from './reasons.ts';
import { sizeText } from './words.ts';

const asksToEnd = signal(false);

/** Rehearse, go live, end; and the recording. */
export function Steps(): JSX.Element {
  return (
    <div class="live-foot">
      {mayGoLive.value && <LiveSteps />}
      {mayRecord.value && <Recording />}
      {asksToEnd.value && <EndDialog />}
    </div>
  );
}

function LiveSteps(): JSX.Element {
  const live = isRunning.value && program.value?.live === true;
  const rehearsing = isRunning.value && !live;
  const ready = program.value?.destinations.some(({ enabled }) => enabled) === true;
  const end = () => {
    if (live || program.value?.recording.state === 'recording') {
      asksToEnd.value = true;
      return;
    }
    void endProgram();
  };
  return (
    <div class="live-main">
      <div class="live-steps" role="group" aria-label={t('live.steps')}>
        <Step
          work="rehearse"
          icon="eye"
          label={t(live ? 'live.backToRehearsal' : 'live.rehearse')}
          current={rehearsing}
          className={isRunning.value ? '' : 'primary'}
          disabled={rehearsing || programState.value === 'stopping'}
          press={() => void (live ? backToRehearsal() : rehearse())}
        />
        <Icon name="chevronRight" size={16} />
        <Step
          work="live"
          icon="live"
          label={t(live ? 'live.onAir' : 'live.go')}
          current={live}
          className={live ? 'on-air-now' : 'go'}
          disabled={live || !ready || programState.value === 'stopping'}
          describedBy={ready ? undefined : 'live-needs-destination'}
          press={() => void goLive()}
        />
        <Icon name="chevronRight" size={16} />
        <Step
          work="end"
          icon="stop"
          label={t('live.end')}
          disabled={!isRunning.value}
          press={end}
        />
      </div>
      {!ready && (
        <p class="hint" id="live-needs-destination">
          {t('live.needsDest')}
        </p>
      )}
    </div>
  );
}

interface StepProps {
  readonly work: Work;
  readonly icon: IconName;
  readonly label: string;
  readonly press: () => void;
  readonly current?: boolean;
  readonly disabled?: boolean;
  readonly className?: string;
  readonly describedBy?: string | undefined;
}

function Step({ work, icon, label, press, current, disabled, className, describedBy }: StepProps): JSX.Element {
  const busy = working.value === work;
  return (
    <button
      type="button"
      class={['button step', current ? 'current' : '', className ?? ''].join(' ')}
      aria-current={current ? 'step' : undefined}
      aria-busy={busy || undefined}
      aria-disabled={disabled || undefined}
      aria-describedby={describedBy}
      onClick={() => {
        if (!disabled && working.value === null) {
          press();
        }
      }}
    >
      {busy ? <span class="spinner" /> : <Icon name={icon} size={18} />}
      {label}
    </button>
  );
}

function Recording(): JSX.Element {
  const recording = program.value?.recording;
  const on = recording?.state === 'recording';
  const busy = working.value === 'record';
  return (
    <div class="live-record">
      <button
        type="button"
        class={on ? 'button small recording' : 'button small'}
        aria-busy={busy || undefined}
        onClick={() => void (busy || toggleRecording())}
      >
        {busy ? <span class="spinner" /> : <Icon name={on ? 'stop' : 'record'} size={18} />}
        {t(on ? 'rec.stop' : 'rec.start')}
      </button>
      <span class={recording?.state === 'failed' ? 'problem' : 'hint'} role="status">
        {recording && recordingText(recording)}
      </span>
      {on && (
        <span class="hint figures">
          {t('rec.facts', { time: durationText(recording.millis), size: sizeText(recording.bytes) })}
        </span>
      )}
    </div>
  );
}

function recordingText(recording: NonNullable<typeof program.value>['recording']): string {
  switch (recording.state) {
    case 'failed':
      return t('rec.failed', { words: recordingProblem(recording) });
    case 'finished':
      return t('rec.saved', { id: recording.id });
    case 'off':
    case 'recording':
      return '';
  }
}

function EndDialog(): JSX.Element {
  const close = () => {
    asksToEnd.value = false;
  };
  const then = (act: () => Promise<void>) => () => {
    close();
    void act();
  };
  return (
    <Dialog title={t('live.endTitle')} onClose={close}>
      <p>{t('live.endText')}</p>
      <div class="dialog-actions">
        <button type="button" class="button ghost" onClick={close}>
          {t('live.cancel')}
        </button>
        {program.value?.live && (
          <button type="button" class="button" onClick={then(backToRehearsal)}>
            {t('live.backToRehearsal')}
          </button>
        )}
        <button type="button" class="button danger" autofocus onClick={then(endProgram)}>
          {t('live.end')}
        </button>
      </div>
    </Dialog>
  );
}
