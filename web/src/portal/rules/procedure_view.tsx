import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/types';
import { Fact } from '../../components/fact';
import { SourceNote } from '../../components/source_note';

/** A procedure's parts in the order in which they matter to a person: deadlines, stages, steps. */
export function ProcedureView({ detail }: { detail: Schema<'ProcedureDetail'> }) {
  const { t } = useTranslation();
  const stages = new Map(detail.stages.map((stage) => [stage.id, stage.title]));
  const steps = new Map(detail.steps.map((step) => [step.id, step.title]));
  const stepNames = (ids: readonly string[]) => ids.map((id) => steps.get(id) ?? (id === 'raise' ? t('rules.raised') : id)).join(t('common.listComma'));
  const stageName = (id: string) => stages.get(id) ?? id;
  return (
    <>
      <SourceNote source={detail.version.source} />
      <section aria-labelledby="clocks-title">
        <h2 id="clocks-title">{t('rules.clocks')}</h2>
        <ul className="rule-parts">
          {detail.clocks.map((clock) => (
            <li key={clock.id}>
              <h3>
                {clock.title}: {clock.length}
              </h3>
              <dl className="fields">
                <Fact title={t('rules.owedBy')}>{clock.owedBy === 'raiser' ? t('clock.byRaiser') : t('clock.byUnit')}</Fact>
                <Fact title={t('rules.starts')}>{stepNames(clock.starts)}</Fact>
                <Fact title={t('rules.stops')}>{stepNames(clock.stops)}</Fact>
                <Fact title={t('rules.pauses')}>{stepNames(clock.pauses)}</Fact>
                <Fact title={t('rules.resumes')}>{stepNames(clock.resumes)}</Fact>
                <Fact title={t('rules.extension')}>{clock.extension}</Fact>
              </dl>
              <SourceNote source={clock.source} />
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="stages-title">
        <h2 id="stages-title">{t('rules.stages')}</h2>
        <ol className="stages">
          {detail.stages.map((stage) => (
            <li key={stage.id}>
              <strong>{stage.title}</strong>
              <span className="badge">{t(`state.${stage.state}`)}</span>
              {stage.status !== stage.title && <span className="stages__status">{stage.status}</span>}
            </li>
          ))}
        </ol>
      </section>
      <section aria-labelledby="steps-title">
        <h2 id="steps-title">{t('rules.steps')}</h2>
        <ul className="rule-parts">
          {detail.steps.map((step) => (
            <li key={step.id}>
              <h3>{step.title}</h3>
              {step.hint && <p>{step.hint}</p>}
              <dl className="fields">
                <Fact title={t('rules.by')}>{step.by}</Fact>
                <Fact title={t('rules.fromStage')}>{step.from.map(stageName).join(t('common.listComma'))}</Fact>
                <Fact title={t('rules.toStage')}>{step.to && stageName(step.to)}</Fact>
                <Fact title={t('rules.asks')}>{step.asks.map((ask) => ask.title).join(t('common.listComma'))}</Fact>
                <Fact title={t('rules.when')}>{step.when && <code>{step.when}</code>}</Fact>
              </dl>
              <SourceNote source={step.source} />
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
