import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useId, useRef } from 'preact/hooks';
import type { Layout, Slate } from '../../../../sdk/src/index.ts';
import { type MessageKey, t } from '../../i18n/index.ts';
import { program } from '../../state/program.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Select } from '../../ui/Select.tsx';
import { LayoutPicture } from './LayoutPicture.tsx';
import { encodeLogo } from './logo.ts';
import { changeScene, isRunning, type Quality, quality, scene, untouched, untouchedWished, VIDEOS } from './producer.ts';
import { videoText } from './words.ts';

const LAYOUTS: readonly { readonly layout: Layout; readonly label: MessageKey }[] = [
  { layout: 'grid', label: 'live.layoutGrid' },
  { layout: 'speaker', label: 'live.layoutSpeaker' },
  { layout: 'screen', label: 'live.layoutScreen' },
  { layout: 'side_by_side', label: 'live.layoutSideBySide' },
  { layout: 'solo', label: 'live.layoutSolo' },
];

const SLATES: readonly { readonly slate: Slate; readonly label: MessageKey }[] = [
  { slate: 'none', label: 'live.noSlate' },
  { slate: 'waiting', label: 'live.slate' },
  { slate: 'hold', label: 'live.hold' },
  { slate: 'end', label: 'live.endSlate' },
];

/** How long a title or the words of a board may be. */
const MOST_CHARACTERS = 80;

/** What the program shows, changed while it runs. */
export function SceneControls(): JSX.Element {
  const now = scene.value;
  return (
    <>
      {isRunning.value && program.value?.passthrough && <p class="hint">{t('live.untouchedHint')}</p>}
      <fieldset class="layouts">
        <legend>{t('live.layout')}</legend>
        {LAYOUTS.map(({ layout, label }) => (
          <label key={layout}>
            <input
              type="radio"
              name="live-layout"
              checked={now.layout === layout}
              onChange={() => void changeScene({ layout })}
            />
            <span>
              <LayoutPicture layout={layout} />
              {t(label)}
            </span>
          </label>
        ))}
      </fieldset>
      <fieldset class="slates">
        <legend>{t('live.board')}</legend>
        {SLATES.map(({ slate, label }) => (
          <label key={slate}>
            <input
              type="radio"
              name="live-slate"
              checked={now.slate === slate}
              onChange={() => void changeScene({ slate })}
            />
            <span>{t(label)}</span>
          </label>
        ))}
      </fieldset>
      {now.slate !== 'none' && (
        <TextField
          key="slateText"
          label={t('live.slateText')}
          shown={now.slateText}
          apply={(slateText) => void changeScene({ slateText })}
        />
      )}
      <TextField
        key="title"
        label={t('live.title')}
        hint={t('live.titleHint')}
        shown={now.title}
        apply={(title) => void changeScene({ title })}
      />
      <div class="live-switches">
        <label class="check">
          <input
            type="checkbox"
            checked={now.names}
            onChange={(event) => void changeScene({ names: event.currentTarget.checked })}
          />
          <span>{t('live.names')}</span>
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={now.muted}
            onChange={(event) => void changeScene({ muted: event.currentTarget.checked })}
          />
          <span>{t('live.mute')}</span>
        </label>
      </div>
      <LogoField />
      {!isRunning.value && <QualityField />}
    </>
  );
}

const UNTOUCHED = 'untouched';

/** What a program is to be, before there is one. */
function QualityField(): JSX.Element {
  const person = untouched.value;
  const sizes = (Object.keys(VIDEOS) as Quality[]).map((value) => ({ value: value as string, label: videoText(VIDEOS[value]) }));
  const options = person ? [...sizes, { value: UNTOUCHED, label: t('live.untouched', { name: person.name }) }] : sizes;
  const chosen = person !== null && untouchedWished.value;
  return (
    <>
      <Select
        label={t('live.quality')}
        icon="picture"
        value={chosen ? UNTOUCHED : quality.value}
        options={options}
        onChange={(value) => {
          untouchedWished.value = value === UNTOUCHED;
          if (value !== UNTOUCHED) {
            quality.value = value as Quality;
          }
        }}
      />
      {chosen && <p class="hint">{t('live.untouchedHint')}</p>}
    </>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly shown: string;
  readonly apply: (text: string) => void;
}

/** Words go on air by a press, not letter by letter. */
function TextField({ label, hint, shown, apply }: TextFieldProps): JSX.Element {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  return (
    <form
      class="field"
      onSubmit={(event) => {
        event.preventDefault();
        apply(input.current?.value.trim() ?? '');
      }}
    >
      <label for={id}>{label}</label>
      <span class="field-row">
        <input ref={input} id={id} class="input" defaultValue={shown} maxLength={MOST_CHARACTERS} placeholder={hint} />
        <button type="submit" class="button">
          {t('live.apply')}
        </button>
      </span>
    </form>
  );
}

const logoBad = signal(false);

function LogoField(): JSX.Element {
  const file = useRef<HTMLInputElement>(null);
  const choose = async (chosen: File | undefined) => {
    if (!chosen) {
      return;
    }
    const logo = await encodeLogo(chosen);
    logoBad.value = logo === null;
    if (logo !== null) {
      await changeScene({ logo });
    }
  };
  return (
    <div class="field">
      <span class="label">{t('live.logo')}</span>
      <span class="live-logo">
        <input
          ref={file}
          type="file"
          accept="image/*"
          hidden
          onChange={(event) => {
            void choose(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
        />
        <button type="button" class="button small" onClick={() => file.current?.click()}>
          <Icon name="picture" size={18} />
          {t('live.logoChoose')}
        </button>
        {scene.value.logo !== null && (
          <button type="button" class="button small ghost" onClick={() => void changeScene({ logo: null })}>
            {t('live.logoRemove')}
          </button>
        )}
      </span>
      {logoBad.value && (
        <p class="problem" role="alert">
          {t('live.logoBad')}
        </p>
      )}
    </div>
  );
}
