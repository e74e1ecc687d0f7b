import { useQueryClient } from '@tanstack/react-query';
import { useLanguage } from '../lib/use_language';
import { changeLanguage, type Language } from '../lib/i18n';

const NAMES: Record<Language, string> = { zh: '中文', en: 'English' };
const TAGS: Record<Language, string> = { zh: 'zh-CN', en: 'en' };

/** Offers the other language, by its own name. */
export function LanguageSwitch() {
  const language = useLanguage();
  const client = useQueryClient();
  const other: Language = language === 'zh' ? 'en' : 'zh';
  return (
    <button
      type="button"
      className="language-switch"
      lang={TAGS[other]}
      onClick={() => {
        // The server's texts come in the language asked for: everything shown is asked for again.
        void changeLanguage(other).then(() => client.invalidateQueries());
      }}
    >
      {NAMES[other]}
    </button>
  );
}
