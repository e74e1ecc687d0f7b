import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page';

type Name = 'about' | 'privacy' | 'help';

/** A page of plain words: sections from the texts. */
function TextPage({ name }: { name: Name }) {
  const { t } = useTranslation();
  const sections = t(`${name}.sections`, { returnObjects: true });
  return (
    <Page title={t(`${name}.title`)} lead={t(`${name}.lead`)} className="text-page">
      {sections.map((section) => (
        <section key={section.title}>
          <h2>{section.title}</h2>
          {section.text.map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
        </section>
      ))}
    </Page>
  );
}

export const AboutPage = () => <TextPage name="about" />;
export const PrivacyPage = () => <TextPage name="privacy" />;
export const HelpPage = () => <TextPage name="help" />;
