import { useTranslation } from 'react-i18next';
import { hoursOf, numberOf, type Measure } from './amounts';
import { useLanguage } from './use_language';

interface Amounts {
  /** "16 hours", "1 hour 30 minutes", "2 days", "1 time". */
  words: (measure: Measure, amount: number) => string;
  /** As a rule says it: "16 hours", "once". */
  often: (measure: Measure, amount: number) => string;
  /** In a table: "1,234.5 hours". */
  short: (measure: Measure, amount: number) => string;
  /** Before a whole that names the measure: "6" of 16 hours; in words where it is no whole number. */
  part: (measure: Measure, amount: number) => string;
  /** The bare figure of a column whose head names the measure. */
  figure: (measure: Measure, amount: number) => string;
  number: (value: number) => string;
  /** Yuan, with both places. */
  money: (yuan: number) => string;
  percent: (share: number | null) => string;
}

/** Amounts and figures in the reader's language. */
export function useAmounts(): Amounts {
  const { t } = useTranslation();
  const locale = useLanguage() === 'zh' ? 'zh-CN' : 'en-GB';
  const number = (value: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);
  const count = (name: 'hours' | 'minutes' | 'days' | 'times', value: number) => t(`amount.${name}`, { count: value, shown: number(value) });
  const words = (measure: Measure, amount: number) => {
    if (measure !== 'hours') return count(measure, amount);
    const { hours, minutes } = hoursOf(amount);
    if (minutes === 0) return count('hours', hours);
    if (hours === 0) return count('minutes', minutes);
    return t('amount.both', { hours: count('hours', hours), minutes: count('minutes', minutes) });
  };
  return {
    words,
    often: (measure, amount) => (measure === 'times' ? t('amount.often', { count: amount, shown: number(amount) }) : words(measure, amount)),
    short: (measure, amount) => count(measure, numberOf(measure, amount)),
    part: (measure, amount) => (Number.isInteger(numberOf(measure, amount)) ? number(numberOf(measure, amount)) : words(measure, amount)),
    figure: (measure, amount) => number(numberOf(measure, amount)),
    number,
    money: (yuan) => new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(yuan),
    percent: (share) => (share === null ? t('standing.none') : t('amount.percent', { shown: number(share) })),
  };
}
