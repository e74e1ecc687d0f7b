import { Button, Checkbox, Radio, TextInput } from '@trussworks/react-uswds';
import { useTranslation } from 'react-i18next';
import { useOrganisation } from '../../api/queries';
import { Field } from '../../components/field';
import type { Representative } from './draft';
import type { Part } from './part';

/** Who raises it: with a way to reach them, or without a name. */
export function WhoStep(part: Part) {
  const { t } = useTranslation();
  const { draft, set, procedure } = part;
  const anonymous = draft.anonymous && procedure?.anonymous === true;
  return (
    <>
      {procedure?.anonymous && (
        <Field id="raise-anonymous" label={t('raise.who.how')} required group>
          {(control) => (
            <div id={control.id}>
              <Radio
                id="raise-named"
                name="anonymous"
                label={t('raise.who.named')}
                labelDescription={t('raise.who.namedText')}
                checked={!anonymous}
                onChange={() => set({ anonymous: false })}
                tile
              />
              <Radio
                id="raise-nameless"
                name="anonymous"
                label={t('raise.who.anonymous')}
                labelDescription={t('raise.who.anonymousText')}
                checked={anonymous}
                onChange={() => set({ anonymous: true })}
                tile
              />
            </div>
          )}
        </Field>
      )}
      {!anonymous && <Contact {...part} />}
      {!anonymous && procedure?.confidential && (
        <div className="field">
          <Checkbox
            id="raise-confidential"
            name="confidential"
            label={t('raise.who.confidential')}
            labelDescription={t('raise.who.confidentialText')}
            checked={draft.confidential}
            onChange={(event) => set({ confidential: event.target.checked })}
          />
        </div>
      )}
      <Group {...part} anonymous={anonymous} />
    </>
  );
}

function Contact({ draft, set, errors }: Part) {
  const { t } = useTranslation();
  return (
    <>
      <p className="who__vault">{t('raise.who.vault')}</p>
      <Field id="raise-name" label={t('contact.name')} error={errors['raise-name']}>
        {(control) => (
          <TextInput {...control} name="name" type="text" autoComplete="name" value={draft.name} onChange={(event) => set({ name: event.target.value })} />
        )}
      </Field>
      <Field id="raise-phone" label={t('contact.phone')} hint={t('raise.who.phoneHint')} error={errors['raise-phone']}>
        {(control) => (
          <TextInput {...control} name="phone" type="tel" autoComplete="tel" value={draft.phone} onChange={(event) => set({ phone: event.target.value })} />
        )}
      </Field>
      <Field id="raise-email" label={t('contact.email')} error={errors['raise-email']}>
        {(control) => (
          <TextInput {...control} name="email" type="email" autoComplete="email" value={draft.email} onChange={(event) => set({ email: event.target.value })} />
        )}
      </Field>
    </>
  );
}

function Group({ draft, set, errors, anonymous }: Part & { anonymous: boolean }) {
  const { t } = useTranslation();
  const { organisation } = useOrganisation();
  const most = organisation?.representativesMax ?? 5;
  const change = (index: number, to: Partial<Representative>) =>
    set({ representatives: draft.representatives.map((person, at) => (at === index ? { ...person, ...to } : person)) });
  return (
    <div className="group">
      <Checkbox
        id="raise-group"
        name="group"
        label={t('raise.who.group')}
        checked={draft.group}
        onChange={(event) => set({ group: event.target.checked })}
      />
      {draft.group && (
        <>
          <Field id="raise-group-size" label={t('raise.who.groupSize')} error={errors['raise-group-size']} required>
            {(control) => (
              <TextInput {...control} name="groupSize" type="text" inputMode="numeric" inputSize="small" value={draft.groupSize} onChange={(event) => set({ groupSize: event.target.value })} />
            )}
          </Field>
          {!anonymous && <p>{t('raise.who.representatives', { count: most })}</p>}
          {!anonymous &&
            draft.representatives.map((person, index) => (
              <fieldset key={index} className="usa-fieldset representative">
                <legend className="usa-legend">{t('raise.who.representative', { number: index + 1 })}</legend>
                <Field id={`raise-representative-${index}`} label={t('contact.name')} error={errors[`raise-representative-${index}`]}>
                  {(control) => <TextInput {...control} name="name" type="text" value={person.name} onChange={(event) => change(index, { name: event.target.value })} />}
                </Field>
                <Field id={`raise-representative-${index}-phone`} label={t('contact.phone')}>
                  {(control) => <TextInput {...control} name="phone" type="tel" value={person.phone} onChange={(event) => change(index, { phone: event.target.value })} />}
                </Field>
                <Button type="button" unstyled onClick={() => set({ representatives: draft.representatives.filter((_, at) => at !== index) })}>
                  {t('raise.who.removeRepresentative', { number: index + 1 })}
                </Button>
              </fieldset>
            ))}
          {!anonymous && draft.representatives.length < most && (
            <Button type="button" outline onClick={() => set({ representatives: [...draft.representatives, { name: '', phone: '' }] })}>
              {t('raise.who.addRepresentative')}
            </Button>
          )}
        </>
      )}
    </div>
  );
}
