import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { speak } from '../api/client';

export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const PLACE = 'massline.language';
const HTML_LANGUAGE: Record<Language, string> = { zh: 'zh-CN', en: 'en' };

const texts = {
  en: { everybody: () => import('texts:en/everybody'), staff: () => import('texts:en/staff') },
  zh: { everybody: () => import('texts:zh/everybody'), staff: () => import('texts:zh/staff') },
};
type Part = keyof (typeof texts)[Language];

/** What is there already, and which parts this visit needs. */
const loaded = new Set<string>();
const needed = new Set<Part>(['everybody']);

export function isLanguage(text: string | null | undefined): text is Language {
  return text === 'zh' || text === 'en';
}

function chosenLanguage(): Language | null {
  try {
    const chosen = localStorage.getItem(PLACE);
    return isLanguage(chosen) ? chosen : null;
  } catch {
    // Without storage the browser's own languages say it.
    return null;
  }
}

/** The language chosen here before, else the browser's first that is offered, else Chinese. */
export function firstLanguage(): Language {
  const chosen = chosenLanguage();
  if (chosen) return chosen;
  for (const tag of navigator.languages) {
    const language = tag.slice(0, 2).toLowerCase();
    if (isLanguage(language)) return language;
  }
  return 'zh';
}

function apply(language: Language): void {
  document.documentElement.lang = HTML_LANGUAGE[language];
  speak(language);
}

async function load(language: Language): Promise<void> {
  for (const part of needed) {
    const name = `${language}/${part}`;
    if (loaded.has(name)) continue;
    const { default: bundle } = await texts[language][part]();
    i18next.addResourceBundle(language, 'translation', bundle, true, true);
    loaded.add(name);
  }
}

/** The texts of the workspace, for whoever goes there. */
export async function beginStaffTexts(): Promise<void> {
  needed.add('staff');
  if (isLanguage(i18next.language)) await load(i18next.language);
}

export async function beginTexts(): Promise<void> {
  const language = firstLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await load(language);
  apply(language);
}

/** Changes the language of the screen; the choice is kept on this device. */
export async function changeLanguage(language: Language): Promise<void> {
  await load(language);
  try {
    localStorage.setItem(PLACE, language);
  } catch {
    // It then holds until the page is closed.
  }
  apply(language);
  await i18next.changeLanguage(language);
}
