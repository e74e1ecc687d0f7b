/** "1.2 MB", with the digits of the language. */
export function formatSize(bytes: number, language: string): string {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const number = (value: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);
  if (bytes < 1024) return `${number(bytes)} B`;
  if (bytes < 1024 * 1024) return `${number(bytes / 1024)} KB`;
  return `${number(bytes / 1024 / 1024)} MB`;
}
