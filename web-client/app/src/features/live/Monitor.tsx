import { computed, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { encodedPerSecond, program } from '../../state/program.ts';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { LevelMeter } from '../../ui/LevelMeter.tsx';
import { programState, rehearse } from './producer.ts';
import { programFailure } from './reasons.ts';
import type { StreamState } from './StreamPlayer.ts';
import { useStreamPlayer } from './useStreamPlayer.ts';
import { encoderFacts } from './words.ts';

/** Silent at first: the meeting is heard already. */
const audible = signal(false);
const level = computed(() => Math.min(1, program.value?.output?.peak ?? 0));

/** The real program as viewers get it, with its level; or why there is none. */
export function Monitor(): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const watch = programState.value === 'running' ? (program.value?.watch ?? null) : null;
  const stream = useStreamPlayer(video, watch, 'preview', () => {
    audible.value = false;
  });
  const portrait = isPortrait();
  return (
    <section aria-label={t('live.program')}>
      <div class={portrait ? 'monitor portrait' : 'monitor'}>
        <video ref={video} muted={!audible.value} playsInline aria-label={t('live.program')} />
        <Cover stream={stream} />
        {watch !== null && <Badge />}
      </div>
      {watch !== null && (
        <div class="monitor-foot">
          <button
            type="button"
            class="icon-button small"
            aria-pressed={audible.value}
            aria-label={t('live.sound')}
            title={t('live.sound')}
            onClick={() => {
              audible.value = !audible.value;
            }}
          >
            <Icon name={audible.value ? 'volume' : 'volumeOff'} size={18} />
          </button>
          <LevelMeter level={level} label={t('live.level')} />
        </div>
      )}
      <EncoderLine />
    </section>
  );
}

function isPortrait(): boolean {
  const size = program.value?.video;
  return programState.value !== 'none' && size !== undefined && size.height > size.width;
}

function Badge(): JSX.Element {
  const live = program.value?.live === true;
  return <span class={live ? 'monitor-badge on' : 'monitor-badge'}>{t(live ? 'live.onAir' : 'live.rehearsal')}</span>;
}

function EncoderLine(): JSX.Element | null {
  const facts = program.value ? encoderFacts(program.value, encodedPerSecond.value) : [];
  if (facts.length === 0) {
    return null;
  }
  return (
    <p class="encoder-line">
      <span class="visually-hidden">{t('live.encoder')}: </span>
      {facts.join(' · ')}
    </p>
  );
}

function Cover({ stream }: { readonly stream: StreamState }): JSX.Element | null {
  switch (programState.value) {
    case 'none':
      return <CoverText icon="live" text={t('live.none')} />;
    case 'starting':
      return <CoverText text={t('live.starting')} />;
    case 'restarting':
      return <CoverText text={t('live.restarting')} />;
    case 'stopping':
      return <CoverText text={t('live.stopping')} />;
    case 'failed': {
      const reason = program.value ? programFailure(program.value) : '';
      return (
        <CoverText
          icon="warning"
          text={reason === '' ? t('live.failedSilently') : t('live.failed', { reason })}
          button={{ label: t('live.startAgain'), press: () => void rehearse() }}
        />
      );
    }
    case 'running':
      return streamCover(stream);
  }
}

function streamCover(stream: StreamState): JSX.Element | null {
  switch (stream) {
    case 'playing':
      return null;
    case 'waiting':
    case 'loading':
      return <CoverText text={t('live.pictureComing')} />;
    case 'unsupported':
      return <CoverText icon="info" text={t('live.noPreview')} />;
    case 'stalled':
    case 'ended':
    case 'unreachable':
    case 'denied':
      return <CoverText text={t('live.previewLost')} />;
  }
}

interface CoverProps {
  /** Without one something is under way. */
  readonly icon?: IconName;
  readonly text: string;
  readonly button?: { readonly label: string; readonly press: () => void };
}

function CoverText({ icon, text, button }: CoverProps): JSX.Element {
  return (
    <div class="monitor-cover">
      {icon ? <Icon name={icon} size={28} /> : <span class="spinner" />}
      <p role="status">{text}</p>
      {button && (
        <button type="button" class="button small primary" onClick={button.press}>
          {button.label}
        </button>
      )}
    </div>
  );
}
